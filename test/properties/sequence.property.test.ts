// A sequence gives the same incidents however its events come, and only such as a plain reading of the clause allows.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SequencePlan } from '../../src/compiler/plan.ts'
import { plainly, somehow, timelines } from '../engine/arrivals.ts'
import { rule, rulesetOf, run, step } from '../engine/build.ts'

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

test('a trailing absence fires for each first step that nothing answered', () => {
  fc.assert(
    fc.property(timelines(['A', 'C']), (events) => {
      const fired = run(rulesetOf(rule(plans['trailing']!)), plainly(events)).length
      const unanswered = events.filter(
        (a, i) =>
          a.kind === 'A' &&
          a.user !== null &&
          !events.slice(i + 1).some((c) => c.kind === 'C' && c.user === a.user && c.us <= a.us + maxspanUs),
      )
      expect(fired).toBe(unanswered.length)
    }),
  )
})
