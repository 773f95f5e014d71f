// Every aggregate of the language comes to what its own examples say.
import { describe, expect, test } from 'vitest'
import { aggregateFunctions, exampleEvents } from '../../src/compiler/2-check/aggregates.ts'
import { compileQuery } from '../../src/compiler/compile.ts'
import { aggregateKinds, type Rule } from '../../src/compiler/plan.ts'
import { Engine } from '../../src/engine/engine.ts'
import { Batch } from '../../src/event/batch.ts'
import { anyCategory } from '../../src/event/category.ts'
import { end } from '../../src/event/position.ts'
import type { Value } from '../../src/event/value.ts'
import { rule, source } from '../engine/build.ts'

/** What an aggregate comes to over a window of ten seconds that holds the events of the examples. */
function comesTo(call: string): Value | undefined {
  const compiled = compileQuery(`any | stats value = ${call} over tumbling 10s`)
  if (!compiled.ok) throw new Error(`${call}: ${compiled.diagnostics.map(({ message }) => message).join('; ')}`)
  const { detect, layout } = compiled
  const engine = new Engine({ rules: [rule(detect) as Rule], layout, hash: '' }, [source])
  const batch = new Batch(layout)
  for (const [n, { second, fields }] of exampleEvents.entries()) {
    const row = batch.add(anyCategory, second * 1e6, 0, n, { id: () => String(n), document: () => ({}) })
    for (const [name, value] of Object.entries(fields)) batch.set(row, layout.slot(name), value)
  }
  const [match] = engine.evaluate(source.id, batch, end, () => {})
  return match?.values['value']
}

describe.each(Object.entries(aggregateFunctions))('%s', (name, { examples }) => {
  test.each(examples)('%s is %j', (call, value) => {
    expect(comesTo(call)).toEqual(value)
  })

  test('has an example of itself', () => {
    expect(examples.filter(([call]) => call.startsWith(`${name}(`))).not.toEqual([])
  })
})

test('every kind of aggregate has a name', () => {
  const named = new Set(Object.values(aggregateFunctions).map(({ kind }) => kind))
  expect([...named].toSorted()).toEqual(aggregateKinds.toSorted())
})
