// How long rules took, by a clock that is given: samples stand for what was not timed.
import { expect, test } from 'vitest'
import { Stopwatch } from '../../src/engine/cost.ts'

/** Looking at it takes nothing; work makes it run on. */
function handClock() {
  let now = 0
  const clock = (): number => now
  const work = (ms: number) => (): void => {
    now += ms
  }
  return { watch: new Stopwatch(clock), work }
}

test('of many rows a few are timed, and stand for the others', () => {
  const { watch, work } = handClock()
  const spent = { ms: 0 }
  let timed = 0
  for (let row = 0; row < 12_700; row++) {
    if (!watch.isNextTimed()) continue
    timed++
    watch.row(spent, work(2))
  }
  expect([timed, spent.ms]).toEqual([100, 25_400])
})

test('the release of a large batch is timed as it is', () => {
  const { watch, work } = handClock()
  const spent = { ms: 0 }
  for (let batch = 0; batch < 3; batch++) {
    watch.releases(1000)
    watch.release(spent, work(5))
  }
  expect(spent.ms).toBe(15)
})

test('of the releases of small batches one is timed for all since', () => {
  const { watch, work } = handClock()
  const spent = { ms: 0 }
  for (let batch = 0; batch < 64; batch++) {
    watch.releases(4)
    watch.release(spent, work(5))
  }
  expect(spent.ms).toBe(64 * 5)
})

test('what looking at the clock takes is no time of a rule', () => {
  let now = 0
  const watch = new Stopwatch(() => ++now)
  const spent = { ms: 0 }
  watch.row(spent, () => {})
  expect(spent.ms).toBeLessThan(127 / 16)
})
