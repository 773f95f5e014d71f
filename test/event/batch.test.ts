// Rows and columns: what is put in is what is read, however many rows were expected.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Batch, type Origin } from '../../src/event/batch.ts'
import { Column, code } from '../../src/event/column.ts'
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

test('the tables of columns of nulls are few, however many lengths batches have', () => {
  const columns = Array.from({ length: 5000 }, (_, rows) => {
    const batch = new Batch(layout, rows + 1)
    batch.add(1, 0, 0, 0, origin)
    return batch.columns[0]!.codes
  })
  expect(new Set(columns).size).toBeLessThan(20)
})

test('rows that come all at once are read where they were told, also when others are added and values are set', () => {
  const values = ['a', 'b']
  const given = (): Batch => {
    const batch = new Batch(layout)
    batch.begin({
      rows: 5,
      times: Float64Array.of(1, 2, 3, 4, 5),
      nanos: new Uint16Array(5),
      sequences: new Float64Array(5),
      categories: new Int32Array(5).fill(1),
      origins: { of: (row) => ({ ...origin, id: () => `given ${row}` }) },
      columns: [
        new Column(Int32Array.of(1, code.absent, 0, 1, code.leftOut), values, { ...rare, leftOut: '' }),
        new Column(Int32Array.of(code.passing - 1, code.isNumber, code.absent, code.passing, 0), [true], rare),
        null,
      ],
    })
    return batch
  }
  const rare = { numbers: Float64Array.of(0, 7, 0, 0, 0), passing: ['once', 'twice'], leftOut: null }
  const table = (batch: Batch) => batch.columns.map((column) => column.list(batch.length))
  const batch = given()
  expect(table(batch)).toEqual([
    ['b', null, 'a', 'b', ''],
    ['twice', 7, null, 'once', true],
    [null, null, null, null, null],
  ])
  batch.set(1, 0, 'c')
  batch.set(4, 2, 'd')
  const more = batch.add(1, 6, 0, 0, { ...origin, id: () => 'added' })
  batch.set(more, 1, 8)
  expect(table(batch)).toEqual([
    ['b', 'c', 'a', 'b', '', null],
    ['twice', 7, null, 'once', true, 8],
    [null, null, null, null, 'd', null],
  ])
  expect(batch.origins.map((one) => one.id())).toEqual([
    ...Array.from({ length: 5 }, (_, row) => `given ${row}`),
    'added',
  ])
  expect([...batch.times.subarray(0, 6)]).toEqual([1, 2, 3, 4, 5, 6])
  expect([...batch.parents.subarray(0, 6)]).toEqual([0, 1, 2, 3, 4, 5])
  // Others that are told by the same values see nothing of it.
  expect(values).toEqual(['a', 'b'])
})
