// Rows of a batch that are held on to, and when what they were read from may be given back.
import { expect, test } from 'vitest'
import { HeldRows } from '../../src/engine/held-rows.ts'
import { Batch } from '../../src/event/batch.ts'
import { createLayout } from '../../src/event/layout.ts'

const origin = { isCompact: true, id: () => 'a', document: () => ({}) }

function heldRows() {
  const batch = new Batch(createLayout([]))
  for (let row = 0; row < 3; row++) batch.add(0, row, 0, row, { of: () => origin })
  let settled = 0
  batch.onSettled = () => settled++
  return { rows: new HeldRows(batch), settled: () => settled }
}

test('a batch that nobody holds is settled when it is let go', () => {
  const { rows, settled } = heldRows()
  expect(settled()).toBe(0)
  rows.retire()
  rows.settle()
  expect(settled()).toBe(1)
})

test('a row that is held keeps it open until it is let go, or read out', () => {
  const { rows, settled } = heldRows()
  rows.hold(1)
  rows.hold(2)
  rows.retire()
  rows.letGo(1)
  expect(settled()).toBe(0)
  rows.letGo(2)
  expect(settled()).toBe(1)

  const old = heldRows()
  old.rows.hold(1)
  old.rows.retire()
  expect(old.settled()).toBe(0)
  old.rows.settle()
  expect(old.settled()).toBe(1)
  expect(old.rows.origin(1).id()).toBe('a')
  old.rows.letGo(1)
  expect(old.settled()).toBe(1)
})

test('a batch that is pinned is settled once it is not', () => {
  const { rows, settled } = heldRows()
  rows.pin()
  rows.retire()
  rows.settle()
  expect(settled()).toBe(0)
  rows.unpin()
  expect(settled()).toBe(1)
})
