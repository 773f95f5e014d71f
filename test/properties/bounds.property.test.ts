// Under small bounds: what goes is what is said to go, what is left is still exact or within its error, and neither batches
// nor restarts decide what that is.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Rule, StatsPlan, Window } from '../../src/compiler/plan.ts'
import { relativeError } from '../../src/engine/aggregates/sketch.ts'
import { type Bounds, defaultBounds, policies } from '../../src/engine/bounds.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { Match } from '../../src/engine/match.ts'
import { rememberedOf } from '../../src/engine/remembered.ts'
import { end } from '../../src/event/position.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { anyValue, plainly, somehow, timelines } from '../engine/arrivals.ts'
import {
  type Arrival,
  batchOf,
  counting,
  deliveries,
  foundIn,
  layout,
  raised,
  readX,
  rule,
  rulesetOf,
  source,
  type Tiny,
} from '../engine/build.ts'
import { rulesOfAllKinds } from '../engine/kinds.ts'
import { boundedWindows, type Counting, type Told } from './bounds/bounded.ts'
import { percentileOf } from './windows/recount.ts'

const spanUs = 8_000_000
const users = ['u', 'v', 'w', 'x', 'y', 'z']
const few = { user: fc.constantFrom(...users, null) }

const anyBounds = (policy: Bounds['policy']): fc.Arbitrary<Bounds> =>
  fc
    .record({
      keys: fc.integer({ min: 1, max: 5 }),
      events: fc.integer({ min: 1, max: 12 }),
      eventsPerKey: fc.integer({ min: 1, max: 4 }),
    })
    .map((drawn) => ({ ...defaultBounds, ...drawn, policy }))

const anyCounting: fc.Arbitrary<Counting> = fc.record({
  spanUs: fc.constant(spanUs),
  least: fc.integer({ min: 1, max: 3 }),
  keepWindow: fc.boolean(),
})

const planOf = ({ spanUs: span, least, keepWindow }: Counting): StatsPlan =>
  counting({ window: { kind: 'sliding', spanUs: span }, having: ([n]) => (n as number) >= least, keepWindow })

function matchesOf(
  plan: StatsPlan,
  bounds: Bounds,
  events: readonly Tiny[],
): { matches: readonly Match[]; engine: Engine } {
  const engine = new Engine({ rules: [rule(plan)], layout, hash: '' }, [source], { bounds })
  const matches = [...engine.evaluate(source.id, batchOf(events), end, () => {}), ...engine.end('fire')]
  return { matches: foundIn(matches), engine }
}

function toldBy(plan: StatsPlan, bounds: Bounds, events: readonly Tiny[]): Told {
  const { matches, engine } = matchesOf(plan, bounds, events)
  const { evictedKeys, evictedEvents, refused } = engine.counters()[0]!
  return {
    ...{ evictedKeys, evictedEvents, refused },
    found: matches.map(({ completedBy, values }) => `${completedBy} ${values['n']}`),
  }
}

describe('sliding windows', () => {
  test('those users are none of them taken for another that was let go', () => {
    for (const user of users) {
      const remembered = rememberedOf(1)
      for (const other of users) if (other !== user) remembered.add(other)
      expect(remembered.has(user)).toBe(false)
    }
  })

  test.each(['evict', 'refuse'] as const)(
    'where keys are to %s, they find and let go what a plain retelling does',
    (policy) => {
      fc.assert(
        fc.property(anyCounting, anyBounds(policy), timelines(['A'], few), (how, bounds, events) => {
          expect(toldBy(planOf(how), bounds, events)).toEqual(boundedWindows(how, bounds, events))
        }),
        { numRuns: 500 },
      )
    },
  )
})

