// `tripline events`: inputs → their events, nested ECS, one a line.
import { type InputOptions, openInputs } from '../app/inputs.ts'
import { nest } from '../event/document.ts'
import { featureFields } from '../event/feature-schema.ts'
import { createLayout } from '../event/layout.ts'
import type { EventDocument, NestedDocument } from '../event/value.ts'
import { sideBySide } from '../pipeline/scan.ts'
import { Decoding, decodedFields, decodingNeeds } from '../subprotocol/decoding.ts'
import { json, write } from './terminal.ts'
import { reportInputs, reportUnreadable } from './unreadable.ts'

/** 0; 2 where nothing could be read. */
export async function eventsCommand(paths: readonly string[], options: InputOptions): Promise<number> {
  const { sources, refused, warnings } = await openInputs(paths, options)
  reportInputs({ refused, warnings })
  let printed = 0
  const layout = createLayout([...decodedFields, ...decodingNeeds(new Set(decodedFields)), ...featureFields])
  const decoding = new Decoding()
  for await (const { delivery } of sideBySide(sources, layout)) {
    if (!delivery) continue
    decoding.extend(delivery.batch)
    printed += delivery.batch.length
    await write(delivery.batch.origins.map((origin) => `${json(inOrder(origin.document()))}\n`).join(''))
  }
  const unreadable = sources.flatMap((source) => source.unreadable())
  reportUnreadable(unreadable)
  return refused.length > 0 || (printed === 0 && unreadable.length > 0) ? 2 : 0
}

/** Time and event first, whatever order the source gives its fields in. */
const inOrder = (document: EventDocument): NestedDocument => {
  const { '@timestamp': at, event, ...rest } = nest(document)
  return { ...(at === undefined ? {} : { '@timestamp': at }), ...(event === undefined ? {} : { event }), ...rest }
}
