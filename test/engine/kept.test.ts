// Evidence of batches: what windows hold on to of a batch that is old takes no more room than that.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { defaultBounds } from '../../src/engine/bounds.ts'
import { Evidence } from '../../src/engine/evidence.ts'
import { HeldRows } from '../../src/engine/held-rows.ts'
import { Kept } from '../../src/engine/kept.ts'
import { Batch } from '../../src/event/batch.ts'
import { createLayout } from '../../src/event/layout.ts'

const origins = { of: (row: number) => ({ isCompact: true, id: () => `${row}`, document: () => ({}) }) }
const layout = createLayout([])

function rowsOf(count: number): HeldRows {
  const batch = new Batch(layout, count)
  for (let row = 0; row < count; row++) batch.add(0, row, 0, row, origins)
  return new HeldRows(batch)
}

/** That are still used. */
function bytesOfTables(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  // What the first finds is given back by another thread: the second waits for it.
  for (let n = 0; n < 2; n++) collect()
  return process.memoryUsage().arrayBuffers
}

const keptBy = () => new Kept(new Evidence(defaultBounds, { unshown: 0 }))

test('rows that are left of an old batch are found under their marks, whatever was let go before', () => {
  const kept = keptBy()
  const rows = rowsOf(9)
  const marks = [2, 3, 5, 8].map((row) => kept.keepRow(rows, row, 0))
  kept.letGo(marks[1]!)
  rows.retire()
  const others = rowsOf(3)
  const other = kept.keepRow(others, 1, 0)
  expect([marks[0], marks[2], marks[3], other].map((mark) => kept.event(mark!)!.row)).toEqual([2, 5, 8, 1])
  kept.letGo(marks[2]!)
  others.retire()
  expect([marks[0], marks[3], other].map((mark) => kept.event(mark!)!.row)).toEqual([2, 8, 1])
})

test('one row of each of many batches keeps nothing of the size of a batch', async () => {
  const kept = keptBy()
  const [batches, size] = [100, 2 ** 15]
  const before = bytesOfTables()
  const marks = Array.from({ length: batches }, () => {
    const rows = rowsOf(size)
    const all = Array.from({ length: size }, (_, row) => kept.keepRow(rows, row, 0))
    for (const mark of all.slice(1)) kept.letGo(mark)
    rows.retire()
    return all[0]!
  })
  // On a busy machine it takes its time to be given back.
  await expect.poll(() => (bytesOfTables() - before) / batches).toBeLessThan(size)
  expect(marks.every((mark) => kept.event(mark)!.row === 0)).toBe(true)
})
