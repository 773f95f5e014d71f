// A sequence gives the same incidents however its events come, and only such as a plain reading of the clause allows.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SequencePlan } from '../../src/compiler/plan.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { Match } from '../../src/engine/match.ts'
import { end } from '../../src/event/position.ts'
import { plainly, somehow, timelines, timeOf } from '../engine/arrivals.ts'
import { batchOf, layout, rule, rulesetOf, run, source, step, type Tiny } from '../engine/build.ts'
import { plainSequence } from '../engine/plain-sequence.ts'

const second = 1_000_000
const maxspanUs = 6 * second
const sequence = (more: Partial<SequencePlan>): SequencePlan => ({
  kind: 'sequence',
  steps: [],
  until: null,
  maxspanUs,
  ...more,
})

// biome-ignore format: table
const plans: Readonly<Record<string, SequencePlan>> = {
  'two steps':      sequence({ steps: [step('A'), step('B')] }),
  'runs and until': sequence({ steps: [step('A', { runs: 2 }), step('B', { withinUs: 2 * second })], until: step('C') }),
  'middle absence': sequence({ steps: [step('A'), step('C', { absent: true }), step('B')] }),
  'trailing':       sequence({ steps: [step('A'), step('C', { absent: true })] }),
  'leading':        sequence({ steps: [step('C', { absent: true }), step('A'), step('B')] }),
  'a while':        sequence({ steps: [step('A'), step('C', { absent: true, withinUs: 2 * second }), step('B'), step('C', { absent: true, withinUs: second })] }),
  'both ends':      sequence({ steps: [step('C', { absent: true }), step('A'), step('C', { absent: true })] }),
}

const timelinesAndArrivals = timelines(['A', 'B', 'C']).chain((events) =>
  fc.tuple(fc.constant(events), somehow(events)),
)

test.each(Object.keys(plans))('%s: batches, order within the lateness and restarts change nothing', (name) => {
  const ruleset = rulesetOf(rule(plans[name]!))
  fc.assert(
    fc.property(timelinesAndArrivals, ([events, arrival]) => {
      expect(run(ruleset, arrival)).toEqual(run(ruleset, plainly(events)))
    }),
  )
})

test('suppression counts repetitions, however the events come', () => {
  const detect = { kind: 'event' as const, categories: step('A').categories, test: step('A').test }
  const ruleset = rulesetOf(rule(detect, { suppress: { spanUs: 4 * second, by: ['user'] } }))
  fc.assert(
    fc.property(timelinesAndArrivals, ([events, arrival]) => {
      const expected = run(ruleset, plainly(events))
      expect(run(ruleset, arrival)).toEqual(expected)
      expect(expected.length).toBe(events.filter(({ kind }) => kind === 'A').length)
    }),
  )
})

function matchesOf(plan: SequencePlan, events: readonly Tiny[]): readonly Match[] {
  const engine = new Engine({ rules: [rule(plan)], layout, hash: '' }, [source])
  return [...engine.evaluate(source.id, batchOf(events), end, () => {}), ...engine.end('fire')]
}

const idsOf = ({ steps }: Match): string[] =>
  steps.flatMap(({ events }) => events.map((event) => String(event['event.id'])))

const spans = fc.constantFrom(null, null, second, 2 * second)
const steps = fc
  .array(
    fc.record({
      kind: fc.constantFrom('A', 'B', 'C'),
      absent: fc.boolean(),
      runs: fc.constantFrom(1, 1, 1, 2),
      withinUs: spans,
    }),
    { minLength: 1, maxLength: 4 },
  )
  .filter((all) => all.some(({ absent }) => !absent))

/** Of any shape that the check lets pass: nothing before the first step that comes has a gap of its own. */
const anyPlan: fc.Arbitrary<SequencePlan> = fc
  .tuple(steps, fc.constantFrom(null, null, step('D')), fc.constantFrom(second, 3 * second, maxspanUs))
  .map(([all, until, span]) => {
    const first = all.findIndex(({ absent }) => !absent)
    const made = all.map(({ kind, absent, runs, withinUs }, i) =>
      step(kind, {
        absent,
        runs: absent ? 1 : runs,
        withinUs: i < first || withinUs === null ? null : Math.min(withinUs, span),
      }),
    )
    return sequence({ steps: made, until, maxspanUs: span })
  })

/** At whole seconds, many at one time: so that the very end of a span is met. */
const closer = (events: readonly Tiny[]): readonly Tiny[] =>
  events
    .map((event) => ({ ...event, us: Math.floor(event.us / (2 * second)) * second }))
    .sort((a, b) => timeOf(a) - timeOf(b))
    .map((event, sequence) => ({ ...event, sequence }))

test('any sequence finds what a plain reading of it finds, in any order within the lateness', () => {
  const cases = timelines(['A', 'B', 'C', 'D'], { nanos: fc.constantFrom(0, 0, 0, 1) })
    .map(closer)
    .chain((events) => fc.tuple(anyPlan, fc.constant(events), somehow(events)))
  fc.assert(
    fc.property(cases, ([plan, events, arrival]) => {
      const expected = plainSequence(plan, events)
      expect(matchesOf(plan, events).map(idsOf).sort()).toEqual(expected.sort())
      const ruleset = rulesetOf(rule(plan))
      expect(run(ruleset, arrival)).toEqual(run(ruleset, plainly(events)))
    }),
    { numRuns: 1000 },
  )
})
