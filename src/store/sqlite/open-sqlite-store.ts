// A file's path → a Store on SQLite. Commits block until they are on the disk.

import type { BlockStore } from '../blocks.ts'
import type { DeadLetterStore, Spool } from '../spool.ts'
import type { Store } from '../store.ts'
import { blockStore } from './blocks.ts'
import { commitStore } from './commits.ts'
import { openDatabase } from './database.ts'
import { deadLetterStore } from './dead-letters.ts'
import { incidentStore } from './incidents.ts'
import { outboxStore } from './outbox.ts'
import { expire } from './retention.ts'
import { spool } from './spool.ts'
import { unreadableStore } from './unreadable.ts'

export interface SqliteStore extends Store, BlockStore {
  readonly spool: Spool
  readonly deadLetters: DeadLetterStore
}

export interface SqliteOptions {
  /** Whether changes to incidents go on to a search server: each commit puts them into the spool too. */
  readonly spooling?: boolean
}

/** Opens or creates the store. Throws STORE_UNUSABLE or STORE_FORMAT. `:memory:` is a store for one run. */
export function openSqliteStore(path: string, { spooling = false }: SqliteOptions = {}): SqliteStore {
  const database = openDatabase(path)
  return {
    ...commitStore(database, spooling),
    ...incidentStore(database),
    ...outboxStore(database),
    ...unreadableStore(database),
    ...blockStore(database),
    spool: spool(database),
    deadLetters: deadLetterStore(database),
    expire: async (beforeMs) => expire(database, beforeMs),
    close: async () => {
      if (database.isOpen) database.close()
    },
  }
}
