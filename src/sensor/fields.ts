// The sensor's one table: which fields each kind of event has, and how each is read from its record.
import { ecsCategory } from '../event/category.ts'
import { featureFields } from '../event/feature-schema.ts'
import { type FieldName, octetsField } from '../event/schema.ts'
import { formatTime } from '../event/time.ts'
import type { EventDocument, Value } from '../event/value.ts'
import { anomalyNames, anomalyReferences } from './anomaly.ts'
import { innerProtocolOf } from './inner-protocol.ts'
import type {
  CloseRecord,
  ConnectionRecord,
  FrameRecord,
  HandshakeRecord,
  MessageRecord,
  Moment,
  SensorRecord,
} from './record.ts'

type Getters<Record> = Readonly<Partial<{ [Name in FieldName]: (record: Record) => Value }>>

/** What every event has: itself, its connection, and what the handshake said. */
// biome-ignore format: table
const every: Getters<SensorRecord> = {
  '@timestamp':                  (r) => formatTime(r.moment.us, r.moment.nanos),
  'event.id':                    (r) => r.id(),
  'event.sequence':              (r) => r.moment.sequence,
  'event.kind':                  () => 'event',
  'event.category':              (r) => ecsCategory[r.kind]!,
  'event.dataset':               () => 'sensor',
  'source.ip':                   (r) => r.scene.identity.clientIp,
  'source.port':                 (r) => r.scene.identity.clientPort,
  'destination.ip':              (r) => r.scene.identity.serverIp,
  'destination.port':            (r) => r.scene.identity.serverPort,
  'client.ip':                   (r) => r.scene.realClientIp,
  'network.transport':           () => 'tcp',
  'network.protocol':            () => 'websocket',
  'network.community_id':        (r) => r.scene.identity.communityId,
  'websocket.connection.id':     (r) => r.scene.identity.id,
  'websocket.connection.confidence': (r) => r.scene.confidence ?? null,
  'url.domain':                  (r) => r.scene.handshake.urlDomain,
  'url.path':                    (r) => r.scene.handshake.urlPath,
  'url.query':                   (r) => r.scene.handshake.urlQuery,
  'url.full':                    (r) => r.scene.handshake.urlFull,
  'user_agent.original':         (r) => r.scene.handshake.userAgent,
  'http.request.origin':         (r) => r.scene.handshake.origin,
  'http.request.origin_domain':  (r) => r.scene.handshake.originDomain,
  'http.request.origin_foreign': (r) => r.scene.handshake.originForeign,
  'http.request.cookie.names':   (r) => r.scene.handshake.cookieNames,
  'http.request.cookie.present': (r) => r.scene.handshake.cookiePresent,
  'session.id':                  (r) => r.scene.handshake.sessionId,
  'session.from':                (r) => r.scene.handshake.sessionFrom,
  'user.name':                   (r) => r.scene.handshake.userName,
  'websocket.version':           (r) => r.scene.handshake.version,
  'websocket.key_valid':         (r) => r.scene.handshake.keyValid,
  'websocket.subprotocol':       (r) => r.scene.handshake.subprotocol,
  'websocket.extensions':        (r) => r.scene.handshake.extensions,
}

// biome-ignore format: table
const handshake: Getters<HandshakeRecord> = {
  ...every,
  'event.type':                        (r) => handshakeTypes[r.scene.handshake.outcome],
  'event.outcome':                     (r) => r.scene.handshake.outcome,
  'http.request.method':               (r) => r.scene.handshake.method,
  'http.version':                      (r) => r.scene.handshake.httpVersion,
  'http.response.status_code':         (r) => r.scene.handshake.status,
  'http.request.referrer':             (r) => r.scene.handshake.referrer,
  'http.request.authorization.scheme': (r) => r.scene.handshake.authorizationScheme,
  'websocket.anomaly':                 (r) => anomalyNames(r.scene.handshake.anomalies),
  'websocket.anomaly_reference':       (r) => anomalyReferences(r.scene.handshake.anomalies),
}

const handshakeTypes = { success: ['start', 'allowed'], failure: ['denied'], unknown: ['info'] }

// biome-ignore format: table
const frame: Getters<FrameRecord> = {
  ...every,
  'event.type':                  () => info,
  'websocket.direction':         (r) => r.side,
  'websocket.frame.sequence':    (r) => r.number,
  'websocket.frame.missing_bytes': (r) => r.loss?.bytes ?? null,
  'websocket.frame.confidence':  (r) => r.loss?.confidence ?? null,
  'websocket.opcode':            (r) => r.opcode,
  'websocket.opcode_name':       (r) => opcodeNames[r.opcode] ?? 'reserved',
  'websocket.fin':               (r) => r.fin,
  'websocket.rsv':               (r) => r.rsv,
  'websocket.masked':            (r) => r.masked,
  'websocket.payload.bytes':     (r) => r.bytes,
  'websocket.payload.text':      (r) => (r.isText ? r.payload.text() : null),
  'websocket.payload.truncated': (r) => (r.isText ? r.payload.isCut : null),
  'websocket.anomaly':           (r) => anomalyNames(r.anomalies),
  'websocket.anomaly_reference': (r) => anomalyReferences(r.anomalies),
  ...featureGetters(),
}

