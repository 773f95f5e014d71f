// Files that come and go under a pattern: each is read while it is there, from where it was left.
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FileSetSettings, openFileSet } from '../../../src/app/run/file-set.ts'
import { OperationalError } from '../../../src/errors.ts'
import type { Source } from '../../../src/event/source.ts'
import { layout, linesOf, messagesOf, ndjsonFile, temporaryFolder } from '../../intake/place.ts'

let folder: string
let stop: AbortController
let told: string[]
let warnings: string[]
let added: string[]
let removed: string[]
/** Messages by the path of their file. */
let read: Map<string, unknown[]>
const positions = new Map<string, { n: number; resume: unknown }>()
let running: Promise<void>

beforeEach(() => {
  folder = temporaryFolder()
  stop = new AbortController()
  told = []
  warnings = []
  added = []
  removed = []
  read = new Map()
  positions.clear()
  running = Promise.resolve()
})
afterEach(async () => {
  stop.abort()
  await running
})

const at = (name: string): string => join(folder, name)

async function start(more: Partial<FileSetSettings> = {}, pattern = '*.log'): Promise<void> {
  const warn = (sentence: string, data = {}): void => void warnings.push(`${sentence} ${JSON.stringify(data)}`)
  const one = await openFileSet({
    path: join(folder, pattern),
    open: async ({ path }) => ndjsonFile(path, { id: path, follow: true, endsWhenRemoved: true, signal: stop.signal }),
    positions: () => positions,
    forget: async (path) => void positions.delete(path),
    taken: new Set(),
    add: async ({ info }) => void added.push(info.id.slice(folder.length + 1)),
    remove: async ({ info }) => void removed.push(info.id.slice(folder.length + 1)),
    log: { info: (sentence) => void told.push(sentence), warn, error: warn },
    signal: stop.signal,
    betweenLooksMs: 20,
    ...more,
  })
  running = one(drive)
}

async function drive(source: Source): Promise<boolean> {
  try {
    for await (const delivery of source.deliveries(layout, positions.get(source.info.id))) {
      positions.set(source.info.id, { n: delivery.n, resume: delivery.resume })
      read.set(source.info.id, [...(read.get(source.info.id) ?? []), ...messagesOf(delivery)])
    }
    return true
  } catch {
    return false
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds() && waited < 5000; waited += 20) await pause(20)
  expect(holds()).toBe(true)
}

const messages = (name: string): readonly unknown[] => read.get(at(name)) ?? []

test('files that are there are opened in the order of their names, and those that come later when they come', async () => {
  writeFileSync(at('b.log'), linesOf(['b1']))
  writeFileSync(at('a.log'), linesOf(['a1']))
  await start()
  expect(added).toEqual(['a.log', 'b.log'])
  writeFileSync(at('c.log'), linesOf(['c1']))
  appendFileSync(at('a.log'), linesOf(['a2']))
  await until(() => messages('c.log').length === 1 && messages('a.log').length === 2)
  expect(added).toEqual(['a.log', 'b.log', 'c.log'])
})

test('a file that is removed is read to its end and let go; another one of its name goes on where it ended', async () => {
  writeFileSync(at('a.log'), linesOf(['one']))
  await start()
  await until(() => messages('a.log').length === 1)
  appendFileSync(at('a.log'), linesOf(['two']))
  rmSync(at('a.log'))
  await until(() => removed.length === 1)
  expect(messages('a.log')).toEqual(['one', 'two'])
  const before = positions.get(at('a.log'))!.n
  writeFileSync(at('a.log'), linesOf(['three']))
  await until(() => messages('a.log').length === 3)
  expect(messages('a.log')).toEqual(['one', 'two', 'three'])
  expect(positions.get(at('a.log'))!.n).toBe(before + 1)
  expect(removed).toEqual(['a.log'])
})

test('what a log is rotated to is read with it, and is no file of its own', async () => {
  writeFileSync(at('a.log'), linesOf(['one']))
  await start({}, '*')
  await until(() => messages('a.log').length === 1)
  renameSync(at('a.log'), at('a.log.1'))
  appendFileSync(at('a.log.1'), linesOf(['two']))
  await pause(100)
  writeFileSync(at('a.log'), linesOf(['three']))
  await until(() => messages('a.log').length === 3)
  expect(messages('a.log')).toEqual(['one', 'two', 'three'])
  expect(added).toEqual(['a.log'])
  expect(removed).toEqual([])
})

test('where there is nothing yet, that is told once', async () => {
  await start()
  await pause(100)
  expect(told).toHaveLength(1)
  writeFileSync(at('a.log'), linesOf(['one']))
  await until(() => messages('a.log').length === 1)
  expect(told).toHaveLength(1)
})

test('a file that cannot be read is told once, and again only when it is another', async () => {
  writeFileSync(at('a.log'), 'x')
  let tried = 0
  await start({
    open: async () => {
      tried++
      throw new OperationalError('INPUT_UNKNOWN', { path: 'a.log', advice: '' })
    },
  })
  await pause(150)
  expect([tried, warnings.length]).toEqual([1, 1])
  writeFileSync(at('b.log'), 'y')
  renameSync(at('b.log'), at('a.log'))
  await until(() => tried === 2)
})

test('a file that failed is not opened again and again', async () => {
  writeFileSync(at('a.log'), linesOf(['one']))
  let opened = 0
  const failing: Source = {
    info: { id: 'a', categories: 0, latenessUs: 0 },
    // biome-ignore lint/correctness/useYield: it fails before it gives anything
    async *deliveries() {
      throw new Error('The disk failed.')
    },
    unreadable: () => [],
  }
  await start({
    open: async () => {
      opened++
      return failing
    },
    remove: async () => {},
  })
  await pause(200)
  expect(opened).toBe(1)
})

test('no more files are open than may be, which is told once; the others come in turn', async () => {
  for (const name of ['a', 'b', 'c']) writeFileSync(at(`${name}.log`), linesOf([name]))
  await start({ mostOpen: 2 })
  await until(() => messages('b.log').length === 1)
  await pause(100)
  expect(added).toEqual(['a.log', 'b.log'])
  expect(warnings.length).toBe(1)
  rmSync(at('a.log'))
  await until(() => messages('c.log').length === 1)
})

test('a file that another entry of the config names is left to it', async () => {
  mkdirSync(at('within'))
  writeFileSync(at('a.log'), linesOf(['one']))
  writeFileSync(at('b.log'), linesOf(['two']))
  await start({ taken: new Set([at('a.log')]) })
  await until(() => messages('b.log').length === 1)
  expect(added).toEqual(['b.log'])
})

test('where logs go on that are long gone is forgotten at the start', async () => {
  const gone = { n: 1, resume: { at: 7, place: { changedMs: 1000 } } }
  writeFileSync(at('a.log'), linesOf(['one']))
  positions.set(at('old.log'), gone)
  positions.set('/elsewhere/old.log', gone)
  await start()
  expect([...positions.keys()]).toEqual(['/elsewhere/old.log'])
})
