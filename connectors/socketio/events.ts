// What happened, and where the line stands → the fields of its event: the table for columns and documents.
import type { Origin } from '../../src/event/batch.ts'
import { categoryBits, ecsCategory } from '../../src/event/category.ts'
import { formatTime } from '../../src/event/time.ts'
import type { EventDocument, Value } from '../../src/event/value.ts'
import { maskQuery } from '../../src/request/session.ts'
import { parseTarget } from '../request-line.ts'
import { readPacket } from './packet.ts'
import type { Happening } from './story.ts'

export class SocketIoOrigin implements Origin {
  readonly isCompact = true
  readonly source: string
  /** Where the line begins in the source. */
  readonly at: number
  readonly us: number
  readonly happening: Happening

  constructor(source: string, at: number, us: number, happening: Happening) {
    this.source = source
    this.at = at
    this.us = us
    this.happening = happening
  }

  id(): string {
    return `${this.source}:${this.at}:${this.happening.kind}`
  }

  document(): EventDocument {
    const values = fieldsOf[this.happening.kind].map(({ name, read }) => [name, read(this)] as const)
    return Object.fromEntries(values.filter(([, value]) => value !== null))
  }
}

export type Kind = Happening['kind']

type Of<K extends Kind> = Extract<Happening, { readonly kind: K }>
type Getters<K extends Kind> = Readonly<Record<string, (happening: Of<K>, origin: SocketIoOrigin) => Value>>

export const dataset = 'socketio'

// biome-ignore format: table
const every: Getters<Kind> = {
  '@timestamp':        (_, origin) => formatTime(origin.us),
  'event.id':          (_, origin) => origin.id(),
  'event.sequence':    (_, origin) => origin.at,
  'event.kind':        () => 'event',
  'event.dataset':     () => dataset,
  'event.category':    ({ kind }) => ecsCategory[kind]!,
  'network.transport': () => 'tcp',
  'network.protocol':  ({ kind }) => (kind === 'request' ? 'http' : 'websocket'),
}

// biome-ignore format: table
const handshake: Getters<'handshake'> = {
  'websocket.connection.id':   ({ sid }) => sid,
  'event.outcome':             ({ refused }) => (refused === null ? 'success' : 'failure'),
  'event.type':                ({ refused }) => (refused === null ? ['start', 'allowed'] : ['denied']),
  'event.reason':              ({ refused }) => refused,
  'http.request.method':       () => 'GET',
  'http.response.status_code': ({ refused }) => (refused === null ? 101 : null),
}

// biome-ignore format: table
const message: Getters<'message'> = {
  'websocket.connection.id':     ({ sid }) => sid,
  'event.type':                  () => ['info'],
  'websocket.direction':         ({ side }) => side,
  'websocket.message.type':      ({ type }) => type,
  'websocket.message.bytes':     ({ type, text }) => (type === 'text' ? Buffer.byteLength(text) : null),
  'websocket.payload.text':      ({ type, text }) => (type === 'text' ? text : null),
  'websocket.payload.truncated': ({ type }) => (type === 'text' ? false : null),
  'socketio.namespace':          (said) => packetOf(said)?.namespace ?? null,
  'socketio.event':              (said) => packetOf(said)?.event ?? null,
  'socketio.args':               (said) => packetOf(said)?.args ?? null,
}

const packetOf = ({ type, text }: Of<'message'>): ReturnType<typeof readPacket> =>
  type === 'text' ? readPacket(text) : null

// biome-ignore format: table
const connection: Getters<'connection'> = {
  'websocket.connection.id':   ({ client }) => client?.sid ?? null,
  'event.type':                () => ['end'],
  'event.reason':              ({ reason }) => reason,
  'event.start':               ({ client }) => (client === null ? null : formatTime(client.sinceUs)),
  'event.end':                 (_, { us }) => formatTime(us),
  'event.duration':            ({ client }, { us }) => (client === null ? null : (us - client.sinceUs) * 1000),
  'websocket.close.by':        ({ reason, client }) => closedBy[reason] ?? (client?.state === 'leaving' ? 'client' : null),
  'websocket.client.messages': ({ client }) => client?.received ?? null,
  'websocket.server.messages': ({ client }) => client?.sent || null,
}

/** Socket.IO's own words; a `transport close` may be anybody's. */
const closedBy: Readonly<Record<string, string>> = {
  'transport error': 'transport',
  'ping timeout': 'transport',
  'parse error': 'server',
  'forced close': 'server',
  'forced server close': 'server',
  'server shutting down': 'server',
}

// biome-ignore format: table
const request: Getters<'request'> = {
  'event.type':          () => ['access'],
  'http.request.method': ({ method }) => method,
  'url.path':            ({ target }) => parseTarget(target).path,
  'url.query':           ({ target }) => maskedQuery(target),
}

function maskedQuery(target: string): string | null {
  const { rawQuery } = parseTarget(target)
  return rawQuery === null ? null : maskQuery(rawQuery)
}

export interface SocketIoField {
  readonly name: string
  readonly read: (origin: SocketIoOrigin) => Value
}

/** A getter is given happenings of its own kind only. */
const fieldsFor = <K extends Kind>(own: Getters<K>): readonly SocketIoField[] =>
  Object.entries({ ...every, ...own } as Getters<Kind>).map(([name, read]) => ({
    name,
    read: (origin) => read(origin.happening, origin),
  }))

export const fieldsOf: Readonly<Record<Kind, readonly SocketIoField[]>> = {
  handshake: fieldsFor(handshake),
  message: fieldsFor(message),
  connection: fieldsFor(connection),
  request: fieldsFor(request),
}

export const bitsOf: Readonly<Record<Kind, number>> = {
  handshake: categoryBits(ecsCategory.handshake!),
  message: categoryBits(ecsCategory.message!),
  connection: categoryBits(ecsCategory.connection!),
  request: categoryBits(ecsCategory.request!),
}
