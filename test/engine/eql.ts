// The EQL vectors of the development data: what they say, as queries and events. None where the data is not there.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Batch, type Origin } from '../../src/event/batch.ts'
import { categoryBits } from '../../src/event/category.ts'
import { flatten } from '../../src/event/document.ts'
import type { Layout } from '../../src/event/layout.ts'
import { parseTime } from '../../src/event/time.ts'
import type { EventDocument } from '../../src/event/value.ts'

/** A query, and the ids of the events that it finds, in order; those of a sequence one after another. */
export interface Vector {
  readonly id: string
  readonly query: string
  readonly expect: readonly number[]
}

const folder = join(process.env['TRIPLINE_DATA'] ?? '', 'eql')

export const isThere = process.env['TRIPLINE_DATA'] !== undefined && existsSync(folder)

export function warnWhereMissing(): void {
  if (!isThere) console.warn('SKIPPED: the EQL vectors; TRIPLINE_DATA names no folder that holds eql/.')
}

const read = (file: string): string => readFileSync(join(folder, file), 'utf8')

export const readJson = <T>(file: string): readonly T[] => (isThere ? (JSON.parse(read(file)) as T[]) : [])

export const readEvents = (file: string): readonly EventDocument[] =>
  isThere
    ? read(file)
        .trim()
        .split('\n')
        .map((line) => flatten(JSON.parse(line)))
    : []

/** The events as a source would give them: at their times, numbered as they stand. */
export function batchOfDocuments(layout: Layout, events: readonly EventDocument[]): Batch {
  const batch = new Batch(layout)
  for (const [n, event] of events.entries()) {
    const { us, nanos } = parseTime(String(event['@timestamp']))!
    const row = batch.add(categoryBits([String(event['event.category'])]), us, nanos, n, originOf(event, n))
    for (const name of layout.fields) batch.set(row, layout.slot(name), event[name] ?? null)
  }
  return batch
}

const originOf = (event: EventDocument, n: number): Origin => ({
  id: () => String(n).padStart(4, '0'),
  document: () => event,
})

/** `| head` and `| tail` cut what a query found; they are the business of whoever shows it. */
export function cutBy(pipes: string, found: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return [...pipes.matchAll(/(head|tail) (\d+)/g)].reduce(
    (left, [, end, count]) => (end === 'head' ? left.slice(0, Number(count)) : left.slice(-Number(count))),
    found,
  )
}

/** The query, and the pipes after it. */
export function splitPipes(query: string): readonly [text: string, pipes: string] {
  const at = query.search(/\|\s*(?:head|tail)\b/)
  return at < 0 ? [query, ''] : [query.slice(0, at), query.slice(at)]
}
