// Store files that cannot be used: each is named, with why, and left as it was.
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import { storeFormat } from '../../src/store/sqlite/schema.ts'
import { raising } from './incidents.ts'
import { saveSnapshot, textOf } from './snapshots.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-store-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const file = () => join(folder, 'tripline.db')

async function sql(path: string, text: string): Promise<void> {
  const database = new DatabaseSync(path)
  database.exec(text)
  database.close()
}

const failure = (path: string): { code: string; message: string } => {
  try {
    openSqliteStore(path)
  } catch (error) {
    return error as { code: string; message: string }
  }
  throw new Error('It opened.')
}

test('what was committed is there when the file is opened again', async () => {
  const first = openSqliteStore(file())
  await first.commit([raising(1, { id: 'i1' })], 0)
  await first.close()
  const again = openSqliteStore(file())
  expect((await again.search({ text: 'productId' })).incidents).toMatchObject([{ id: 'i1' }])
  await again.close()
})

test('a file of another version is refused, with both numbers', async () => {
  await openSqliteStore(file()).close()
  await sql(file(), 'PRAGMA user_version = 99')
  expect(failure(file())).toMatchObject({ code: 'STORE_FORMAT' })
  expect(failure(file()).message).toContain('format 99')
  expect(failure(file()).message).toContain(`reads ${storeFormat}`)
})

const snapshotOfFormat3 = `
  DROP TABLE blocks;
  DROP TABLE snapshot_pieces;
  DROP TABLE snapshot;
  CREATE TABLE snapshot (only INTEGER PRIMARY KEY CHECK (only = 1), format INTEGER NOT NULL, state TEXT NOT NULL) STRICT;
  INSERT INTO snapshot VALUES (1, 4, '{}');`

test('a state in one text, of format 3, is told by its format, and replaced by one in pieces', async () => {
  await openSqliteStore(file()).close()
  await sql(file(), `${snapshotOfFormat3} PRAGMA user_version = 3`)
  const store = openSqliteStore(file())
  expect(textOf((await store.recover()).snapshot)).toEqual({ format: 4, state: '' })
  await saveSnapshot(store, { format: 9, state: 'one\ntwo' })
  expect(textOf((await store.recover()).snapshot)).toEqual({ format: 9, state: 'one\ntwo' })
  await store.close()
})

test('what a file of format 2 counted as unreadable stays, of a format that nobody knows', async () => {
  await openSqliteStore(file()).close()
  await sql(
    file(),
    `DROP TABLE unreadable;
    CREATE TABLE unreadable (source TEXT NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL, samples TEXT NOT NULL,
      at_ms INTEGER NOT NULL, PRIMARY KEY (source, reason)) STRICT, WITHOUT ROWID;
    CREATE INDEX unreadable_by_time ON unreadable (at_ms);
    INSERT INTO unreadable VALUES ('a.log', 'not JSON', 2, '[]', 7);
    ${snapshotOfFormat3} PRAGMA user_version = 2`,
  )
  const store = openSqliteStore(file())
  const before = { source: 'a.log', connector: '', reason: 'not JSON', count: 2, samples: [] }
  expect(await store.listUnreadable()).toEqual([before])
  const now = { ...before, connector: 'caddy' }
  await store.keepUnreadable([now], 8)
  expect(await store.listUnreadable()).toEqual([now, before])
  await store.close()
})

test('a file of the version before is brought up to this one, with all that it holds', async () => {
  const before = openSqliteStore(file())
  await before.commit([raising(1, { id: 'i1' })], 0)
  await before.close()
  await sql(
    file(),
    `DROP TABLE spool; DROP TABLE dead_letters; DROP TABLE dead_letters_dropped; ${snapshotOfFormat3}
    PRAGMA user_version = 1`,
  )
  const store = openSqliteStore(file(), { spooling: true })
  expect(await store.get('i1')).toMatchObject({ id: 'i1' })
  await store.commit([raising(2, { id: 'i2' })], 0)
  expect(await store.spool.read(10)).toMatchObject([{ change: { incident: { id: 'i2' } } }])
  await store.close()
})

test('nothing waits in the spool of a store that does not spool', async () => {
  const store = openSqliteStore(file())
  await store.commit([raising(1, { id: 'i1' })], 0)
  expect(await store.spool.size()).toBe(0)
  await store.close()
})

test("another program's database is refused and not touched", async () => {
  await sql(file(), 'CREATE TABLE theirs (a)')
  const before = readFileSync(file())
  expect(failure(file())).toMatchObject({ code: 'STORE_UNUSABLE' })
  expect(readFileSync(file()).equals(before)).toBe(true)
})

test('a file that is no database is refused and not touched', () => {
  writeFileSync(file(), 'GET /chat HTTP/1.1\n'.repeat(200))
  const before = readFileSync(file())
  expect(failure(file())).toMatchObject({ code: 'STORE_UNUSABLE' })
  expect(readFileSync(file()).equals(before)).toBe(true)
})

test.each([
  ['a missing folder', () => join(folder, 'nowhere', 'tripline.db')],
  ['a folder', () => folder],
])('%s is refused', (_, path) => {
  expect(failure(path())).toMatchObject({ code: 'STORE_UNUSABLE' })
})

test('evidence is for its owner only', async () => {
  const store = openSqliteStore(file())
  await store.commit([raising(1, { id: 'i1' })], 0)
  for (const each of ['', '-wal', '-shm']) expect(statSync(file() + each).mode & 0o077).toBe(0)
  await store.close()
})

test('a store whose owner chose other permissions keeps them', async () => {
  await openSqliteStore(file()).close()
  chmodSync(file(), 0o640)
  await openSqliteStore(file()).close()
  expect(statSync(file()).mode & 0o777).toBe(0o640)
})

test('a second process reads and writes while the first is open', async () => {
  const one = openSqliteStore(file())
  const other = openSqliteStore(file())
  await one.commit([raising(1, { id: 'i1' })], 0)
  expect(await other.update('i1', { status: 'closed' }, 0)).toMatchObject({ status: 'closed' })
  expect(await one.get('i1')).toMatchObject({ status: 'closed' })
  await one.close()
  await other.close()
})
