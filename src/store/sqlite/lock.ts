// A store's path → a lock on it that one process at a time holds, and that goes when the process does, however it ends.
import { realpathSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { OperationalError } from '../../errors.ts'
import { createPrivately, isBusy, unusable } from './database.ts'

/** A process that is just ending may hold it a moment longer. */
const patienceMs = 1000

/**
 * The lock lies on a file beside the store: on the store itself it would keep `tripline webhooks` out. The kernel lets go
 * of it when its holder dies, so that a file left behind locks nobody out. Returns what releases it.
 */
export function lockStore(path: string): () => void {
  try {
    const file = `${realpathSync(path)}.lock`
    createPrivately(file)
    const database = new DatabaseSync(file, { timeout: patienceMs })
    try {
      database.exec('BEGIN EXCLUSIVE')
      return () => database.close()
    } catch (error) {
      database.close()
      throw isBusy(error) ? new OperationalError('STORE_IN_USE', { path }, error) : error
    }
  } catch (error) {
    throw unusable(path, error)
  }
}
