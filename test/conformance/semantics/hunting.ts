// A query and events → the ids of what it finds, in order: what every vector of the language is held against.
import { compileQuery } from '../../../src/compiler/compile.ts'
import { Batch, type Origin } from '../../../src/event/batch.ts'
import { anyCategory, categoryBits } from '../../../src/event/category.ts'
import { flatten } from '../../../src/event/document.ts'
import type { Layout } from '../../../src/event/layout.ts'
import { end } from '../../../src/event/position.ts'
import { parseTime } from '../../../src/event/time.ts'
import type { EventDocument } from '../../../src/event/value.ts'
import { Hunt } from '../../../src/pipeline/hunt.ts'

/** A query, and the ids of the events that it finds; those of a sequence one after another, -1 for what did not come. */
export interface Vector {
  readonly id: string
  readonly query: string
  readonly expect: readonly number[]
}

/** One JSON document a line. */
export const eventsOf = (text: string): readonly EventDocument[] =>
  text
    .trim()
    .split('\n')
    .map((line) => flatten(JSON.parse(line)))

/** `id` is the field that the expectations name events by. */
export function found(query: string, events: readonly EventDocument[], id: string): number[] {
  const compiled = compileQuery(query, { fields: 'dynamic' })
  if (!compiled.ok) throw new Error(compiled.diagnostics.map(({ message }) => message).join('; '))
  const hunt = new Hunt(compiled, [{ id: 's', categories: anyCategory, latenessUs: 0 }])
  const batch = batchOfDocuments(compiled.layout, events)
  const matches = [...hunt.evaluate({ source: 's', n: 1, batch, progress: end, resume: null }), ...hunt.end()]
  return matches.flatMap(({ steps }) =>
    steps.flatMap(({ events: ofStep }) => (ofStep.length === 0 ? [-1] : ofStep.map((event) => Number(event[id])))),
  )
}

/** The events as a source would give them: at their times, numbered as they stand. */
function batchOfDocuments(layout: Layout, events: readonly EventDocument[]): Batch {
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
