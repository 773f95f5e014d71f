// A path → an open database of this version's format, or an operational error that says why not.
import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { OperationalError } from '../../errors.ts'
import { applicationId, migrations, storeFormat, tables } from './schema.ts'

/** How long a commit waits for another process (`tripline webhooks`) that is writing. */
const busyTimeoutMs = 5000

/** Opens the store at `path`, and makes a new one where there is none. `:memory:` lives as long as it is open. */
export function openDatabase(path: string): DatabaseSync {
  try {
    if (path !== ':memory:') createPrivately(path)
    const database = new DatabaseSync(path, { timeout: busyTimeoutMs })
    try {
      prepare(database, path)
      return database
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    throw unusable(path, error)
  }
}

/** Runs `work` in one transaction: all of it becomes durable, or nothing. */
export function transact<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw unusable(database.location() ?? ':memory:', error)
  }
}

/** The same, but it waits for no disk: a crash of the machine may take it, until the next transaction of the others. */
export function transactFleeting<T>(database: DatabaseSync, work: () => T): T {
  database.exec('PRAGMA synchronous = NORMAL')
  try {
    return transact(database, work)
  } finally {
    database.exec('PRAGMA synchronous = FULL')
  }
}

/** Evidence is for its owner's eyes. SQLite gives its -wal and -shm files the mode of the database. */
export function createPrivately(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
}

function prepare(database: DatabaseSync, path: string): void {
  // Before anything is written: the file may be somebody else's.
  if (!isEmpty(database)) checkFormat(database, path)
  // FULL: a commit is on the disk, not only with the kernel, before anybody is told so.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
  if (isEmpty(database)) transact(database, () => createTables(database))
  if (formatOf(database) < storeFormat) transact(database, () => migrate(database))
}

function checkFormat(database: DatabaseSync, path: string): void {
  if (pragma(database, 'application_id') !== applicationId) {
    throw new OperationalError('STORE_UNUSABLE', { path, reason: "it is another program's database" })
  }
  const found = formatOf(database)
  const isKnown = found === storeFormat || migrations[found] !== undefined
  if (!isKnown) throw new OperationalError('STORE_FORMAT', { path, found, expected: storeFormat })
}

/** Step by step from the format that the file has now: another process may have been here since it was looked at. */
function migrate(database: DatabaseSync): void {
  for (let format = formatOf(database); format < storeFormat; format++) database.exec(migrations[format]!)
  database.exec(`PRAGMA user_version = ${storeFormat}`)
}

function createTables(database: DatabaseSync): void {
  // Another process may have made them between the look and the lock.
  if (!isEmpty(database)) return
  database.exec(tables)
  database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${storeFormat}`)
}

const isEmpty = (database: DatabaseSync): boolean =>
  database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined

const formatOf = (database: DatabaseSync): number => pragma(database, 'user_version')

const pragma = (database: DatabaseSync, name: 'user_version' | 'application_id'): number =>
  Number(database.prepare(`PRAGMA ${name}`).get()![name])

export function unusable(path: string, error: unknown): OperationalError {
  if (error instanceof OperationalError) return error
  return new OperationalError('STORE_UNUSABLE', { path, reason: reasonOf(error) }, error)
}

export const isBusy = (error: unknown): boolean => primaryCode(error) === 5

// biome-ignore format: table
const reasons: Readonly<Record<string, string>> = {
  ENOENT:  'its folder does not exist',
  EACCES:  'this user may not write there',
  EISDIR:  'it is a folder',
  EROFS:   'the file system is read-only',
  ENOSPC:  'the disk is full',
  '5':     'another process keeps it locked',
  '8':     'it may not be written to',
  '10':    'the disk failed to read or write it',
  '11':    'the file is damaged',
  '13':    'the disk is full',
  '14':    'it cannot be opened there',
  '26':    'it is no SQLite database',
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  return reasons[String(primaryCode(error) ?? code)] ?? message ?? String(error)
}

/** The low byte of an extended SQLite result code. Null where it was not SQLite that failed. */
function primaryCode(error: unknown): number | null {
  const { errcode } = error as { errcode?: number }
  return errcode === undefined ? null : errcode & 0xff
}
