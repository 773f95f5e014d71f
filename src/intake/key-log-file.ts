// A key log file (SSLKEYLOGFILE) → its text.
import { readFileSync } from 'node:fs'
import { inputError } from './bytes.ts'

/** Read anew for each capture: whoever writes it goes on doing so. Throws an operational error where it cannot be read. */
export function readKeyLog(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    throw inputError(path, error)
  }
}
