// A file's path → a Store on SQLite. Commits block until they are on the disk.
import type { Store } from '../store.ts'
import { commitStore } from './commits.ts'
import { openDatabase } from './database.ts'
import { incidentStore } from './incidents.ts'
import { outboxStore } from './outbox.ts'
import { expire } from './retention.ts'
import { unreadableStore } from './unreadable.ts'

/** Opens or creates the store. Throws STORE_UNUSABLE or STORE_FORMAT. `:memory:` is a store for one run. */
export function openSqliteStore(path: string): Store {
  const database = openDatabase(path)
  return {
    ...commitStore(database),
    ...incidentStore(database),
    ...outboxStore(database),
    ...unreadableStore(database),
    expire: async (beforeMs) => expire(database, beforeMs),
    close: async () => {
      if (database.isOpen) database.close()
    },
  }
}
