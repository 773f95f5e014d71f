// What is held of batches as others come after them.
import { expect, test } from 'vitest'
import { Aging, youngTurns } from '../../src/engine/aging.ts'
import { HeldRows } from '../../src/engine/held-rows.ts'
import { Batch, type Origin } from '../../src/event/batch.ts'
import { layout } from './build.ts'

/** A batch of two rows that somebody holds, or nobody. */
function heldBatch() {
  const given: number[] = []
  const origin = (row: number): Origin => ({ isCompact: true, id: () => `${row}`, document: () => ({ row }) })
  const of = (row: number): Origin => {
    given.push(row)
    return origin(row)
  }
  const batch = new Batch(layout)
  batch.add(1, 1, 0, 1, { of })
  batch.add(1, 2, 0, 2, { of })
  const rows = new HeldRows(batch)
  rows.hold(0)
  rows.hold(1)
  return { rows, given }
}

const settled = 40

function pushOthers(aging: Aging, count: number): void {
  for (let n = 0; n < count; n++) aging.push(new HeldRows(new Batch(layout)))
}

test('what a row was read from stays for longer than its batch, and is asked for where the row is', () => {
  const aging = new Aging()
  const { rows, given } = heldBatch()
  aging.push(rows)
  pushOthers(aging, youngTurns)
  expect(given).toEqual([])
  expect(rows.position(1)).toEqual({ us: 2, nanos: 0, sequence: 2 })
  expect([rows.origin(1).id(), rows.origin(1).id(), given]).toEqual(['1', '1', [1]])
})

test('when that is let go as well, only rows that are held still are read out of it', () => {
  const aging = new Aging()
  const { rows, given } = heldBatch()
  aging.push(rows)
  pushOthers(aging, settled - 1)
  rows.letGo(0)
  expect(given).toEqual([])
  pushOthers(aging, 1)
  expect(given).toEqual([1])
  expect([rows.origin(1).document(), given]).toEqual([{ row: 1 }, [1]])
})

test('a batch that something waits in is let go when nothing does any longer', () => {
  const aging = new Aging()
  const { rows, given } = heldBatch()
  rows.pin()
  aging.push(rows)
  pushOthers(aging, settled)
  expect(given).toEqual([])
  rows.unpin()
  expect(given).toEqual([0, 1])
})
