// The contract of Zeek's two formats: a line goes in, its fields come out by name.
import type { Log } from './keys.ts'

/** `other`: of a log that is not read, or a line of a file's own about itself. */
export type Loaded = Log | 'other' | { readonly problem: string }

export interface LineParser {
  /** `text` holds one character a byte; `bytes` are the same from `start` on. */
  load(text: string, ascii: boolean, bytes: Uint8Array, start: number): Loaded
  /** Of the line loaded last; undefined where it is unset. Lists are joined by `, `. */
  field(name: string): string | undefined
}
