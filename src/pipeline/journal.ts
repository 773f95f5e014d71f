// What is needed to run a batch again: the rows that touched state, and how far its source had come.

import { decode, encode, type SavedPosition } from '../engine/watermark.ts'
import { Batch, type Origin } from '../event/batch.ts'
import type { Layout } from '../event/layout.ts'
import type { Position } from '../event/position.ts'
import type { SourceInfo } from '../event/source.ts'
import type { EventDocument, Value } from '../event/value.ts'

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

type SavedRow = readonly [
  us: number,
  nanos: number,
  sequence: number,
  categories: number,
  id: string,
  document: EventDocument,
  values: readonly Value[],
]

/** `rows` are row numbers of the batch, ascending. */
export function writeJournal(source: string, progress: Progress, batch: Batch | null, rows: readonly number[]): string {
  const saved: SavedEntry = { source, progress: saveProgress(progress) }
  if (!batch || rows.length === 0) return JSON.stringify(saved)
  const { fields } = batch.layout
  return JSON.stringify({ ...saved, fields, rows: rows.map((row) => saveRow(batch, row)) } satisfies SavedEntry)
}

const saveRow = (batch: Batch, row: number): SavedRow => [
  batch.times[row]!,
  batch.nanos[row]!,
  batch.sequences[row]!,
  batch.categories[row]!,
  batch.origins[row]!.id(),
  batch.origins[row]!.document(),
  batch.columns.map((column) => column[row] ?? null),
]

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
  const [us, nanos, sequence, categories, id, document, values] = saved
  const row = batch.add(categories, us, nanos, sequence, recorded(id, document))
  for (const [i, slot] of slots.entries()) batch.set(row, slot, values[i] ?? null)
  for (const field of others) batch.set(row, batch.layout.slot(field), document[field] ?? null)
}

/** An origin that holds its whole event. */
export const recorded = (id: string, document: EventDocument): Origin => ({
  isCompact: true,
  id: () => id,
  document: () => document,
})
