// Commits that nobody waits for → there for whoever looks, without a wait for the disk; all others wait.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commitStore } from '../../src/store/sqlite/commits.ts'
import { openDatabase } from '../../src/store/sqlite/database.ts'
import { commit, start } from './incidents.ts'

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

/** How the disk was waited for when positions were written. */
function levels(): readonly unknown[] {
  const seen: unknown[] = []
  database.function('noted', () => {
    seen.push(level())
    return null
  })
  database.exec('CREATE TEMP TRIGGER noting AFTER INSERT ON main.positions BEGIN SELECT noted(); END')
  return seen
}

test('a transaction waits for the disk where one of its commits does', async () => {
  const seen = levels()
  const store = commitStore(database, false)
  await store.commit([commit(1, { isFleeting: true }), commit(1, { source: 'b', isFleeting: true })], start)
  expect(seen).toEqual([1, 1])
  await store.commit([commit(1, { source: 'c', isFleeting: true }), commit(1, { source: 'd' })], start)
  expect(seen).toEqual([1, 1, 2, 2])
  expect((await store.recover()).positions.size).toBe(4)
  expect(level()).toBe(2)
})

test('after one that fails the next wait again', async () => {
  const store = commitStore(database, false)
  const unwritable = { ...commit(1), resume: 1n, isFleeting: true } as const
  await expect(store.commit([unwritable], start)).rejects.toMatchObject({ code: 'STORE_UNUSABLE' })
  expect(level()).toBe(2)
})
