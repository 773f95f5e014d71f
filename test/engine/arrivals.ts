// Any events, and any way in which they may come: cut into batches, out of order within the lateness, restarted between.
import fc from 'fast-check'
import type { Scalar, Value } from '../../src/event/value.ts'
import type { Arrival, Tiny } from './build.ts'

const us = fc.integer({ min: 0, max: 60 }).map((half) => half * 500_000)

const numbers = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constant(null), fc.constantFrom(0.1, -0.3, 1e-7, 1e17))

/** What events are made of, where it is not to be the usual. */
export interface Drawn {
  readonly user?: fc.Arbitrary<Value>
  readonly x?: fc.Arbitrary<Value>
  /** Behind the microseconds. */
  readonly nanos?: fc.Arbitrary<number>
}

/** Events with their sequence in order of time, as a source gives them. */
export const timelines = (
  kinds: readonly string[],
  { user = fc.constantFrom('u', 'v', null), x = numbers, nanos = fc.constant(0) }: Drawn = {},
): fc.Arbitrary<readonly Tiny[]> =>
  many(fc.record({ us, nanos, kind: fc.constantFrom(...kinds), user, x })).map((events) =>
    events.sort(byTime).map((event, sequence) => ({ ...event, sequence })),
  )

/** Mostly few, which take little time; some are so many that much comes before what comes last. */
export const many = <Item>(item: fc.Arbitrary<Item>): fc.Arbitrary<Item[]> =>
  fc.oneof(
    { arbitrary: fc.array(item, { maxLength: 10 }), weight: 4 },
    // Without a size they would be ten at most.
    { arbitrary: fc.array(item, { minLength: 10, maxLength: 25, size: 'max' }), weight: 1 },
  )

/** Of values of every type, few of them where they are to meet again, at times that differ by less than a microsecond too. */
export const motley = (kinds: readonly string[]): fc.Arbitrary<readonly Tiny[]> =>
  fc
    .array(anyValue, { minLength: 1, maxLength: 6 })
    .chain((few) =>
      timelines(kinds, { x: fc.oneof(fc.constantFrom(...few), anyValue), nanos: fc.constantFrom(0, 0, 1, 999) }),
    )

const byTime = (a: Pick<Tiny, 'us' | 'nanos'>, b: Pick<Tiny, 'us' | 'nanos'>): number => timeOf(a) - timeOf(b)

/** In nanoseconds. */
export const timeOf = ({ us, nanos = 0 }: Pick<Tiny, 'us' | 'nanos'>): number => us * 1000 + nanos

const scalars: fc.Arbitrary<Scalar> = fc.oneof(
  fc.constantFrom(true, false, 0, -0, 1, -1, 0.1, 2 ** 53, -(2 ** 53) - 2, 1e17),
  fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 1e-7, 1e300),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom('', '0', '1', 'true', 'a', 'b', 'ü', '192.0.2.7', '2001:db8::7', '\u0001n'),
)

/** Of every type that a field may have, what is hard of each, and lists of them. */
export const anyValue: fc.Arbitrary<Value> = fc.oneof(
  { arbitrary: scalars, weight: 8 },
  { arbitrary: fc.constant(null), weight: 1 },
  { arbitrary: fc.array(scalars, { maxLength: 3 }), weight: 2 },
)

const latenessUs = 5_000_000

/** In order, one batch, no restart. */
export const plainly = (events: readonly Tiny[]): Arrival => ({ batches: [events], latenessUs: 0 })

/** Each event is delayed by up to the lateness, so that none is late. */
export const somehow = (events: readonly Tiny[]): fc.Arbitrary<Arrival> =>
  fc
    .tuple(
      fc.array(fc.nat(latenessUs - 1), { minLength: events.length, maxLength: events.length }),
      fc.array(fc.nat(events.length), { maxLength: 6 }),
      fc.nat(8),
    )
    .map(([delays, cuts, restartBefore]) => {
      const arrived = events.map((event, i) => ({ event, at: event.us + delays[i]! })).sort((a, b) => a.at - b.at)
      const batches = cut(
        arrived.map(({ event }) => event),
        [...new Set(cuts)].sort((a, b) => a - b),
      )
      return { batches, latenessUs, restartBefore }
    })

function cut(events: readonly Tiny[], at: readonly number[]): Tiny[][] {
  const edges = [0, ...at, events.length]
  return edges
    .slice(1)
    .map((end, i) => events.slice(edges[i], end))
    .filter((batch) => batch.length > 0)
}
