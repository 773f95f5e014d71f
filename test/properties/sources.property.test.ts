// The same events, from one source in order or from two that are late in different ways: the same incidents.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Rule, SequencePlan, StatsPlan } from '../../src/compiler/plan.ts'
import { anyCategory } from '../../src/event/category.ts'
import { exclusive } from '../../src/event/position.ts'
import type { Delivery } from '../../src/event/source.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { batchOf, counting, raised, rule, rulesetOf, step, type Tiny } from '../engine/build.ts'

const second = 1_000_000

/** Times and sequences meet often, so that all of the total order is needed. */
const events: fc.Arbitrary<readonly Tiny[]> = fc
  .array(
    fc.record({
      us: fc.nat(20).map((n) => n * second),
      nanos: fc.constantFrom(0, 1, 999),
      sequence: fc.nat(2),
      kind: fc.constantFrom('A', 'B', 'C'),
      user: fc.constantFrom('u', 'v'),
      x: fc.constant(1),
    }),
    { maxLength: 40 },
  )
  .map((drawn) => drawn.map((event, i) => ({ ...event, id: `e${String(i).padStart(2, '0')}` })))

const inOrder = (a: Tiny, b: Tiny): number =>
  a.us - b.us || a.nanos! - b.nanos! || a.sequence - b.sequence || (a.id! < b.id! ? -1 : 1)

interface Lane {
  readonly id: string
  readonly latenessUs: number
}

const lanes: readonly Lane[] = [
  { id: 'prompt', latenessUs: 0 },
  { id: 'slow', latenessUs: 7 * second },
]

/** Each event by one of the sources, delayed by less than that one's lateness, in batches that interleave anyhow. */
const arrivals = (all: readonly Tiny[]): fc.Arbitrary<readonly Delivery[]> =>
  fc
    .array(fc.record({ lane: fc.nat(1), delay: fc.nat(999_999) }), {
      minLength: all.length,
      maxLength: all.length,
    })
    .map((choices) =>
      lanes.flatMap((lane, i) =>
        deliveriesOf(
          lane,
          all.filter((_, n) => choices[n]!.lane === i),
          choices,
        ),
      ),
    )
    .chain((both) => fc.shuffledSubarray(both, { minLength: both.length }).map(eachInItsOrder(both)))

function deliveriesOf(
  { id, latenessUs }: Lane,
  ofLane: readonly Tiny[],
  draws: readonly { delay: number }[],
): Delivery[] {
  const arrived = ofLane
    .toSorted(inOrder)
    .map((event, i) => ({ event, at: event.us + Math.floor((draws[i]!.delay / 1_000_000) * latenessUs) }))
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => event)
  let newest = Number.NEGATIVE_INFINITY
  return cut(arrived, draws).map((batch, i) => {
    newest = Math.max(newest, ...batch.map(({ us }) => us))
    const progress = { us: newest - latenessUs, nanos: 0, sequence: exclusive }
    return { source: id, n: i + 1, batch: batchOf(batch), progress, resume: null }
  })
}

function cut(all: readonly Tiny[], draws: readonly { delay: number }[]): Tiny[][] {
  const batches: Tiny[][] = []
  for (const [i, event] of all.entries()) {
    if (i === 0 || draws[i]!.delay % 3 === 0) batches.push([])
    batches.at(-1)!.push(event)
  }
  return batches
}

/** The shuffle says whose turn it is; each source keeps its own order. */
const eachInItsOrder =
  (ordered: readonly Delivery[]) =>
  (shuffled: readonly Delivery[]): readonly Delivery[] => {
    const left = new Map(lanes.map(({ id }) => [id, ordered.filter(({ source }) => source === id)]))
    return shuffled.map(({ source }) => left.get(source)!.shift()!)
  }

const stats = (more: Partial<StatsPlan>): StatsPlan =>
  counting({ window: { kind: 'sliding', spanUs: 4 * second }, having: ([n]) => (n as number) >= 3, ...more })

const sequence = (more: Partial<SequencePlan>): SequencePlan => ({
  kind: 'sequence',
  steps: [],
  until: null,
  maxspanUs: 5 * second,
  ...more,
})

const suppress = { spanUs: 6 * second, by: ['user'] }
const bothEnds = sequence({ steps: [step('C', { absent: true }), step('A'), step('B', { absent: true })] })

// biome-ignore format: table
const rules: Readonly<Record<string, Rule>> = {
  'one event, suppressed':     rule({ kind: 'event', categories: anyCategory, test: step('A').test }, { suppress }),
  'sliding':                   rule(stats({})),
  'tumbling':                  rule(stats({ window: { kind: 'tumbling', spanUs: 4 * second } })),
  'tumbling, empty ones too':  rule(stats({ window: { kind: 'tumbling', spanUs: 4 * second }, having: ([n]) => (n as number) < 1 })),
  'a sequence':                rule(sequence({ steps: [step('A'), step('B', { runs: 2 })], until: step('C') })),
  'an absence':                rule(sequence({ steps: [step('A'), step('B', { absent: true })] }), { suppress }),
  'absences at both ends':     rule(bothEnds),
  'the same, suppressed':      rule(bothEnds, { suppress }),
}

function run(one: Rule, deliveries: readonly Delivery[], sources: readonly Lane[]): string[] {
  const evaluator = new Evaluator(
    rulesetOf(one),
    sources.map((lane) => ({ ...lane, categories: anyCategory })),
  )
  const changes = deliveries.flatMap((delivery) => evaluator.evaluate(delivery).changes)
  const late = evaluator.ruleCounters()[0]!.late
  expect(late).toBe(0)
  return raised([...changes, ...evaluator.end('fire')])
}

const atOnce = (all: readonly Tiny[]): Delivery[] => {
  const batch = batchOf(all.toSorted(inOrder))
  return [{ source: 'only', n: 1, batch, progress: { us: 0, nanos: 0, sequence: exclusive }, resume: null }]
}

test.each(Object.keys(rules))('%s: one source or two give the same incidents in the same order', (name) => {
  fc.assert(
    fc.property(
      events.chain((all) => fc.tuple(fc.constant(all), arrivals(all))),
      ([all, deliveries]) => {
        const expected = run(rules[name]!, atOnce(all), [{ id: 'only', latenessUs: 0 }])
        expect(run(rules[name]!, deliveries, lanes)).toEqual(expected)
      },
    ),
  )
})
