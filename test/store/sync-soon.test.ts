// What is committed without a wait → on its way to the disk, one sync at a time; a failure is told to the next commit.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commitStore } from '../../src/store/sqlite/commits.ts'
import { openDatabase } from '../../src/store/sqlite/database.ts'
import { syncSoon } from '../../src/store/sqlite/sync-soon.ts'
import { commit, raising, start } from './incidents.ts'

let folder: string
let database: DatabaseSync
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-soon-'))
  database = openDatabase(join(folder, 'tripline.db'))
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

/** Syncs that end when they are told to. */
function slowly() {
  const waiting: { readonly path: string; readonly end: (error?: Error) => void }[] = []
  const sync = (path: string) =>
    new Promise<void>((done, failed) => {
      waiting.push({ path, end: (error) => (error === undefined ? done() : failed(error)) })
    })
  return { waiting, sync }
}

test('what is asked for while one is under way is one more, of the log beside the database', async () => {
  const { waiting, sync } = slowly()
  const disk = syncSoon(database, sync)
  for (let n = 0; n < 3; n++) disk.ask()
  expect(waiting.map(({ path }) => path)).toEqual([join(folder, 'tripline.db-wal')])
  waiting[0]!.end()
  await turn()
  expect(waiting).toHaveLength(2)
  waiting[1]!.end()
  await turn()
  disk.check()
  expect(waiting).toHaveLength(2)
})

test('where it fails the next commit is refused, and the one after it is taken', async () => {
  const { waiting, sync } = slowly()
  const store = commitStore(database, false, syncSoon(database, sync))
  await store.commit([{ ...raising(1, { id: 'i1' }), isFleeting: true }], start)
  waiting[0]!.end(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }))
  await turn()
  await expect(store.commit([commit(2)], start)).rejects.toMatchObject({ code: 'STORE_UNUSABLE' })
  await store.commit([commit(2)], start)
  expect((await store.recover()).positions.get('file')?.n).toBe(2)
})

test('only incidents that nobody waits for are put on the disk so', async () => {
  const { waiting, sync } = slowly()
  const store = commitStore(database, false, syncSoon(database, sync))
  await store.commit([raising(1, { id: 'i1' })], start)
  await store.commit([commit(2, { isFleeting: true })], start)
  expect(waiting).toHaveLength(0)
  await store.commit([{ ...raising(3, { id: 'i2' }), isFleeting: true }], start)
  expect(waiting).toHaveLength(1)
})

test('the log itself is synced; one that is gone is on the disk already', async () => {
  const disk = syncSoon(database)
  await commitStore(database, false).commit([{ ...raising(1, { id: 'i1' }), isFleeting: true }], start)
  expect(statSync(join(folder, 'tripline.db-wal')).size).toBeGreaterThan(0)
  disk.ask()
  const gone = openDatabase(join(folder, 'other.db'))
  const ofGone = syncSoon(gone)
  gone.close()
  ofGone.ask()
  for (let n = 0; n < 50; n++) await turn()
  disk.check()
  ofGone.check()
})

test('in memory there is no disk', () => {
  const { waiting, sync } = slowly()
  const memory = openDatabase(':memory:')
  syncSoon(memory, sync).ask()
  memory.close()
  expect(waiting).toHaveLength(0)
})
