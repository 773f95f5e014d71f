// An exchange is judged as a plain look at the whole timeline would judge it, however its events come.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ExchangeFault, type ExchangePlan, exchangeFaults } from '../../src/compiler/plan.ts'
import type { Batch } from '../../src/event/batch.ts'
import { anyCategory } from '../../src/event/category.ts'
import { plainly, somehow, timelines } from '../engine/arrivals.ts'
import { byUser, isKind, rule, rulesetOf, run, type Tiny } from '../engine/build.ts'

const withinUs = 2_000_000
const isAny =
  (...kinds: readonly string[]) =>
  (batch: Batch, row: number): boolean =>
    kinds.some((kind) => isKind(kind)(batch, row))

/** A asks, B answers, C does either: it answers where something waits. */
const exchange = (when: readonly ExchangeFault[]): ExchangePlan => ({
  kind: 'exchange',
  request: { name: 'request', categories: anyCategory, test: isAny('A', 'C'), by: byUser },
  answer: { name: 'answer', categories: anyCategory, test: isAny('B', 'C'), by: byUser },
  direction: null,
  connection: -1,
  withinUs,
  when,
})

interface Asked {
  readonly event: Tiny
  answer: Tiny | null
}

/** Every fault of one user's events, as `fault event`. */
function plainFaults(events: readonly Tiny[], when: readonly ExchangeFault[]): string[] {
  const asked: Asked[] = []
  const found: [ExchangeFault, Tiny][] = []
  const spanUs = when.some((fault) => fault !== 'unanswered') ? 10 * withinUs : withinUs
  const isKnown = ({ event }: Asked, at: Tiny): boolean => at.us <= event.us + spanUs
  for (const event of events) {
    const waiting = asked.find((one) => one.answer === null && isKnown(one, event))
    if (event.kind === 'A' || (event.kind === 'C' && !waiting)) asked.push({ event, answer: null })
    else if (event.kind === 'D') continue
    else if (waiting) {
      waiting.answer = event
      if (event.us > waiting.event.us + withinUs) found.push(['slow', event])
    } else found.push([asked.some((one) => one.answer && isKnown(one, event)) ? 'twice' : 'unasked', event])
  }
  for (const { event, answer } of asked) {
    if (answer === null || answer.us > event.us + withinUs) found.push(['unanswered', event])
  }
  return found.flatMap(([fault, { sequence }]) => (when.includes(fault) ? [`${fault} e${sequence}`] : []))
}

const whens = fc.subarray([...exchangeFaults], { minLength: 1 })
const events = timelines(['A', 'B', 'C', 'D'])

test('faults are those of a plain look at each key', () => {
  fc.assert(
    fc.property(events, whens, (timeline, when) => {
      const told = run(rulesetOf(rule(exchange(when))), plainly(timeline)).map((change) => {
        if (change.kind !== 'raised') return 'not raised'
        const { tripline } = change.incident.document as unknown as {
          tripline: { incident: { values: { fault: string }; events: { events: { event: { id: string } }[] }[] } }
        }
        const { values, events: steps } = tripline.incident
        const about = values.fault === 'unanswered' ? steps[0]!.events : steps[1]!.events
        return `${values.fault} ${about.at(-1)!.event.id}`
      })
      const users = ['u', 'v'].map((user) => timeline.filter((event) => event.user === user))
      expect(told.sort()).toEqual(users.flatMap((own) => plainFaults(own, when)).sort())
    }),
    { numRuns: 1000 },
  )
})

test('batches, order within the lateness and restarts change nothing', () => {
  const arrivals = events.chain((timeline) => fc.tuple(fc.constant(timeline), somehow(timeline)))
  fc.assert(
    fc.property(arrivals, whens, ([timeline, arrival], when) => {
      const ruleset = rulesetOf(rule(exchange(when)))
      expect(run(ruleset, arrival)).toEqual(run(ruleset, plainly(timeline)))
    }),
    { numRuns: 300 },
  )
})
