// A mapping in a file of its own, as `--mapping` takes it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadMapping } from '../../src/config/load-mapping.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripline-mapping-'))
afterAll(() => rmSync(folder, { recursive: true }))

function load(text: string): unknown {
  const path = join(folder, 'mapping.yaml')
  writeFileSync(path, text)
  return loadMapping(path)
}

test.each([
  ['time: ts\nfields: { source.ip: ip }', { time: 'ts', fields: { 'source.ip': 'ip' } }],
  ['mapping:\n  time: ts', { time: 'ts' }],
  ['{"time": "ts"}', { time: 'ts' }],
  ['', null],
])('%j is %j', (text, expected) => {
  expect(load(text)).toEqual(expected)
})

test('what is no YAML is told with its place', () => {
  expect(() => load('time: [')).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
})

test('a file that is not there is told as such', () => {
  expect(() => loadMapping(join(folder, 'none.yaml'))).toThrow(expect.objectContaining({ code: 'INPUT_NOT_FOUND' }))
})
