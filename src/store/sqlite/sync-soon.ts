// A database → what has its log put on the disk while the process goes on: SQLite itself would stop for it.
import { open } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import { unusable } from './database.ts'

export interface SyncSoon {
  /** What was committed before is on its way to the disk. One sync at a time; what is asked for meanwhile is one more. */
  ask(): void
  /** Throws where the last one failed, once: what it was of may be lost with the machine. */
  check(): void
}

/** `sync`: resolves when the file is on the disk. */
export function syncSoon(database: DatabaseSync, sync: (path: string) => Promise<void> = syncFile): SyncSoon {
  const path = database.location()
  let isUnderWay = false
  let isAsked = false
  let failure: unknown = null
  const run = async (log: string): Promise<void> => {
    isUnderWay = true
    while (isAsked) {
      isAsked = false
      await sync(log).catch((error: unknown) => {
        failure = error
      })
    }
    isUnderWay = false
  }
  return {
    ask() {
      isAsked = true
      if (path !== null && !isUnderWay) void run(`${path}-wal`)
    },
    check() {
      if (failure === null) return
      const error = failure
      failure = null
      throw unusable(path!, error)
    },
  }
}

/** A log that is gone was put into the database, which is on the disk then. SQLite holds no locks on its log that closing would end. */
async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (file === null) return
  try {
    await file.datasync()
  } finally {
    await file.close()
  }
}
