// Commits that nobody waits for → there for whoever looks, without a wait for the disk; all others wait.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { blockStore } from '../../src/store/sqlite/blocks.ts'
import { commitStore } from '../../src/store/sqlite/commits.ts'
import { openDatabase } from '../../src/store/sqlite/database.ts'
import { outboxStore } from '../../src/store/sqlite/outbox.ts'
import { commit, outboxEntry, start } from './incidents.ts'

let folder: string
let database: DatabaseSync
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-fleeting-'))
  database = openDatabase(join(folder, 'tripline.db'))
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

/** As SQLite numbers it: 1 is NORMAL, 2 is FULL. */
const level = () => database.prepare('PRAGMA synchronous').get()!['synchronous']

/** How the disk was waited for at each such change. */
function levels(change: string): readonly unknown[] {
  const seen: unknown[] = []
  database.function('noted', () => {
    seen.push(level())
    return null
  })
  database.exec(`CREATE TEMP TRIGGER noting AFTER ${change} BEGIN SELECT noted(); END`)
  return seen
}

test('a transaction waits for the disk where one of its commits does', async () => {
  const seen = levels('INSERT ON main.positions')
  const store = commitStore(database, false)
  await store.commit([commit(1, { isFleeting: true }), commit(1, { source: 'b', isFleeting: true })], start)
  expect(seen).toEqual([1, 1])
  await store.commit([commit(1, { source: 'c', isFleeting: true }), commit(1, { source: 'd' })], start)
  expect(seen).toEqual([1, 1, 2, 2])
  expect((await store.recover()).positions.size).toBe(4)
  expect(level()).toBe(2)
})

test('what became of a response waits for the disk, but for what may be done once more', async () => {
  await commitStore(database, false).commit([commit(1, { outbox: [outboxEntry('o1'), outboxEntry('o2')] })], start)
  const seen = levels('UPDATE ON main.outbox')
  const { settle, due } = outboxStore(database)
  await settle('o1', { outcome: 'delivered', detail: '', isRepeatable: true }, start)
  await settle('o2', { outcome: 'delivered', detail: '' }, start)
  expect(seen).toEqual([1, 2])
  expect(await due(start, 9)).toEqual([])
})

test('what is blocked does not wait for the disk', async () => {
  const seen = levels('INSERT ON main.blocks')
  const block = { address: '192.0.2.7', sinceMs: 0, untilMs: 9000, rule: null, incident: null }
  await blockStore(database).putBlock(block, 0)
  expect(seen).toEqual([1])
})

test('after one that fails the next wait again', async () => {
  const store = commitStore(database, false)
  const unwritable = { ...commit(1), resume: 1n, isFleeting: true } as const
  await expect(store.commit([unwritable], start)).rejects.toMatchObject({ code: 'STORE_UNUSABLE' })
  expect(level()).toBe(2)
})
