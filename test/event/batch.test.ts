// Rows and columns: what is put in is what is read, however many rows were expected.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Batch, type Origin } from '../../src/event/batch.ts'
import { createLayout } from '../../src/event/layout.ts'

const origin: Origin = { id: () => 'a', document: () => ({}) }
const layout = createLayout(['first', 'second', 'third'])

test('a value is read where it was put, and null everywhere else', () => {
  const rows = fc.array(fc.record({ slot: fc.integer({ min: -1, max: 2 }), value: fc.option(fc.integer()) }), {
    maxLength: 200,
  })
  fc.assert(
    fc.property(rows, fc.integer({ min: 0, max: 100 }), (puts, expected) => {
      const batch = new Batch(layout, expected)
      for (const { slot, value } of puts) batch.set(batch.add(1, 0, 0, 0, origin), slot, value)
      for (const [row, { slot, value }] of puts.entries())
        for (const one of [0, 1, 2]) expect(batch.get(row, one)).toBe(one === slot ? value : null)
    }),
  )
})

test('columns of nulls are few, however many lengths batches have', () => {
  const columns = Array.from({ length: 5000 }, (_, rows) => {
    const batch = new Batch(layout, rows + 1)
    batch.add(1, 0, 0, 0, origin)
    return batch.columns[0]
  })
  expect(new Set(columns).size).toBeLessThan(20)
})
