// Values that a column makes when they are asked for.
import { expect, test } from 'vitest'
import { Column, code } from '../../src/event/column.ts'

const open = (asked: number[]): Column =>
  new Column(Int32Array.of(code.made, code.absent, 0, code.made), ['known'], {
    numbers: new Float64Array(0),
    passing: [],
    leftOut: null,
    made(row) {
      asked.push(row)
      return `row ${row}`
    },
  })

test('nothing is made that nobody asks for', () => {
  const asked: number[] = []
  const column = open(asked)
  expect([column.at(1), column.at(2), column.at(3)]).toEqual([null, 'known', 'row 3'])
  expect(asked).toEqual([3])
})

test('they stay what they are where others are set', () => {
  const column = open([])
  column.set(1, 'set', 4)
  expect(column.list(4)).toEqual(['row 0', 'set', 'known', 'row 3'])
})
