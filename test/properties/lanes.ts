// Events → how two sources bring them, each late in its own way: what the laws about sources share.
import fc from 'fast-check'
import type { Rule, SequencePlan, StatsPlan } from '../../src/compiler/plan.ts'
import { anyCategory } from '../../src/event/category.ts'
import { Headway } from '../../src/event/headway.ts'
import { exclusive } from '../../src/event/position.ts'
import type { Delivery } from '../../src/event/source.ts'
import { many } from '../engine/arrivals.ts'
import { batchOf, counting, rule, step, type Tiny } from '../engine/build.ts'

export const second = 1_000_000

/** Times and sequences meet often, so that all of the total order is needed. */
export const events: fc.Arbitrary<readonly Tiny[]> = many(
  fc.record({
    us: fc.nat(20).map((n) => n * second),
    nanos: fc.constantFrom(0, 1, 999),
    sequence: fc.nat(2),
    kind: fc.constantFrom('A', 'B', 'C'),
    user: fc.constantFrom('u', 'v'),
    x: fc.constant(1),
  }),
).map((drawn) => drawn.map((event, i) => ({ ...event, id: `e${String(i).padStart(2, '0')}` })))

const inOrder = (a: Tiny, b: Tiny): number =>
  a.us - b.us || a.nanos! - b.nanos! || a.sequence - b.sequence || (a.id! < b.id! ? -1 : 1)

export interface Lane {
  readonly id: string
  readonly latenessUs: number
}

export const lanes: readonly Lane[] = [
  { id: 'prompt', latenessUs: 0 },
  { id: 'slow', latenessUs: 7 * second },
]

/** An event that comes at some place of its lane, whatever its time. */
export interface Stray {
  readonly event: Tiny
  readonly lane: number
  /** Of the lane, from 0 to 1. */
  readonly place: number
}

/**
 * Each event by one of the sources, delayed by less than that one's lateness, in batches that interleave anyhow. Strays come
 * in their own order, but no lane begins with two.
 */
export const arrivals = (all: readonly Tiny[], strays: readonly Stray[] = []): fc.Arbitrary<readonly Delivery[]> =>
  fc
    .array(fc.record({ lane: fc.nat(1), delay: fc.nat(999_999) }), {
      minLength: all.length + strays.length,
      maxLength: all.length + strays.length,
    })
    .map((choices) =>
      lanes.flatMap((lane, i) => {
        const own = all.filter((_, n) => choices[n]!.lane === i)
        const arrived = withStrays(
          delayed(lane, own, choices),
          strays.filter((stray) => stray.lane === i),
        )
        return deliveriesOf(lane, arrived, choices)
      }),
    )
    .chain((both) => fc.shuffledSubarray(both, { minLength: both.length }).map(eachInItsOrder(both)))

function delayed({ latenessUs }: Lane, own: readonly Tiny[], draws: readonly { delay: number }[]): readonly Tiny[] {
  return own
    .toSorted(inOrder)
    .map((event, i) => ({ event, at: event.us + Math.floor((draws[i]!.delay / 1_000_000) * latenessUs) }))
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => event)
}

function withStrays(arrived: readonly Tiny[], strays: readonly Stray[]): readonly Tiny[] {
  const all = [...arrived]
  const ofTheirOrder = strays.map(({ event }) => event).sort(inOrder)
  const places = strays.map(({ place }) => Math.round(place * arrived.length)).sort((a, b) => a - b)
  for (const [i, event] of ofTheirOrder.entries()) all.splice(places[i]! + i, 0, event)
  const isStray = (event: Tiny): boolean => ofTheirOrder.includes(event)
  const first = arrived.length > 0 ? all.findIndex((event) => !isStray(event)) : 0
  return first < 2 ? all : [all[first]!, ...all.toSpliced(first, 1)]
}

function deliveriesOf({ id, latenessUs }: Lane, arrived: readonly Tiny[], draws: readonly { delay: number }[]) {
  const headway = new Headway({ latenessUs })
  return cut(arrived, draws).map((batch, i): Delivery => {
    headway.see(batch.map(({ us }) => us))
    return { source: id, n: i + 1, batch: batchOf(batch), progress: headway.progress(), resume: null }
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
export const rules: Readonly<Record<string, Rule>> = {
  'one event, suppressed':     rule({ kind: 'event', categories: anyCategory, test: step('A').test }, { suppress }),
  'sliding':                   rule(stats({})),
  'tumbling':                  rule(stats({ window: { kind: 'tumbling', spanUs: 4 * second } })),
  'tumbling, empty ones too':  rule(stats({ window: { kind: 'tumbling', spanUs: 4 * second }, having: ([n]) => (n as number) < 1 })),
  'a sequence':                rule(sequence({ steps: [step('A'), step('B', { runs: 2 })], until: step('C') })),
  'an absence':                rule(sequence({ steps: [step('A'), step('B', { absent: true })] }), { suppress }),
  'absences at both ends':     rule(bothEnds),
  'the same, suppressed':      rule(bothEnds, { suppress }),
}

/** All of them from one source, in order. */
export const atOnce = (all: readonly Tiny[]): Delivery[] => {
  const batch = batchOf(all.toSorted(inOrder))
  return [{ source: 'only', n: 1, batch, progress: { us: 0, nanos: 0, sequence: exclusive }, resume: null }]
}
