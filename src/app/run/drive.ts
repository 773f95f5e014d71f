// A source's deliveries → the back end, several under way at a time, until the source ends or the run stops.
import type { Layout } from '../../event/layout.ts'
import type { Delivery, Source } from '../../event/source.ts'
import type { Sink } from './back-end.ts'

/** Deliveries read ahead of the commit. */
const readAhead = 8

/**
 * Ends when the source does. Rejects where the source fails: the others go on. Where other fields are read by now, a source
 * that can go on from a place goes on with those; what another brings is completed where it is evaluated.
 */
export async function drive(
  source: Source,
  layout: () => Layout,
  sink: Sink,
  heard: (delivery: Delivery) => void,
): Promise<void> {
  while (await driveOnce(source, layout, sink, heard));
}

/** True where it stopped to go on with other fields. */
async function driveOnce(
  source: Source,
  layout: () => Layout,
  sink: Sink,
  heard: (delivery: Delivery) => void,
): Promise<boolean> {
  const underWay: Promise<void>[] = []
  const own = layout()
  let goesOn = false
  for await (const delivery of source.deliveries(own, sink.resumeOf(source.info.id))) {
    heard(delivery)
    const submitted = sink.submit(delivery)
    // Of several that are refused at once only the first is waited for: the others must not end the program.
    submitted.catch(() => {})
    underWay.push(submitted)
    if (underWay.length >= readAhead) await underWay.shift()
    goesOn = delivery.resume !== null && layout() !== own
    if (goesOn) break
  }
  await Promise.all(underWay)
  return goesOn
}
