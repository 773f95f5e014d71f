// The first byte of an MQTT packet, and what follows its length → its fields. Passwords are never among them.
import { isUtf8 } from 'node:buffer'
import type { JsonObject } from '../event/tree.ts'
import { parseJson } from './message.ts'
import { type Properties, readProperties } from './mqtt-properties.ts'
import type { Octets } from './octets.ts'

/** MQTT 5.0 section 2.1.2, from 1. */
const types = [
  'connect',
  'connack',
  'publish',
  'puback',
  'pubrec',
  'pubrel',
  'pubcomp',
  'subscribe',
  'suback',
  'unsubscribe',
  'unsuback',
  'pingreq',
  'pingresp',
  'disconnect',
  'auth',
]

/** Null for what is no packet: a reserved type, or flags that the type does not have. */
export function readPacket(first: number, octets: Octets): JsonObject | null {
  const type = types[(first >> 4) - 1]
  if (type === undefined || !areFlags(type, first & 15)) return null
  return { type, ...readBody(type, first & 15, octets) }
}

/** MQTT 5.0 section 2.1.3. */
function areFlags(type: string, flags: number): boolean {
  if (type === 'publish') return (flags & 6) !== 6
  return flags === (type === 'pubrel' || type === 'subscribe' || type === 'unsubscribe' ? 2 : 0)
}

function readBody(type: string, flags: number, octets: Octets): JsonObject {
  switch (type) {
    case 'connect':
      return readConnect(octets)
    case 'connack':
      return readConnack(octets)
    case 'publish':
      return readPublish(flags, octets)
    case 'subscribe':
    case 'unsubscribe':
      return readFilters(type, octets)
    case 'pingreq':
    case 'pingresp':
      return {}
    case 'disconnect':
    case 'auth':
      return octets.left === 0 ? {} : { reason_code: octets.byte(), ...readProperties(octets) }
    default:
      return readAcknowledgement(octets)
  }
}

const versions: Readonly<Record<number, string>> = { 3: '3.1', 4: '3.1.1', 5: '5.0' }

/** MQTT 3.1.1 section 3.1, MQTT 5.0 section 3.1. */
function readConnect(octets: Octets): JsonObject {
  octets.text()
  const level = octets.byte()
  const flags = octets.byte()
  const about = {
    version: versions[level] ?? null,
    clean_session: (flags & 2) !== 0,
    keep_alive: octets.uint16(),
    ...(level === 5 && readProperties(octets)),
    client_id: octets.text(),
  }
  if (octets.isShort) return { version: about.version }
  const will = (flags & 4) === 0 ? null : readWill(flags, level, octets)
  const username = (flags & 128) === 0 ? null : octets.text()
  return octets.isShort ? about : { ...about, will, username }
}

function readWill(flags: number, level: number, octets: Octets): JsonObject {
  if (level === 5) readProperties(octets)
  const topic = octets.text()
  octets.take(octets.uint16())
  return { topic, qos: (flags >> 3) & 3, retain: (flags & 32) !== 0 }
}

function readConnack(octets: Octets): JsonObject {
  const session_present = (octets.byte() & 1) !== 0
  const reason_code = octets.byte()
  return octets.isShort ? {} : { session_present, reason_code, ...(octets.left > 0 && readProperties(octets)) }
}

/** MQTT 5.0 section 3.4: after the packet's number a reason and properties, both of which may be missing. */
function readAcknowledgement(octets: Octets): JsonObject {
  const packet_id = octets.uint16()
  if (octets.isShort) return {}
  return octets.left === 0 ? { packet_id } : { packet_id, reason_code: octets.byte() }
}

function readPublish(flags: number, octets: Octets): JsonObject {
  const qos = (flags >> 1) & 3
  const topic = octets.text()
  const packet_id = qos === 0 ? null : octets.uint16()
  const about = { qos, dup: (flags & 8) !== 0, retain: (flags & 1) !== 0 }
  if (octets.isShort) return about
  const properties = propertiesOf(octets)
  return { ...about, topic, packet_id, payload_bytes: octets.left, ...properties, ...said(octets.take(octets.left)) }
}

/**
 * A packet of version 5 has properties where one of version 3 has its payload, and does not say which it is. Texts and
 * JSON do not read as properties: their first byte is a length that the rest does not bear out.
 */
function propertiesOf(octets: Octets): Properties | null {
  const properties = readProperties(octets.copy())
  return properties && readProperties(octets)
}

function said(payload: Buffer): JsonObject {
  if (payload.length === 0 || !isUtf8(payload)) return {}
  const text = payload.toString('utf8')
  return { text, payload: /^\s*[[{\d-]|^(?:true|false)$/.test(text) ? parseJson(text) : undefined }
}

/** Version 3 if that reads to the end, else version 5, which has properties before the filters. */
function readFilters(type: string, octets: Octets): JsonObject {
  const packet_id = octets.uint16()
  if (octets.isShort) return {}
  const plain = filtersIn(type, octets.copy())
  if (plain) return { packet_id, ...plain }
  const properties = readProperties(octets)
  return { packet_id, ...properties, ...(properties && filtersIn(type, octets)) }
}

const mostFilters = 256

function filtersIn(type: string, octets: Octets): JsonObject | null {
  const topic: string[] = []
  const qos: number[] = []
  while (octets.left > 0 && topic.length < mostFilters) {
    topic.push(octets.text())
    if (type === 'subscribe') qos.push(octets.byte() & 3)
  }
  if (!octets.isSpent && topic.length < mostFilters) return null
  return { topic, ...(type === 'subscribe' && { qos }) }
}