describe('a rule of every kind', () => {
  /** What was raised and how often it was counted, and what was let go. */
  function outcomeOf(one: Rule, bounds: Bounds, arrival: Arrival): readonly unknown[] {
    const create = (): Evaluator => new Evaluator(rulesetOf(one), [source], { bounds })
    let evaluator = create()
    const changes = deliveries(arrival).flatMap((delivery, i) => {
      if (i === arrival.restartBefore) {
        const saved = evaluator.save()
        evaluator = create()
        evaluator.load(saved)
      }
      return evaluator.evaluate(delivery).changes
    })
    const told = raised([...changes, ...evaluator.end('fire')]).sort()
    const { evictedKeys, evictedEvents, refused } = evaluator.ruleCounters()[0]!
    return [told, evictedKeys, evictedEvents, refused]
  }

  const cases = timelines(['A', 'B', 'C', 'D', 'handshake', 'close', 'connection'], few).chain((events) =>
    fc.tuple(fc.constant(events), somehow(events)),
  )

  test.each(rulesOfAllKinds.rules.map((one) => [one.metadata.id, one] as const))(
    '%s: batches, order within the lateness and restarts change nothing',
    (_, one) => {
      fc.assert(
        fc.property(fc.constantFrom(...policies).chain(anyBounds), cases, (bounds, [events, arrival]) => {
          expect(outcomeOf(one, bounds, arrival)).toEqual(outcomeOf(one, bounds, plainly(events)))
        }),
        { numRuns: 50 },
      )
    },
  )
})

describe('what is counted in less room', () => {
  const exactValues = 6
  const bounds: Bounds = { ...defaultBounds, exactValues, policy: 'approximate' }
  const number = fc.oneof(fc.integer({ min: -50, max: 1_000_000 }), fc.double({ min: 0, max: 1e6, noNaN: true }))
  const ofOneUser = timelines(['A'], {
    user: fc.constant('u'),
    x: fc.oneof({ arbitrary: number, weight: 3 }, { arbitrary: anyValue, weight: 1 }),
  })
  const plan = (window: Window): StatsPlan =>
    counting({
      window,
      having: ([n]) => (n as number) > 0,
      keepWindow: true,
      aggregates: [
        { name: 'n', kind: 'count' },
        { name: 'rows', kind: 'values', value: (batch, row) => batch.sequences[row]! },
        { name: 'p75', kind: 'percentile', parameter: 75, value: readX },
        { name: 'different', kind: 'count_distinct', value: readX },
      ],
    })

  test.each<[string, Window]>([
    ['sliding', { kind: 'sliding', spanUs: 3 * spanUs }],
    ['tumbling', { kind: 'tumbling', spanUs: 3 * spanUs }],
    ['session', { kind: 'session', gapUs: spanUs, keepJudging: false }],
  ])('%s: it is exact up to the size that is stated, and within its error beyond', (kind, window) => {
    fc.assert(
      fc.property(ofOneUser, (events) => {
        for (const { values, approximate = [] } of matchesOf(plan(window), bounds, events).matches) {
          const held = events.filter(({ sequence }) => (values['rows'] as number[]).includes(sequence))
          const all = held.map(({ x }) => x).filter((x) => x !== null)
          const numbers = all.filter((x) => typeof x === 'number')
          const different = new Set(all.flat()).size
          expect(values['n']).toBe(held.length)
          const rounds = [numbers.length > exactValues, kind !== 'sliding' && different > exactValues]
          expect(approximate).toEqual(['p75', 'different'].filter((_, i) => rounds[i]))
          if (rounds[0]) expectNear(values['p75'] as number, numbers)
          else expect(values['p75'] ?? null).toBe(percentileOf(numbers, 75))
          // Of so few the estimate is off where two of them come to one register of sixteen thousand.
          if (rounds[1]) expect(Math.abs((values['different'] as number) - different)).toBeLessThanOrEqual(1)
          else expect(values['different']).toBe(different)
        }
      }),
    )
  })

  /** Each of the two values that it lies between is off by a hundredth of itself at most. */
  function expectNear(found: number, numbers: readonly number[]): void {
    const sorted = numbers.toSorted((a, b) => a - b)
    const place = 0.75 * (sorted.length - 1)
    const between = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
    const allowed = relativeError * (1 + 1e-9) * Math.max(...between.map(Math.abs)) + 1e-300
    expect(Math.abs(found - percentileOf(numbers, 75)!)).toBeLessThanOrEqual(allowed)
  }
})
