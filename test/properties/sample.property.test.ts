// A sample gives the same incidents however its events come, at the events at which a plain reading finds it whole.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SamplePlan } from '../../src/compiler/plan.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { Match } from '../../src/engine/match.ts'
import { end } from '../../src/event/position.ts'
import { plainly, somehow, timelines } from '../engine/arrivals.ts'
import { batchOf, layout, rule, rulesetOf, run, runToEnd, source, step, type Tiny } from '../engine/build.ts'
import { plainSample } from '../engine/plain-sample.ts'

const second = 1_000_000

/** A step of several kinds is named by them. */
const ofKinds = (kinds: readonly string[]) =>
  step(kinds.join('|'), { test: (batch, row) => kinds.includes(String(batch.get(row, layout.slot('kind')))) })

const anyPlan: fc.Arbitrary<SamplePlan> = fc
  .tuple(
    fc.array(fc.uniqueArray(fc.constantFrom('A', 'B', 'C'), { minLength: 1, maxLength: 2 }), {
      minLength: 2,
      maxLength: 4,
    }),
    fc.nat(),
    fc.constantFrom(second, 3 * second, 8 * second),
  )
  .map(([steps, n, maxspanUs]) => ({
    kind: 'sample',
    steps: steps.map(ofKinds),
    atLeast: 1 + (n % steps.length),
    maxspanUs,
  }))

const cases = timelines(['A', 'B', 'C', 'D']).chain((events) => fc.tuple(anyPlan, fc.constant(events), somehow(events)))

function matchesOf(plan: SamplePlan, events: readonly Tiny[]): readonly Match[] {
  const engine = new Engine({ rules: [rule(plan)], layout, hash: '' }, [source])
  return [...engine.evaluate(source.id, batchOf(events), end, () => {}), ...engine.end('fire')]
}

test('any sample is whole where a plain reading finds it so', () => {
  fc.assert(
    fc.property(cases, ([plan, events]) => {
      expect(matchesOf(plan, events).map(({ completedBy }) => completedBy)).toEqual(plainSample(plan, events))
    }),
    { numRuns: 500 },
  )
})

test('what it shows are different events of one key, each fit for its step, within the span', () => {
  fc.assert(
    fc.property(cases, ([plan, events]) => {
      for (const { steps, us, start, key } of matchesOf(plan, events)) {
        const shown = steps.flatMap(({ name, events: ofStep }) => ofStep.map((event) => ({ name, event })))
        expect(shown.length).toBeGreaterThanOrEqual(plan.atLeast)
        expect(new Set(shown.map(({ event }) => event['event.id'])).size).toBe(shown.length)
        expect(us - start.us).toBeLessThanOrEqual(plan.maxspanUs)
        for (const { name, event } of shown) {
          expect(name.split('|')).toContain(event['kind'])
          expect(event['user']).toBe(key)
        }
      }
    }),
  )
})

test('batches, order within the lateness and restarts change neither what is found nor what was near', () => {
  fc.assert(
    fc.property(cases, ([plan, events, arrival]) => {
      const ruleset = rulesetOf(rule(plan))
      expect(run(ruleset, arrival)).toEqual(run(ruleset, plainly(events)))
      const near = [arrival, plainly(events)].map((one) =>
        (runToEnd(ruleset, one).counters[0]?.near ?? []).map((count) => JSON.stringify(count)).sort(),
      )
      expect(near[0]).toEqual(near[1])
    }),
  )
})
