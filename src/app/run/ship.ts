// Documents of shippers → taken once, and durable before anybody is told so. They are a source of their own: files read
// on many hosts arrive less in order than what an application posts.
import { matchesGlob } from 'node:path'
import type { ApiOptions, Shipped, ShippedDocument } from '../../api/options.ts'
import type { Config } from '../../config/schema.ts'
import { anyCategory } from '../../event/category.ts'
import { noOddities, type Oddities } from '../../event/headway.ts'
import type { Layout } from '../../event/layout.ts'
import type { Source, SourceInfo } from '../../event/source.ts'
import { createArrivals } from '../../intake/arrival.ts'
import { DocumentReader } from '../../intake/documents.ts'
import type { EnclosedSettings } from '../../intake/enclosed.ts'
import type { UnreadableLog } from '../../intake/unreadable.ts'
import type { RequestSettings } from '../../request/settings.ts'
import { namedConnector } from './named-connector.ts'
import { createTaking, type TakingSettings } from './taking.ts'

type ShipperConfig = Config['shippers']

/** Of all shippers together. */
export const shippersId = 'shippers'

export interface ShipSettings extends TakingSettings {
  readonly layout: Layout
  readonly request: RequestSettings
  readonly unreadable: UnreadableLog
  readonly shippers: ShipperConfig
  /** Makes the source known: from then on others wait for it. */
  readonly add: (source: Source) => Promise<void>
  /** Epoch milliseconds. */
  readonly now?: () => number
}

/** Throws CONNECTOR_UNKNOWN or CONFIG_INVALID where the config names what cannot be. */
export function createShip(settings: ShipSettings): ApiOptions['ship'] {
  const { layout, request, unreadable, shippers, add, now = Date.now } = settings
  const info: SourceInfo = { id: shippersId, categories: anyCategory, latenessUs: shippers.lateness }
  const oddities = noOddities()
  const source = pushed(info, unreadable, oddities)
  const reader = new DocumentReader({
    ...{ source: shippersId, layout, request, aside: unreadable },
    connectorFor: connectorChoice(shippers.streams),
    nextPlace: createArrivals(now),
  })
  const take = createTaking<readonly ShippedDocument[], Shipped>(settings, {
    source: info,
    begin: once(() => add(source)),
    read(documents, key) {
      const { batch, problems } = reader.read(documents, key)
      return { batch, answer: { problems, duplicate: false } }
    },
    known: (documents) => ({ problems: documents.map(() => null), duplicate: true }),
    repeated: (answer) => ({ ...answer, duplicate: true }),
    late: 'BUSY',
    oddities,
  })
  return (body, key) => take({ body, key, isRepeatable: true })
}

/** The first whose glob matches where a line was read: the path of its file, or the name of its program or container. */
function connectorChoice(streams: ShipperConfig['streams']): NonNullable<EnclosedSettings['connectorFor']> {
  const choices = streams.map(({ match, ...naming }) => ({ match, named: namedConnector(naming) }))
  return (stream) => {
    const where = stream.slice(stream.indexOf(':') + 1)
    return choices.find(({ match }) => matchesGlob(where, match))?.named ?? null
  }
}

/** A source that others send to brings nothing by itself. */
const pushed = (info: SourceInfo, unreadable: UnreadableLog, oddities: Oddities): Source => ({
  info,
  async *deliveries() {},
  unreadable: () => unreadable.list(),
  oddities: () => oddities,
})

/** Where it fails it is tried again by the next. */
function once(begin: () => Promise<void>): () => Promise<void> {
  let begun: Promise<void> | null = null
  return () => {
    begun ??= begin().catch((error: unknown) => {
      begun = null
      throw error
    })
    return begun
  }
}
