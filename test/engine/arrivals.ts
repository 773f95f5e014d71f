// Any events, and any way in which they may come: cut into batches, out of order within the lateness, restarted between.
import fc from 'fast-check'
import type { Arrival, Tiny } from './build.ts'

const us = fc.integer({ min: 0, max: 60 }).map((half) => half * 500_000)

/** Events with their sequence in order of time, as a source gives them. */
export const timelines = (kinds: readonly string[]): fc.Arbitrary<readonly Tiny[]> =>
  fc
    .array(
      fc.record({
        us,
        kind: fc.constantFrom(...kinds),
        user: fc.constantFrom('u', 'v', null),
        x: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constant(null), fc.constantFrom(0.1, -0.3, 1e-7, 1e17)),
      }),
      {
        maxLength: 40,
      },
    )
    .map((events) => events.sort((a, b) => a.us - b.us).map((event, sequence) => ({ ...event, sequence })))

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
