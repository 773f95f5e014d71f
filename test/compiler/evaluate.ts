// The value of an expression, compiled and run over one event.
import { compileQuery } from '../../src/compiler/compile.ts'
import { Batch } from '../../src/event/batch.ts'
import { anyCategory } from '../../src/event/category.ts'
import type { Value } from '../../src/event/value.ts'

type Fields = Readonly<Record<string, Value>>

/** Whether a condition holds for an event of any category. */
export function holds(condition: string, fields: Fields = {}): boolean {
  const compiled = compileQuery(`any where ${condition}`, { fields: 'dynamic' })
  if (!compiled.ok) throw new Error(`${condition}: ${compiled.diagnostics.map(({ message }) => message).join('; ')}`)
  if (compiled.detect.kind !== 'event') throw new Error(condition)
  const batch = rowOf(compiled.layout, fields)
  const { test, selection } = compiled.detect
  const holds = test(batch, 0)
  // Over many rows it is the same code in a loop.
  const picked = selection!()(batch, new Int32Array(3), 1, 3, new Int32Array(3))
  if (picked !== (holds ? 2 : 0))
    throw new Error(`${condition}: ${picked} of two rows like one of which it is ${holds}`)
  return holds
}

/** The value of an expression: what `first(…)` would take from the event. */
export function evaluate(expression: string, fields: Fields = {}): Value {
  const compiled = compileQuery(`any | stats value = first(${expression}) over 1s`, { fields: 'dynamic' })
  if (!compiled.ok) throw new Error(`${expression}: ${compiled.diagnostics.map(({ message }) => message).join('; ')}`)
  if (compiled.detect.kind !== 'stats') throw new Error(expression)
  return compiled.detect.aggregates[0]!.value!(rowOf(compiled.layout, fields), 0)
}

export function rowOf(layout: Batch['layout'], fields: Fields): Batch {
  const batch = new Batch(layout)
  const row = batch.add(anyCategory, 0, 0, 0, { id: () => '', document: () => ({}) })
  for (const [name, value] of Object.entries(fields)) batch.set(row, layout.slot(name), value)
  return batch
}
