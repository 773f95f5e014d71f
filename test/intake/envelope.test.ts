// Documents as shippers send them → what is in them, held against golden files.
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openEnvelope } from '../../src/intake/envelope.ts'
import { golden } from '../cases.ts'

golden(join(import.meta.dirname, 'envelopes'), '.ndjson', '.opened.json', (input) => {
  const opened = input
    .trimEnd()
    .split('\n')
    .map((line) => openEnvelope(JSON.parse(line), 'the-index'))
  return `${JSON.stringify(opened, null, 2)}\n`
})

test('a file that took the place of another of the same path is another stream', () => {
  const of = (inode: string) =>
    openEnvelope({ message: 'x', log: { offset: 0, file: { path: '/var/log/a.log', inode } } }, 'i').stream
  expect(of('1')).not.toBe(of('2'))
})

test('nested and dotted are the same', () => {
  const nested = { message: 'x', host: { name: 'h' }, log: { offset: 7, file: { path: '/p', inode: '1' } } }
  const dotted = { message: 'x', 'host.name': 'h', 'log.offset': 7, 'log.file.path': '/p', 'log.file.inode': '1' }
  expect(openEnvelope(dotted, 'i')).toEqual(openEnvelope(nested, 'i'))
})

test('whatever a document holds, it can be opened, and its stream says where a path begins', () => {
  const names = ['message', 'log', 'event', 'original', 'host', 'name', 'file', 'path', 'offset', 'log.offset', 'a']
  const document = fc.object({ key: fc.constantFrom(...names), maxDepth: 3, maxKeys: 6 })
  fc.assert(
    fc.property(document, fc.string(), (given, index) => {
      const { kind, line, stream, at, isNamed } = openEnvelope(given, index)
      expect(kind === 'line').toBe(line !== null)
      expect(stream).toContain(':')
      expect(at === null || (Number.isSafeInteger(at) && at >= 0)).toBe(true)
      expect(isNamed && at === null).toBe(false)
    }),
  )
})
