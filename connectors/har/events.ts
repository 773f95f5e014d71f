// What an entry's events hold: the tables from which columns and documents are filled.
import { formatTime } from '../../src/event/time.ts'
import type { EventDocument, Value } from '../../src/event/value.ts'
import { type EventKind, lineFields } from '../access/fields.ts'
import type { AccessLine } from '../access/line.ts'
import type { EntryHead } from './entry.ts'
import type { HarMessage } from './messages.ts'

export const dataset = 'har'

/** An entry as its events see it. */
export interface Scene {
  readonly head: EntryHead
  /** The first part of the names of its events, and the name of its connection. */
  readonly connection: string
  /** Where the entry begins in the source. Each message takes more than a byte, so what follows has numbers of its own. */
  readonly at: number
  readonly totals: Totals
}

export interface Totals {
  readonly events: number
  readonly client: number
  readonly server: number
  /** Of the first close frame. */
  readonly close: { readonly by: HarMessage['side']; readonly code: number; readonly reason: string | null } | null
}

/** A scene whose values `line` has loaded. */
export interface Shown {
  readonly scene: Scene
  readonly line: AccessLine
}

export interface HarField {
  readonly name: string
  readonly read: (shown: Shown) => Value
}

type Own = Readonly<Record<string, HarField['read']>>

// biome-ignore format: table
const every: Own = {
  '@timestamp':    (shown) => formatTime(timeOf(shown)),
  'event.dataset': () => dataset,
}

// biome-ignore format: table
const ofEach: Readonly<Record<EventKind, Own>> = {
  request: {
    'event.id':                  ({ scene }) => idOf(scene, 'request'),
    'event.sequence':            ({ scene }) => scene.at,
  },
  handshake: {
    'event.id':                  ({ scene }) => idOf(scene, 'handshake'),
    'event.sequence':            ({ scene }) => scene.at,
    'websocket.connection.id':   ({ scene }) => scene.connection,
  },
  connection: {
    '@timestamp':                ({ scene }) => formatTime(scene.head.endedUs),
    'event.id':                  ({ scene }) => idOf(scene, 'connection'),
    'event.sequence':            ({ scene }) => endOf(scene),
    'event.reason':              ({ scene }) => scene.head.error,
    'websocket.connection.id':   ({ scene }) => scene.connection,
    'websocket.client.messages': ({ scene }) => scene.totals.client,
    'websocket.server.messages': ({ scene }) => scene.totals.server,
    'websocket.close.code':      ({ scene }) => scene.totals.close?.code ?? null,
    'websocket.close.reason':    ({ scene }) => scene.totals.close?.reason ?? null,
    'websocket.close.by':        ({ scene }) => scene.totals.close?.by ?? (scene.head.error === null ? null : 'transport'),
  },
}

export const idOf = ({ connection }: Scene, kind: EventKind): string => `${connection}:${kind}`

export const endOf = ({ at, totals }: Scene): number => at + totals.events + 1

/** An upgrade is told when it was asked for; what was not upgraded when it was answered, as in a log. */
export const timeOf = ({ scene, line }: Shown): number =>
  line.kind() === 'upgraded' ? scene.head.startedUs : line.time()

export const fieldsOf: Readonly<Record<EventKind, readonly HarField[]>> = {
  request: fieldsFor('request'),
  handshake: fieldsFor('handshake'),
  connection: fieldsFor('connection'),
}

function fieldsFor(kind: EventKind): readonly HarField[] {
  const shared = lineFields
    .filter(({ on }) => on?.includes(kind) ?? true)
    .map(({ name, read }) => [name, ({ line }: Shown) => read(line)])
  const all = { ...Object.fromEntries(shared), ...every, ...ofEach[kind] } as Own
  return Object.entries(all).map(([name, read]) => ({ name, read }))
}

/** What a capture, too, tells again on each event of a connection. */
export const inheritedFields: readonly HarField[] = fieldsOf.handshake.filter(({ name }) =>
  /^(?:source|client|destination|network|url|user_agent|session|websocket|http\.request\.(?:origin|cookie))(?:[._]|$)/.test(
    name,
  ),
)

export function documentOf(fields: readonly HarField[], shown: Shown): EventDocument {
  const values = fields.map(({ name, read }) => [name, read(shown)] as const)
  return Object.fromEntries(values.filter(([, value]) => value !== null))
}
