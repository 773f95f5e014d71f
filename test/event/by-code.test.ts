// What is remembered of codes is never that of another value, whatever columns come one after the other.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByCode } from '../../src/event/by-code.ts'
import { Column } from '../../src/event/column.ts'
import type { Value } from '../../src/event/value.ts'

const text = fc.constantFrom('a', 'b', 'c')

/** Columns of two readers, whose lists grow, and columns that have a place for each row alone. */
const columns = fc.array(
  fc.record({
    reader: fc.constantFrom(0, 1, null),
    codes: fc.array(fc.integer({ min: -1, max: 4 }), { minLength: 1 }),
  }),
)

const plain = (value: Value): string | null => (value === 'c' ? null : `found ${value}`)

test('as if each value was asked for', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(text, { minLength: 5, maxLength: 5 }), { minLength: 2, maxLength: 2 }),
      columns,
      (lists, all) => {
        let asked = 0
        const byCode = new ByCode((value) => {
          asked++
          return plain(value)
        })
        for (const { reader, codes } of all) {
          const column =
            reader === null ? Column.empty(codes.length) : new Column(Int32Array.from(codes), lists[reader]!)
          if (reader === null) for (const row of codes.keys()) column.set(row, lists[0]![row % 5]!, codes.length)
          for (const row of codes.keys()) expect(byCode.of(column, row)).toBe(plain(column.at(row)))
        }
        return asked <= all.reduce((rows, { codes }) => rows + codes.length, 0)
      },
    ),
  )
})

test('a value that comes again is asked for no more', () => {
  let asked = 0
  const byCode = new ByCode(() => ++asked)
  const values = ['a']
  const batch = () => new Column(Int32Array.from([0, 0]), values)
  const found = [batch(), batch(), batch()].map((column) => [byCode.of(column, 0), byCode.of(column, 1)])
  expect(found).toEqual([
    [1, 2],
    [3, 3],
    [3, 3],
  ])
})
