// What is needed to run a batch again: the rows that touched state, and how far its source had come.

import { decode, encode, type SavedPosition } from '../engine/watermark.ts'
import { Batch, type Origin } from '../event/batch.ts'
import type { Layout } from '../event/layout.ts'
import type { Position } from '../event/position.ts'
import type { SourceInfo } from '../event/source.ts'
import type { EventDocument, Value } from '../event/value.ts'
import { readWritten } from '../event/written.ts'

/** `idle`: the source fell silent and holds nobody back. `added`: from here on others wait for it. */
export type Progress = Position | { readonly idle: Position | null } | { readonly added: SourceInfo }

/** One line of the journal. */
export interface JournalEntry {
  readonly source: string
  readonly progress: Progress
  readonly batch: Batch
}

interface SavedEntry {
  readonly source: string
  readonly progress: SavedPosition | { readonly idle: SavedPosition | null } | { readonly added: SourceInfo }
  readonly fields?: readonly string[]
  readonly rows?: readonly SavedRow[]
}

/** Where the sender's own text is at hand, that stands at the end, and there is no document. */
type SavedRow = readonly [
  us: number,
  nanos: number,
  sequence: number,
  categories: number,
  id: string,
  document: EventDocument | null,
  values: readonly Value[],
  dataset?: string,
  learned?: EventDocument | null,
  sent?: object,
]

/** A row of a batch → its text. */
export type RowWriter = (row: number) => string

/** `rows` are row numbers of the batch, ascending. */
export function writeJournal(
  source: string,
  progress: Progress,
  batch: Batch | null,
  rows: readonly number[],
  write: RowWriter | null = batch && ((row) => writeRow(batch, row)),
): string {
  const saved: SavedEntry = { source, progress: saveProgress(progress) }
  if (!batch || !write || rows.length === 0) return JSON.stringify(saved)
  const head = JSON.stringify({ ...saved, fields: batch.layout.fields } satisfies SavedEntry)
  return `${head.slice(0, -1)},"rows":[${rows.map(write).join(',')}]}`
}

/** Each row is written once, in however many entries it stands. */
export function rowWriter(batch: Batch): RowWriter {
  const texts: string[] = []
  return (row) => {
    texts[row] ??= writeRow(batch, row)
    return texts[row]
  }
}

function writeRow(batch: Batch, row: number): string {
  const origin = batch.origins[row]!
  const place = [
    batch.times[row]!,
    batch.nanos[row]!,
    batch.sequences[row]!,
    batch.categories[row]!,
    origin.id(),
  ] as const
  const values = batch.columns.map((column) => column[row] ?? null)
  const written = origin.written?.()
  if (!written) return JSON.stringify([...place, origin.document(), values] satisfies SavedRow)
  const { dataset, learned, text } = written
  return `${JSON.stringify([...place, null, values, dataset, learned] satisfies SavedRow).slice(0, -1)},${text}]`
}

export const isPosition = (progress: Progress): progress is Position => 'us' in progress

function saveProgress(progress: Progress): SavedEntry['progress'] {
  if (isPosition(progress)) return encode(progress)
  return 'idle' in progress ? { idle: progress.idle && encode(progress.idle) } : progress
}

function loadProgress(saved: SavedEntry['progress']): Progress {
  if ('idle' in saved) return { idle: saved.idle && decode(saved.idle) }
  return 'added' in saved ? saved : decode(saved)
}

/** Fields that the rules of then did not read come from the document. */
export function readJournal(text: string, layout: Layout): JournalEntry {
  const saved = JSON.parse(text) as SavedEntry
  const batch = new Batch(layout)
  const slots = (saved.fields ?? []).map((field) => layout.slot(field))
  const others = layout.fields.filter((field) => !saved.fields?.includes(field))
  for (const row of saved.rows ?? []) loadRow(batch, row, slots, others)
  return { source: saved.source, progress: loadProgress(saved.progress), batch }
}

function loadRow(batch: Batch, saved: SavedRow, slots: readonly number[], others: readonly string[]): void {
  const [us, nanos, sequence, categories, , , values] = saved
  const origin = originOf(saved)
  const row = batch.add(categories, us, nanos, sequence, origin)
  for (const [i, slot] of slots.entries()) batch.set(row, slot, values[i] ?? null)
  if (others.length === 0) return
  const document = origin.document()
  for (const field of others) batch.set(row, batch.layout.slot(field), document[field] ?? null)
}

function originOf([us, nanos, sequence, , id, document, , dataset = '', learned = null, sent = {}]: SavedRow): Origin {
  if (document !== null) return recorded(id, document)
  return {
    isCompact: true,
    id: () => id,
    document: () => readWritten(sent, { dataset, learned }, { us, nanos, sequence, id }),
  }
}

/** An origin that holds its whole event. */
export const recorded = (id: string, document: EventDocument): Origin => ({
  isCompact: true,
  id: () => id,
  document: () => document,
})
