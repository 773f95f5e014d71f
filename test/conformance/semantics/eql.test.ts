// Event queries of EQL over recorded events: which events each must find.
import { describe, expect, test } from 'vitest'
import { compileQuery } from '../../../src/compiler/compile.ts'
import type { EventDocument } from '../../../src/event/value.ts'
import {
  batchOfDocuments,
  cutBy,
  isThere,
  readEvents,
  readJson,
  splitPipes,
  type Vector,
  warnWhereMissing,
} from '../../engine/eql.ts'

warnWhereMissing()

describe.skipIf(!isThere)('an event query', () => {
  const events = readEvents('events.ndjson')
  const cases = readJson<Vector>('queries.json').filter(({ query }) => !/^\s*sequence/.test(query))

  test('has vectors to be held against', () => expect(cases.length).toBeGreaterThan(40))

  test.each(cases)('$id: $query', ({ query, expect: wanted }) => {
    const [text, pipes] = splitPipes(query)
    expect(cutBy(pipes, run(text, events)).flat()).toEqual(wanted)
  })
})

function run(query: string, events: readonly EventDocument[]): number[][] {
  const compiled = compileQuery(query, { fields: 'dynamic' })
  if (!compiled.ok) throw new Error(compiled.diagnostics.map(({ message }) => message).join('; '))
  const { layout, detect } = compiled
  if (detect.kind !== 'event') throw new Error(detect.kind)
  const batch = batchOfDocuments(layout, events)
  return events.flatMap((event, row) => {
    const isFound = (batch.categories[row]! & detect.categories) !== 0 && detect.test(batch, row)
    return isFound ? [[Number(event['serial_event_id'])]] : []
  })
}
