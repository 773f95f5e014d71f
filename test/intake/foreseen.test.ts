// Deliveries of a log that was read ahead of its lateness: what they tell of time, and that nothing is found otherwise.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyCategory } from '../../src/event/category.ts'
import { Headway } from '../../src/event/headway.ts'
import type { Delivery } from '../../src/event/source.ts'
import { foresee } from '../../src/intake/foreseen.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { batchOf, rulesetOf, type Tiny } from '../engine/build.ts'
import { rules, second } from '../properties/lanes.ts'
import { collect } from './place.ts'

const eventAt = (seconds: number, sequence: number, kind = 'A'): Tiny => ({
  ...{ us: seconds * second, sequence, kind, user: 'u', x: 1 },
})

/** As a source delivers them. */
function deliveriesOf(batches: readonly (readonly Tiny[])[], latenessUs: number): readonly Delivery[] {
  const headway = new Headway({ latenessUs })
  return batches.map((batch, i) => {
    headway.see(batch.map(({ us }) => us))
    return { source: 's', n: i + 1, batch: batchOf(batch), progress: headway.progress(), resume: null }
  })
}

async function* arriving(deliveries: readonly Delivery[]): AsyncGenerator<Delivery> {
  yield* deliveries
}

const foreseenOf = (deliveries: readonly Delivery[]): Promise<readonly Delivery[]> =>
  collect(foresee(arriving(deliveries)))

const secondsOf = (deliveries: readonly Delivery[]): readonly number[] =>
  deliveries.map(({ progress }) => progress.us / second)

test('what is in order and farther back than lateness comes with time at its end, the rest as it came', async () => {
  const given = deliveriesOf(
    [0, 2, 4, 6, 8].map((at) => [eventAt(at, at), eventAt(at + 1, at + 1)]),
    3 * second,
  )
  const taken = await foreseenOf(given)
  expect(secondsOf(taken)).toEqual([1, 3, 5, 4, 6])
  expect(taken[0]!.progress).toEqual({ us: second, nanos: 0, sequence: 1 })
  expect(taken.slice(3)).toEqual(given.slice(3))
})

test.each([
  ['an event that comes before the last of the batch before', [[eventAt(0, 0), eventAt(4, 1)], [eventAt(3, 2)]]],
  ['a batch that is in no order', [[eventAt(4, 0), eventAt(3, 1)], [eventAt(5, 2)]]],
  ['events in one place', [[eventAt(4, 0), eventAt(4, 0)], [eventAt(5, 1)]]],
])('%s lets what is held go as it came', async (_, batches) => {
  const given = deliveriesOf([...batches, [eventAt(6, 3)]], 5 * second)
  expect(await foreseenOf(given)).toEqual(given)
})

test('a batch without events holds nothing back', async () => {
  const given = deliveriesOf([[eventAt(0, 0), eventAt(1, 1)], [], [eventAt(2, 2)]], second)
  expect((await foreseenOf(given)).map(({ n }) => n)).toEqual([1, 2, 3])
})

test('only so many batches are held, however far lateness goes', async () => {
  const given = deliveriesOf(
    Array.from({ length: 100 }, (_, at) => [eventAt(at, at)]),
    1000 * second,
  )
  let read = 0
  const counted = async function* (): AsyncGenerator<Delivery> {
    for (const delivery of given) {
      read++
      yield delivery
    }
  }
  let n = 0
  for await (const delivery of foresee(counted())) {
    expect(delivery).toBe(given[n++])
    expect(read - n).toBeLessThanOrEqual(32)
  }
  expect(n).toBe(100)
})

/** Mostly in order, with events that come within the lateness and beyond it. */
const arrivals: fc.Arbitrary<readonly (readonly Tiny[])[]> = fc
  .array(
    fc.array(
      fc.record({
        step: fc.constantFrom(0, 1, 1, 1, 2, 2, 9, -1, -4, -8),
        nanos: fc.constantFrom(0, 0, 999),
        kind: fc.constantFrom('A', 'B', 'C'),
        user: fc.constantFrom('u', 'v'),
      }),
      { maxLength: 4 },
    ),
    { maxLength: 24 },
  )
  .map((drawn) => {
    let newest = 20
    let sequence = 0
    return drawn.map((batch) =>
      batch.map(({ step, nanos, kind, user }): Tiny => {
        const at = newest + step
        newest = Math.max(newest, at)
        return { us: at * second, nanos, sequence: sequence++, kind, user, x: 1 }
      }),
    )
  })

test.each(Object.keys(rules))('%s: the same is found, in the same order, and the same is late', async (name) => {
  await fc.assert(
    fc.asyncProperty(arrivals, fc.nat(9), fc.constantFrom('fire', 'undecided'), async (batches, lateness, atEnd) => {
      const found = (deliveries: readonly Delivery[]): unknown => {
        const source = { id: 's', categories: anyCategory, latenessUs: lateness * second }
        const evaluator = new Evaluator(rulesetOf(rules[name]!), [source])
        const changes = deliveries.flatMap((delivery) => evaluator.evaluate(delivery).changes)
        changes.push(...evaluator.idle('s').changes, ...evaluator.end(atEnd as 'fire' | 'undecided'))
        const [counters] = evaluator.ruleCounters()
        return { changes, counters, undecided: evaluator.undecided(), progress: evaluator.progress() }
      }
      const plain = found(deliveriesOf(batches, lateness * second))
      expect(found(await foreseenOf(deliveriesOf(batches, lateness * second)))).toEqual(plain)
    }),
    { numRuns: 300 },
  )
})
