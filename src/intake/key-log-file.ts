// A key log file (SSLKEYLOGFILE) → its text, all of it or what has been written since.
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import type { OperationalError } from '../errors.ts'
import { inputError } from './bytes.ts'

/** Read anew for each capture: whoever writes it goes on doing so. Throws an operational error where it cannot be read. */
export function readKeyLog(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    throw inputError(path, error)
  }
}

/** A key log that is read as it grows, beside the packets that it is for. */
export class GrowingKeyLog {
  readonly #path: string
  readonly #onTrouble: (error: OperationalError) => void
  #position = 0
  #inode = 0
  /** A line that has not come as a whole. */
  #rest = ''
  #isTold = false

  /** `onTrouble` is told once where the file cannot be read, or is not there yet, and once more after it could be. */
  constructor(path: string, onTrouble: (error: OperationalError) => void) {
    this.#path = path
    this.#onTrouble = onTrouble
  }

  /** Whole lines that were not given before. */
  fresh(): string {
    try {
      const text = this.#rest + this.#appended()
      this.#isTold = false
      const end = text.lastIndexOf('\n') + 1
      this.#rest = text.slice(end)
      return text.slice(0, end)
    } catch (error) {
      if (!this.#isTold) this.#onTrouble(inputError(this.#path, error))
      this.#isTold = true
      return ''
    }
  }

  #appended(): string {
    const file = openSync(this.#path, 'r')
    try {
      const { size, ino } = fstatSync(file)
      if (ino !== this.#inode || size < this.#position) {
        this.#position = 0
        this.#rest = ''
      }
      this.#inode = ino
      const bytes = Buffer.alloc(size - this.#position)
      const read = readSync(file, bytes, 0, bytes.length, this.#position)
      this.#position += read
      return bytes.toString('latin1', 0, read)
    } finally {
      closeSync(file)
    }
  }
}
