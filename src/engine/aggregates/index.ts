// Every aggregate, by the name that a rule calls it.
import type { AggregateKind, AnyAggregate, AnyStage } from '../../compiler/plan.ts'
import type { Accumulator, Exactness, Motion } from './accumulator.ts'
import { Cadence } from './cadence.ts'
import { Count } from './count.ts'
import { Deviation } from './deviation.ts'
import { Distinct } from './distinct.ts'
import { Edge } from './edge.ts'
import { Extreme } from './extreme.ts'
import { Percentile } from './percentile.ts'
import { Rate } from './rate.ts'
import { Sum } from './sum.ts'

/** An aggregate, and whether no condition reads it. */
export type Gathered = AnyAggregate & { readonly isOnlyTold?: boolean }

/** What windows need to know of their stage. */
export type Gathering = Pick<AnyStage, 'aggregates' | 'reads' | 'leastRows'>

/** Those of a stage. */
export const gatheredBy = ({ aggregates, reads }: Gathering): readonly Gathered[] =>
  aggregates.map((one, place) => (reads && !reads.includes(place) ? { ...one, isOnlyTold: true } : one))

type Make = (motion: Motion, aggregate: Gathered, exactness: Exactness) => Accumulator

// biome-ignore format: table
const made: Readonly<Record<AggregateKind, Make>> = {
  count:           () => new Count(),
  sum:             () => new Sum(false),
  avg:             () => new Sum(true),
  min:             (motion, { rank }) => new Extreme('min', motion, rank),
  max:             (motion, { rank }) => new Extreme('max', motion, rank),
  percentile:      (motion, { parameter }, exactness) => new Percentile({ percent: parameter ?? 50, motion, exactValues: exactValues(exactness) }),
  stddev:          () => new Deviation(),
  count_distinct:  (motion, _, exactness) => new Distinct({ lists: false, exactValues: exactlyCounted(motion, exactness) }),
  values:          (_, { isOnlyTold = false }) => new Distinct({ lists: true, exactValues: Infinity, isOnlyTold }),
  first:           (motion) => new Edge('first', motion),
  last:            (motion) => new Edge('last', motion),
  rate:            () => new Rate(),
  interval:        (motion) => new Cadence('interval', motion),
  interval_stddev: (motion) => new Cadence('interval_stddev', motion),
  jitter:          (motion) => new Cadence('jitter', motion),
}

/** Empty ones, in the order of the aggregates. */
export const accumulatorsOf = (aggregates: readonly Gathered[], motion: Motion, exactness: Exactness): Accumulator[] =>
  aggregates.map((aggregate) => made[aggregate.kind](motion, aggregate, exactness))

/** What approximates leaves nothing out. */
const exactValues = ({ exactValues: most, eventsPerKey }: Exactness): number => Math.min(most, eventsPerKey)

/** A window that slides holds its events, to let them go again: to count them otherwise would make it hold no less. */
const exactlyCounted = (motion: Motion, exactness: Exactness): number =>
  motion === 'grows' && exactness.policy === 'approximate' ? exactValues(exactness) : Infinity
