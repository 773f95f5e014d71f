// A source's deliveries → the back end, several under way at a time, until the source ends or the run stops.
import type { Layout } from '../../event/layout.ts'
import type { Delivery, Source } from '../../event/source.ts'
import type { Sink } from './back-end.ts'

/** Deliveries read ahead of the commit. */
const readAhead = 8

/** Ends when the source does. Rejects where the source fails: the others go on. */
export async function drive(
  source: Source,
  layout: Layout,
  sink: Sink,
  heard: (delivery: Delivery) => void,
): Promise<void> {
  const underWay: Promise<void>[] = []
  for await (const delivery of source.deliveries(layout, sink.resumeOf(source.info.id))) {
    heard(delivery)
    const submitted = sink.submit(delivery)
    // Of several that are refused at once only the first is waited for: the others must not end the program.
    submitted.catch(() => {})
    underWay.push(submitted)
    if (underWay.length >= readAhead) await underWay.shift()
  }
  await Promise.all(underWay)
}
