// The contract of Zeek's two formats: a line goes in, its fields come out by name.
import type { Log } from './keys.ts'

/** `other`: of a log that is not read, or a line of a file's own about itself. */
export type Loaded = Log | 'other' | { readonly problem: string }

export interface LineParser {
  /** `text` holds one character a byte, `line` the same as bytes. */
  load(text: string, ascii: boolean, line: Uint8Array): Loaded
  /** Of the line loaded last; undefined where it is unset. Lists are joined by `, `. */
  field(name: string): string | undefined
}
