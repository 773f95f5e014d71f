// The bytes of a log → its first records, each with its events or why it has none, and counts of all of them.
import type { Aside, Connector, Reader } from '../../connectors/connector.ts'
import { Batch } from '../event/batch.ts'
import { categoryBit, ownCategories } from '../event/category.ts'
import { createLayout, type Layout } from '../event/layout.ts'
import type { EventDocument } from '../event/value.ts'
import { containerAware } from '../intake/container-log.ts'
import type { RequestSettings } from '../request/settings.ts'

export interface TrialRecord {
  /** Of its first line, from 1. */
  readonly line: number
  readonly text: string
  /** The first of them. */
  readonly events: readonly EventDocument[]
  /** Why it could not be read. */
  readonly unread: readonly string[]
}

export interface TrialRead {
  /** The first that say something. */
  readonly records: readonly TrialRecord[]
  /** Those that are not empty. */
  readonly lines: number
  /** Events by our own category. */
  readonly events: ReadonlyMap<string, number>
  /** Pieces by the reason why they could not be read. */
  readonly unread: ReadonlyMap<string, number>
  /** By category, those of the fields asked for that had a value in one of its events. */
  readonly seen: ReadonlyMap<string, ReadonlySet<string>>
}

export interface TrialSettings {
  readonly connector: Connector
  /** What the connector's `configure` gave. */
  readonly config: unknown
  readonly request: RequestSettings
  readonly source: string
  /** Asked for in `seen`. */
  readonly fields: readonly string[]
}

/** `most` is how many records are wanted with their events. */
export function readTrial(settings: TrialSettings, bytes: Uint8Array, most: number): TrialRead {
  const wanted = createLayout(settings.fields)
  const tally = new Tally(wanted)
  const reader = open(settings, wanted, tally)
  const { records, end } = firstRecords(reader, bytes, most, tally)
  const rest = tally.batch()
  reader.read(bytes.subarray(end), end, true, rest)
  reader.settle?.(rest)
  tally.add(rest)
  return {
    // A format of one document has no lines that give anything by themselves.
    records: records.length > 0 ? records : wholes(documentsOf(rest, most)),
    lines: linesIn(bytes),
    events: tally.events,
    unread: counted(tally.reasons),
    seen: tally.seen,
  }
}

/** How many events a log's head gives. */
export function eventsIn(settings: TrialSettings, head: Uint8Array): number {
  const wanted = createLayout([])
  const batch = new Batch(wanted)
  open(settings, wanted, { put: () => {} }).read(head, 0, true, batch)
  return batch.length
}

const open = ({ connector, config, request, source }: TrialSettings, wanted: Layout, aside: Aside): Reader =>
  containerAware(connector.open(config, { source, wanted, aside, request }), aside)

/** Gives the reader one line after the other, and more of them where one alone is not enough. */
function firstRecords(
  reader: Reader,
  bytes: Uint8Array,
  most: number,
  tally: Tally,
): { readonly records: readonly TrialRecord[]; readonly end: number } {
  const records: TrialRecord[] = []
  let start = 0
  let line = 1
  let lines = 0
  for (let end = lineEnd(bytes, 0); end > start && records.length < most; end = lineEnd(bytes, end)) {
    const batch = tally.batch()
    const known = tally.reasons.length
    const used = reader.read(bytes.subarray(start, end), start, isUnended(bytes, end), batch)
    lines++
    if (used === 0 && lines < patience) continue
    if (used === 0) break
    tally.add(batch)
    const unread = tally.reasons.slice(known)
    const text = Buffer.from(bytes.subarray(start, start + used))
      .toString('utf8')
      .trimEnd()
    if (batch.length > 0 || unread.length > 0) records.push({ line, text, events: documentsOf(batch, most), unread })
    start += used
    line += lines
    lines = 0
  }
  return { records, end: start }
}

/** Lines that a record may have before it is taken for a format of another kind. */
const patience = 50

/** Behind the line that begins at `from`; the end of the bytes where no newline ends it. */
function lineEnd(bytes: Uint8Array, from: number): number {
  const found = bytes.indexOf(newline, from)
  return found < 0 ? bytes.length : found + 1
}

/** Of the last line, which nothing comes behind. */
const isUnended = (bytes: Uint8Array, end: number): boolean => bytes[end - 1] !== newline

const newline = 0x0a

const documentsOf = ({ origins }: Batch, most = origins.length): readonly EventDocument[] =>
  origins.slice(0, most).map((origin) => origin.document())

const wholes = (events: readonly EventDocument[]): readonly TrialRecord[] =>
  events.map((event) => ({ line: 1, text: '', events: [event], unread: [] }))

/** What became of all that was read. */
class Tally implements Aside {
  readonly events = new Map<string, number>()
  readonly seen = new Map<string, Set<string>>()
  readonly reasons: string[] = []
  readonly #wanted: Layout

  constructor(wanted: Layout) {
    this.#wanted = wanted
  }

  put(reason: string): void {
    this.reasons.push(reason)
  }

  batch(): Batch {
    return new Batch(this.#wanted)
  }

  add(batch: Batch): void {
    for (let row = 0; row < batch.length; row++) {
      for (const category of ownCategories) {
        if ((batch.categories[row]! & categoryBit(category)) !== 0) this.#addRow(batch, row, category)
      }
    }
  }

  #addRow(batch: Batch, row: number, category: string): void {
    this.events.set(category, (this.events.get(category) ?? 0) + 1)
    const seen = this.seen.get(category) ?? new Set()
    this.seen.set(category, seen)
    for (const [slot, name] of this.#wanted.fields.entries()) if (batch.get(row, slot) !== null) seen.add(name)
  }
}

function counted(reasons: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return counts
}

function linesIn(bytes: Uint8Array): number {
  let lines = 0
  for (let at = 0, end = 0; at < bytes.length; at = end) {
    end = lineEnd(bytes, at)
    if (end - at > 1) lines++
  }
  return lines
}
