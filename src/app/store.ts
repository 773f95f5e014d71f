// A store file → the store, opened when it is needed; and a scan's incidents put into one.
import type { Unreadable } from '../event/source.ts'
import type { IncidentChange } from '../incident/incident.ts'
import type { Store } from '../store/store.ts'

/** `node:sqlite` is loaded only here, when a command keeps something. */
export async function openStoreFile(path: string): Promise<Store> {
  const { openSqliteStore } = await import('../store/sqlite/open-sqlite-store.ts')
  return openSqliteStore(path)
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
