// A folder of captures: finished files one by one, by name, each once, also over a restart.
import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Source } from '../../src/event/source.ts'
import { folderSource } from '../../src/intake/folder.ts'
import { type Before, linesOf, ndjsonFile, type Taken, take, temporaryFolder } from './place.ts'

/** Files of another kind than captures do as well: the folder does not look into them. */
function watch(path: string, count: number, before?: Before, quietMs = 100): Promise<Taken> {
  const stop = new AbortController()
  const open = (file: string): Source => ndjsonFile(file)
  const source = folderSource({ id: 'folder', path, categories: 1, open, signal: stop.signal, quietMs })
  return take(source, stop, count, before)
}

/** A file that was finished a minute ago. */
function put(folder: string, name: string, messages: readonly (string | number)[]): void {
  writeFileSync(join(folder, name), linesOf(messages))
  const past = Date.now() / 1000 - 60
  utimesSync(join(folder, name), past, past)
}

test('finished files come in the order of their names, and unfinished ones later', async () => {
  const folder = temporaryFolder()
  put(folder, 'b.pcap', ['third'])
  put(folder, 'a.pcap', ['first', 'second'])
  writeFileSync(join(folder, '0-being-written.pcap'), linesOf(['last']))
  const { messages } = await watch(folder, 4, undefined, 2500)
  expect(messages).toEqual(['first', 'second', 'third', 'last'])
})

test('who has begun the next file is done with the one before it', async () => {
  const folder = temporaryFolder()
  const ageInS = (name: string, age: number): void => {
    const then = Date.now() / 1000 - age
    utimesSync(join(folder, name), then, then)
  }
  for (const name of ['a.pcap', 'b.pcap', 'c.pcap']) writeFileSync(join(folder, name), linesOf([name]))
  ageInS('a.pcap', 20)
  ageInS('b.pcap', 10)
  ageInS('c.pcap', 3)
  const stop = new AbortController()
  const source = folderSource({
    ...{ id: 'folder', path: folder, categories: 1, signal: stop.signal, quietMs: 60_000 },
    open: (file: string): Source => ndjsonFile(file),
  })
  expect((await take(source, stop, 2)).messages).toEqual(['a.pcap', 'b.pcap'])
})

test('a file that is renamed into the folder is read', async () => {
  const folder = temporaryFolder()
  put(folder, '.hidden', ['a'])
  put(folder, 'b.tmp', ['b'])
  mkdirSync(join(folder, 'c.pcap'))
  const taken = watch(folder, 1)
  renameSync(join(folder, 'b.tmp'), join(folder, 'b.pcap'))
  expect((await taken).messages).toEqual(['b'])
})

test('after a restart, files that were read are not read again', async () => {
  const folder = temporaryFolder()
  put(folder, 'a.pcap', ['a'])
  put(folder, 'b.pcap', ['b'])
  const first = await watch(folder, 2)
  put(folder, 'c.pcap', ['c'])
  const second = await watch(folder, 1, JSON.parse(JSON.stringify(first.last)))
  expect([...first.messages, ...second.messages]).toEqual(['a', 'b', 'c'])
  expect(second.last!.n).toBe(first.last!.n + 1)
})

test('a restart within a file goes on within it', async () => {
  const folder = temporaryFolder()
  const many = Array.from({ length: 3000 }, (_, index) => index)
  put(folder, 'a.pcap', many)
  put(folder, 'b.pcap', ['b'])
  const first = await watch(folder, 500)
  expect(first.messages.length).toBeLessThan(3000)
  const second = await watch(folder, 3001 - first.messages.length, first.last)
  expect([...first.messages, ...second.messages]).toEqual([...many.map(String), 'b'])
})

test('a folder that is not there is INPUT_NOT_FOUND', async () => {
  await expect(watch(join(temporaryFolder(), 'nowhere'), 1)).rejects.toMatchObject({ code: 'INPUT_NOT_FOUND' })
})

test('a file that cannot be opened is told, holds up no other, and is read when it was mended', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'a.pcap')
  writeFileSync(path, gzipSync(linesOf(['mended'])).subarray(0, 10))
  const past = Date.now() / 1000 - 60
  utimesSync(path, past, past)
  put(folder, 'b.pcap', ['b'])
  const stop = new AbortController()
  const open = (file: string): Source => ndjsonFile(file)
  const source = folderSource({ id: 'folder', path: folder, categories: 1, open, signal: stop.signal, quietMs: 100 })
  const taking = take(source, stop, 2)
  await pause(700)
  expect(source.unreadable()).toMatchObject([
    { reason: 'file that cannot be opened', count: 1, samples: [{ excerpt: expect.stringContaining('a.pcap') }] },
  ])
  put(folder, 'a.pcap', ['mended'])
  expect((await taking).messages).toEqual(['b', 'mended'])
})

test('a file from the future is read', async () => {
  const folder = temporaryFolder()
  put(folder, 'a.pcap', ['a'])
  const future = Date.now() / 1000 + 3600
  utimesSync(join(folder, 'a.pcap'), future, future)
  expect((await watch(folder, 1)).messages).toEqual(['a'])
})
