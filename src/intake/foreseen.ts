// The deliveries of a log that ends → the same ones, each held back until those behind it tell whether anything may still
// come before its last event. Where nothing can, time has come to there with it, and not only to where lateness allows.
import type { Batch } from '../event/batch.ts'
import { beginning, comparePosition, later, type Position } from '../event/position.ts'
import type { Delivery, Source } from '../event/source.ts'

interface Held {
  readonly delivery: Delivery
  /** Its last event. */
  readonly end: Position
}

/** Where lateness spans more of them, the first goes on as it came: the engine holds its events then. */
const mostHeld = 32

/** For a source whose next batch is there when it is asked for: what waits is told later. */
export const foreseen = (source: Source): Source => ({
  ...source,
  deliveries: (layout, resume) => foresee(source.deliveries(layout, resume)),
})

/** What would be late without it is late, and nothing else is. */
export async function* foresee(deliveries: AsyncIterable<Delivery>): AsyncGenerator<Delivery> {
  let held: Held[] = []
  let reached: Position = beginning
  for await (const delivery of deliveries) {
    const end = endOf(delivery.batch)
    const isPrompt = end !== null && isAfter(reached, delivery)
    if (!isPrompt || !isAfter(held.at(-1)?.end, delivery)) {
      yield* asTheyCame(held)
      held = []
    }
    if (isPrompt) held.push({ delivery, end })
    else yield delivery
    reached = delivery.progress
    while (held.length > 0 && isClear(held[0]!, delivery)) yield cleared(held.shift()!)
    if (held.length > mostHeld) yield held.shift()!.delivery
  }
  yield* asTheyCame(held)
}

const asTheyCame = (held: readonly Held[]): readonly Delivery[] => held.map(({ delivery }) => delivery)

/** Whether all of a batch in order comes after that. */
const isAfter = (place: Position = beginning, { batch }: Delivery): boolean =>
  comparePosition(place, placeOf(batch, 0)) < 0

/** All that was read behind it comes later, and what is still to be read would be late there anyway. */
const isClear = ({ end }: Held, { progress }: Delivery): boolean => comparePosition(end, progress) < 0

/** Where what it brings is all from long ago, time has come farther than to its end. */
const cleared = ({ delivery, end }: Held): Delivery => ({
  ...delivery,
  progress: { ...delivery.progress, ...later(end, delivery.progress) },
})

/** Null where its events are in no order, or it has none. */
function endOf(batch: Batch): Position | null {
  const last = batch.length - 1
  for (let row = 0; row < last; row++) if (comparePlaces(batch, row, row + 1) >= 0) return null
  return last < 0 ? null : placeOf(batch, last)
}

const placeOf = ({ times, nanos, sequences }: Batch, row: number): Position => ({
  us: times[row]!,
  nanos: nanos[row]!,
  sequence: sequences[row]!,
})

const comparePlaces = ({ times, nanos, sequences }: Batch, a: number, b: number): number =>
  times[a]! - times[b]! || nanos[a]! - nanos[b]! || sequences[a]! - sequences[b]!
