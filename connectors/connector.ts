// The contract of a connector: bytes of one format in, rows of wanted fields out. It never throws on any input.

import type { Diagnostic } from '../src/diagnostic/diagnostic.ts'
import type { Batch } from '../src/event/batch.ts'
import type { Layout } from '../src/event/layout.ts'
import type { RequestSettings } from '../src/request/settings.ts'

/** Keeps count of what could not be read, with the first few pieces. */
export interface Aside {
  /** `at` is a byte offset in the source; `excerpt` the first bytes of what could not be read. */
  put(reason: string, at: number, excerpt: string): void
}

export interface ReaderContext {
  /** The source's id: the first part of every `event.id`. */
  readonly source: string
  /** The fields to fill. */
  readonly wanted: Layout
  readonly aside: Aside
  /** How origins, sessions and queries of requests are read (src/request). Credentials never leave the reader. */
  readonly request: RequestSettings
}

export interface Reader {
  /** Most bytes that may be left unread while more of the same record is to come. The longest line where absent. */
  readonly longestRest?: number
  /**
   * Reads the whole records that `bytes` begins with and adds their events to the batch; returns how many bytes it used.
   * What is left is given again with more behind it. `offset` is where `bytes` begins in the source, so that an event's
   * id and sequence depend on the source alone. With `last` set no more will come: a last line without its newline counts.
   */
  read(bytes: Uint8Array, offset: number, last: boolean, batch: Batch): number
}

export interface Connector<Config = unknown> {
  readonly name: string
  /** One sentence, for `--help` and the reference. */
  readonly summary: string
  /** Bits of the categories that it can produce. */
  readonly categories: number
  /** How far behind the newest event one may still come, in microseconds, unless the config says otherwise. */
  readonly latenessUs: number
  /** From 0 (not mine) to 1 (surely mine): the first bytes of a source, which may end within a line. */
  recognise(head: Uint8Array): number
  /** Checks the source's own settings (`format: …`). Diagnostics point into the setting's text. */
  configure(settings: Readonly<Record<string, unknown>>): Configured<Config>
  open(config: Config, context: ReaderContext): Reader
}

export type Configured<Config> =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly text: string; readonly diagnostics: readonly Diagnostic[] }

/** Gives a connector its types. */
export const defineConnector = <Config>(connector: Connector<Config>): Connector<Config> => connector