function featureGetters(): Getters<FrameRecord> {
  return Object.fromEntries(featureFields.map((field, place) => [field, (r: FrameRecord) => featureOf(r, place)]))
}

function featureOf({ features }: FrameRecord, place: number): number | null {
  const value = features === null ? Number.NaN : features[place]!
  return Number.isNaN(value) ? null : value
}

// RFC 6455 section 5.2.
const opcodeNames: Readonly<Record<number, string>> = {
  0: 'continuation',
  1: 'text',
  2: 'binary',
  8: 'close',
  9: 'ping',
  10: 'pong',
}

// biome-ignore format: table
const message: Getters<MessageRecord> = {
  ...every,
  'event.type':                          () => info,
  'websocket.direction':                 (r) => r.side,
  'websocket.message.type':              (r) => r.facts.type,
  'websocket.message.bytes':             (r) => r.facts.bytes,
  'websocket.message.fragments':         (r) => r.facts.fragments,
  'websocket.message.compressed':        (r) => r.facts.compressed,
  'websocket.message.smallest_fragment': (r) => r.facts.cut?.smallest ?? null,
  'websocket.message.largest_fragment':  (r) => r.facts.cut?.largest ?? null,
  'websocket.message.duration':          (r) => r.facts.cut && nanosBetween(r.facts.cut.start, r.moment),
  'websocket.message.control_frames':    (r) => r.facts.cut?.controlFrames ?? null,
  'websocket.payload.text':              (r) => (r.facts.type === 'text' ? (r.facts.payload?.text() ?? null) : null),
  'websocket.payload.truncated':         (r) => (r.facts.type === 'text' ? r.facts.isCut : null),
  'websocket.payload.protocol':          (r) => (r.facts.type === 'binary' && r.facts.payload ? innerProtocolOf(r.facts.payload.bytes()) : null),
  'websocket.anomaly':                   (r) => anomalyNames(r.facts.anomalies),
  'websocket.anomaly_reference':         (r) => anomalyReferences(r.facts.anomalies),
}

// biome-ignore format: table
const close: Getters<CloseRecord> = {
  ...every,
  'event.type':             () => info,
  'websocket.direction':    (r) => r.side,
  'websocket.close.code':   (r) => r.close.code,
  'websocket.close.reason': (r) => r.close.reason,
  'websocket.close.by':     (r) => r.by,
}

// biome-ignore format: table
const connection: Getters<ConnectionRecord> = {
  ...every,
  'event.type':                () => ['end'],
  'event.reason':              (r) => r.ending.reason,
  'event.start':               (r) => formatTime(r.ending.start.us, r.ending.start.nanos),
  'event.end':                 (r) => formatTime(r.ending.end.us, r.ending.end.nanos),
  'event.duration':            (r) => nanosBetween(r.ending.start, r.ending.end),
  'websocket.close.code':      (r) => r.ending.code,
  'websocket.close.reason':    (r) => r.ending.closeReason,
  'websocket.close.by':        (r) => r.ending.by,
  'websocket.anomaly':         (r) => anomalyNames(r.ending.anomalies),
  'websocket.anomaly_reference': (r) => anomalyReferences(r.ending.anomalies),
  'websocket.client.frames':   (r) => r.ending.client.frames,
  'websocket.client.messages': (r) => r.ending.client.messages,
  'websocket.client.bytes':    (r) => r.ending.client.bytes,
  'websocket.server.frames':   (r) => r.ending.server.frames,
  'websocket.server.messages': (r) => r.ending.server.messages,
  'websocket.server.bytes':    (r) => r.ending.server.bytes,
}

const info = ['info']

type Time = Pick<Moment, 'us' | 'nanos'>

const nanosBetween = (start: Time, end: Time): number => (end.us - start.us) * 1000 + end.nanos - start.nanos

const tables = { handshake, frame, message, close, connection }

export type Kind = keyof typeof tables

export const kinds = Object.keys(tables) as Kind[]

/** How one field of one kind of event is read. */
export type Getter = (record: SensorRecord) => Value

/** The fields that a kind of event may have, by name. A getter is given records of its own kind only. */
export const gettersOf = (kind: Kind): Readonly<Record<string, Getter>> =>
  tables[kind] as unknown as Readonly<Record<string, Getter>>

/** The same, and what is asked for by name alone: octets of binary messages, which no event shows. */
export const askedGettersOf = (kind: Kind): Readonly<Record<string, Getter>> =>
  kind === 'message' ? { ...gettersOf(kind), [octetsField]: octets } : gettersOf(kind)

const octets: Getter = (record) =>
  record.kind === 'message' && record.facts.type === 'binary'
    ? (record.facts.payload?.bytes().toString('base64') ?? null)
    : null

/** The whole event: every field that has a value. */
export function documentOf(record: SensorRecord): EventDocument {
  const document: Record<string, Value> = {}
  for (const [name, get] of Object.entries(gettersOf(record.kind))) {
    const value = get(record)
    if (value !== null) document[name] = value
  }
  return document
}
