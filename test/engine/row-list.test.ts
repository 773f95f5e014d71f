// Lists of rows.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RowList } from '../../src/engine/row-list.ts'

test('a list has what came since it was cleared, in its order, however much that is', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(), { maxLength: 300 }), { maxLength: 4 }), (rounds) => {
      const list = new RowList()
      for (const rows of rounds) {
        list.clear()
        for (const row of rows) list.push(row)
        expect([...list.numbers.subarray(0, list.size)]).toEqual(rows)
      }
    }),
  )
})
