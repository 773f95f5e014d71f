// What several partitions counted of the same rules, as one.
import { expect, test } from 'vitest'
import { noCounts } from '../../../src/engine/bounds.ts'
import { type PartitionStats, sum } from '../../../src/queue/redis/partition-stats.ts'

const partition = (asked: number, ms: number | null, keys: number): PartitionStats => ({
  events: { frame: asked },
  forgotten: { logins: keys, suppressions: 0, amendments: 1 },
  rules: [{ rule: 'a', ...noCounts(), asked, ms, timed: asked, keys, bytes: 100 * keys }],
})

test('time, events and what is held are summed', () => {
  expect(sum([partition(10, 1.5, 2), partition(20, 2.5, 3)])).toMatchObject({
    events: { frame: 30 },
    forgotten: { logins: 5, suppressions: 0, amendments: 2 },
    rules: [{ asked: 30, ms: 4, timed: 30, keys: 5, bytes: 500 }],
  })
})

test.each([
  [null, null, null],
  [null, 2, 2],
  [2, null, 2],
])('time that was not taken adds nothing: %s and %s are %s', (a, b, both) => {
  expect(sum([partition(1, a, 0), partition(1, b, 0)]).rules[0]).toMatchObject({ ms: both })
})
