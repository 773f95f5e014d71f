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
  /** Adds what waited for records that will not come: the input is at its end. */
  settle?(batch: Batch): void
  /** What it remembers of the records before, for `open`: plain JSON, bounded, the same object while nothing has changed. */
  save?(): unknown
}

/** For logs of one program that tell of the same connections, each in a file of its own. */
export interface Together<Config> {
  /** Which of the program's logs are read, and so wait for each other where they are in one folder. */
  readonly logs: readonly string[]
  /** Which of them a file is, by its name without what rotation adds; null where it is none of them. */
  logOf(name: string): string | null
  /** `logs`: those that are there, or will come. */
  open(config: Config, context: ReaderContext, logs: readonly string[], saved?: unknown): JoinedReaders
}

/** Readers that share what they remember. */
export interface JoinedReaders {
  /** The reader of one file, whose events are named after `source`. `saved` is of the file alone. */
  file(source: string, saved?: unknown): FileReader
  /** Adds what waits for lines that have not come: all files are at their ends, for now or for good. */
  settle(atEnd: boolean, batch: Batch): void
  save(): unknown
}

/** Reads line by line, so that the files can be read in the order of their times. */
export interface FileReader {
  /** Looks at a line without its newline → when it was written, in microseconds; NaN where it does not tell. */
  look(line: Uint8Array, at: number): number
  /** Adds what the line looked at last tells. */
  take(batch: Batch): void
  save(): unknown
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
  /** `saved` is what a reader of the same source remembered when it had come to where this one goes on. */
  open(config: Config, context: ReaderContext, saved?: unknown): Reader
  /** Where its files in one folder are better read as one source. */
  readonly together?: Together<Config>
  /** Lines of its format that are about something else are left out without a word. */
  readonly leavesOut?: true
}

export type Configured<Config> =
  | {
      readonly ok: true
      readonly config: Config
      /** What is likely a mistake and may be meant, in the text of `format`. */
      readonly warned?: { readonly text: string; readonly diagnostics: readonly Diagnostic[] }
    }
  | {
      readonly ok: false
      /** The setting that `text` is of: `format` where absent. */
      readonly setting?: string
      readonly text: string
      readonly diagnostics: readonly Diagnostic[]
    }

/** Gives a connector its types. */
export const defineConnector = <Config>(connector: Connector<Config>): Connector<Config> => connector
