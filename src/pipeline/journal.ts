// What is needed to run a batch again: the rows that touched state, and how far its source had come.

import { decode, encode, type SavedPosition } from '../engine/watermark.ts'
import { Batch, type Origin } from '../event/batch.ts'
import { type Layout, mayBeLeftOut } from '../event/layout.ts'
import type { Position } from '../event/position.ts'
import { sentOrigin } from '../event/sent.ts'
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
  /** The hash of the rules for which the fields were filled; none where whoever reads them knows. */
  readonly rules?: string
  readonly fields?: readonly string[]
  readonly rows?: readonly SavedRow[]
}

type SavedRow = readonly [
  us: number,
  nanos: number,
  sequence: number,
  categories: number,
  id: string,
  /** Null where the event as its sender wrote it stands behind the entry. */
  document: EventDocument | null,
  values: readonly Value[],
  dataset?: string,
  learned?: EventDocument | null,
]

/** A row as it stands in an entry, and what stands behind that. */
interface RowText {
  readonly saved: string
  readonly sent: string | null
}

/** A row of a batch → its text. */
export type RowWriter = (row: number) => RowText

/** Between an entry and the texts that belong to its rows. RFC 7464: no JSON text holds one. */
const separator = '\x1e'

interface Writing {
  readonly write?: RowWriter
  /** The hash of the rules that the batch was filled for. */
  readonly rules?: string
}

/** One line. `rows` are row numbers of the batch, ascending. */
export function writeJournal(
  source: string,
  progress: Progress,
  batch: Batch | null,
  rows: readonly number[],
  { write = batch ? (row) => writeRow(batch, row) : undefined, rules }: Writing = {},
): string {
  const saved: SavedEntry = { source, progress: saveProgress(progress) }
  if (!batch || !write || rows.length === 0) return JSON.stringify(saved)
  const head = JSON.stringify({ ...saved, ...(rules && { rules }), fields: batch.layout.fields } satisfies SavedEntry)
  const texts = rows.map(write)
  const entry = `${head.slice(0, -1)},"rows":[${texts.map(({ saved }) => saved).join(',')}]}`
  return [entry, ...texts.flatMap(({ sent }) => sent ?? [])].join(separator)
}

/** Each row is written once, in however many entries it stands. */
export function rowWriter(batch: Batch): RowWriter {
  const texts: RowText[] = []
  return (row) => {
    texts[row] ??= writeRow(batch, row)
    return texts[row]
  }
}

function writeRow(batch: Batch, row: number): RowText {
  const origin = batch.origin(row)
  const place = [
    batch.times[row]!,
    batch.nanos[row]!,
    batch.sequences[row]!,
    batch.categories[row]!,
    origin.id(),
  ] as const
  const values = batch.columns.map((column) => column.at(row))
  const written = origin.written?.()
  if (!written) return { saved: JSON.stringify([...place, origin.document(), values] satisfies SavedRow), sent: null }
  const { dataset, learned, text } = written
  return { saved: JSON.stringify([...place, null, values, dataset, learned] satisfies SavedRow), sent: text }
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

/**
 * Throws where it is not whole. What was not filled for the rules of then comes from the event. `rules`: the hash of those
 * of now.
 */
export function readJournal(text: string, layout: Layout, rules?: string): JournalEntry {
  const [entry, ...texts] = text.split(separator)
  const saved = JSON.parse(entry!) as SavedEntry
  const batch = new Batch(layout)
  const slots = (saved.fields ?? []).map((field) => layout.slot(field))
  const others = saved.rules === rules ? layout.fields.filter((field) => !saved.fields?.includes(field)) : layout.fields
  let next = 0
  for (const row of saved.rows ?? []) {
    const origin = row[5] === null ? sentRow(row, whole(texts[next++])) : recorded(row[4], row[5])
    loadRow(batch, row, origin, { slots, others })
  }
  return { source: saved.source, progress: loadProgress(saved.progress), batch }
}

/** It is taken apart later, when nobody could say any more which batch it came with. */
function whole(text = ''): string {
  if (text.trimEnd().endsWith('}')) return text
  throw new Error('An event of the batch is cut off.')
}

interface Fields {
  readonly slots: readonly number[]
  /** That may not have been filled. */
  readonly others: readonly string[]
}

function loadRow(batch: Batch, saved: SavedRow, origin: Origin, { slots, others }: Fields): void {
  const [us, nanos, sequence, categories, , , values] = saved
  const row = batch.add(categories, us, nanos, sequence, origin)
  for (const [i, slot] of slots.entries()) batch.set(row, slot, values[i] ?? null)
  if (others.length === 0) return
  const document = origin.document()
  for (const field of others) {
    const slot = batch.layout.slot(field)
    if (mayBeLeftOut(batch.get(row, slot))) batch.set(row, slot, document[field] ?? null)
  }
}

/** An origin that holds its whole event. */
export const recorded = (id: string, document: EventDocument): Origin => ({
  isCompact: true,
  id: () => id,
  document: () => document,
})

/** One that holds its event as it was sent. */
const sentRow = ([us, nanos, sequence, , id, , , dataset = '', learned = null]: SavedRow, sent: string): Origin =>
  sentOrigin({ us, nanos, sequence, id }, { text: copy(sent), dataset, learned })

/** A piece of a text holds on to the whole of it, for as long as a rule holds on to the event. */
const copy = (text: string): string => Buffer.from(text).toString()
