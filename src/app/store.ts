// A store file → the store, opened when it is needed; and a scan's incidents put into one.
import { existsSync } from 'node:fs'
import { OperationalError } from '../errors.ts'
import type { Unreadable } from '../event/source.ts'
import type { IncidentChange } from '../incident/incident.ts'
import type { SqliteOptions, SqliteStore } from '../store/sqlite/open-sqlite-store.ts'

/** `node:sqlite` is loaded only here, when a command keeps something. */
async function openStoreFile(path: string, options: SqliteOptions = {}): Promise<SqliteStore> {
  const { openSqliteStore } = await import('../store/sqlite/open-sqlite-store.ts')
  return openSqliteStore(path, options)
}

/** For commands that look at what a run kept: makes no store where there is none. */
export async function openKeptStore(path: string): Promise<SqliteStore> {
  if (!existsSync(path)) throw new OperationalError('STORE_NOT_FOUND', { path })
  return openStoreFile(path)
}

/** For a run, whose state is nobody else's: throws STORE_IN_USE where another one goes on with it. */
export async function openOwnStore(path: string, options: SqliteOptions = {}): Promise<SqliteStore> {
  const store = await openStoreFile(path, options)
  const { lockStore } = await import('../store/sqlite/lock.ts')
  try {
    const release = lockStore(path)
    return { ...store, close: () => store.close().finally(release) }
  } catch (error) {
    await store.close()
    throw error
  }
}

export interface Keeping {
  add(changes: readonly IncidentChange[]): Promise<void>
  /** What could not be read, to look at later. */
  addUnreadable(unreadable: readonly Unreadable[]): Promise<void>
  close(): Promise<void>
}

/** Incidents of a scan have stable ids, so that scanning twice keeps them once; nothing is sent and nothing resumed. */
export async function openStore(path: string): Promise<Keeping> {
  const store = await openStoreFile(path)
  const source = `scan-${Date.now()}-${process.pid}`
  let n = 0
  return {
    async add(changes) {
      await store.commit([{ source, n: ++n, resume: null, journal: null, changes, outbox: [] }], Date.now())
    },
    addUnreadable: (unreadable) => store.keepUnreadable(unreadable, Date.now()),
    close: () => store.close(),
  }
}
