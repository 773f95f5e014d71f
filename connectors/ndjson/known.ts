// What an event is known by: its time, its place in the order and its id, from what its sender wrote or from where it stands.
import { categoryBits } from '../../src/event/category.ts'
import { type Fit, fitFor } from '../../src/event/fit.ts'
import type { Layout } from '../../src/event/layout.ts'
import type { Value } from '../../src/event/value.ts'

/** What an event is known by that its sender gave no id and no sequence. */
export interface Naming {
  id(offset: number, index: number): string
  sequence(offset: number, index: number): number
}

export const byOffset = (source: string): Naming => ({
  id: (offset) => `${source}:${offset}`,
  sequence: (offset) => offset,
})

/** Fields that every row needs, wanted or not, at the first places of what is read. */
const needed = ['@timestamp', 'event.sequence', 'event.category', 'event.id', 'source.ip'] as const
export const place = { time: 0, sequence: 1, categories: 2, id: 3, source: 4 } as const

export const fieldsOf = (wanted: Layout): readonly string[] => [...new Set([...needed, ...wanted.fields])]

/** Slots of what follows from the rest; -1 where nobody wants it. */
export const slotsOf = (wanted: Layout) => ({
  time: wanted.slot('@timestamp'),
  id: wanted.slot('event.id'),
  sequence: wanted.slot('event.sequence'),
  dataset: wanted.slot('event.dataset'),
  client: wanted.slot('client.ip'),
})

export const bitsOf = (categories: Value): number => categoryBits(namesOf(categories))

function namesOf(categories: Value): readonly string[] {
  if (categories === null) return []
  return typeof categories === 'object' ? categories.map(String) : [String(categories)]
}

export const nameOf = (id: Value): string | null =>
  (typeof id === 'string' && id !== '') || typeof id === 'number' ? String(id) : null

export const isSequence = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

/** A sender that knows of no proxy names the client as the source. */
export const fitClient: Fit = fitFor('client.ip')
