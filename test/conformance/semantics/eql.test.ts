// Event queries of EQL over recorded events: which events each must find.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compileQuery } from '../../../src/compiler/compile.ts'
import { Batch } from '../../../src/event/batch.ts'
import { categoryBits } from '../../../src/event/category.ts'
import { flatten } from '../../../src/event/document.ts'
import type { EventDocument } from '../../../src/event/value.ts'

interface Vector {
  readonly id: string
  readonly query: string
  readonly expect: readonly number[]
}

const folder = join(process.env['TRIPLINE_DATA'] ?? '', 'eql')
const isThere = process.env['TRIPLINE_DATA'] !== undefined && existsSync(folder)
if (!isThere) console.warn('SKIPPED: the EQL vectors; TRIPLINE_DATA names no folder that holds eql/.')

const read = (file: string): string => readFileSync(join(folder, file), 'utf8')

describe.skipIf(!isThere)('an event query', () => {
  const vectors = isThere ? (JSON.parse(read('queries.json')) as Vector[]) : []
  const events = isThere
    ? read('events.ndjson')
        .trim()
        .split('\n')
        .map((line) => flatten(JSON.parse(line)))
    : []
  const cases = vectors.filter(({ query }) => !/^\s*sequence/.test(query))

  test('has vectors to be held against', () => expect(cases.length).toBeGreaterThan(40))

  test.each(cases)('$id: $query', ({ query, expect: wanted }) => {
    const [text = '', pipe = ''] = query.split(/\|\s*(?=head|tail)/)
    const found = run(text, events)
    const [, end, count] = /(head|tail) (\d+)/.exec(pipe) ?? []
    expect(end === 'head' ? found.slice(0, Number(count)) : end ? found.slice(-Number(count)) : found).toEqual(wanted)
  })
})

function run(query: string, events: readonly EventDocument[]): unknown[] {
  const compiled = compileQuery(query, { fields: 'dynamic' })
  if (!compiled.ok) throw new Error(compiled.diagnostics.map(({ message }) => message).join('; '))
  const { layout, detect } = compiled
  if (detect.kind !== 'event') throw new Error(detect.kind)
  const batch = new Batch(layout)
  return events.flatMap((event) => {
    const row = batch.add(categoryBits([String(event['event.category'])]), 0, 0, 0, {
      id: () => '',
      document: () => event,
    })
    for (const name of layout.fields) batch.set(row, layout.slot(name), event[name] ?? null)
    const isFound = (batch.categories[row]! & detect.categories) !== 0 && detect.test(batch, row)
    return isFound ? [event['serial_event_id']] : []
  })
}
