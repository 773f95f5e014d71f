// A request for a WebSocket and its answer → the fields of its handshake event, by the sensor's own reading of both.
import type { IncomingMessage } from 'node:http'
import type { EventDocument, Value } from '../../src/event/value.ts'
import { createTrustedProxies } from '../../src/request/proxies.ts'
import { sessionHash } from '../../src/request/session.ts'
import type { RequestSettings } from '../../src/request/settings.ts'
import { documentOf, gettersOf } from '../../src/sensor/fields.ts'
import { readClientIp, readHandshake } from '../../src/sensor/handshake.ts'
import type { RequestHead, ResponseHead } from '../../src/sensor/http-head.ts'
import { HandshakeRecord, type Scene } from '../../src/sensor/record.ts'
import type { Settings } from './options.ts'

export interface Upgrade {
  readonly request: IncomingMessage
  /** Null where it was not seen. */
  readonly answer: ResponseHead | null
  readonly isAccepted: boolean
  /** Of the connection. */
  readonly id: string
}

/** Of a handshake: all its fields, and those that every later event of the connection has as well. */
export interface Described {
  readonly handshake: EventDocument
  readonly inherited: EventDocument
}

/** `key` is what sessions are hashed under. */
export function requestSettings(settings: Settings, key: string | Uint8Array): RequestSettings {
  return {
    origins: settings.origins,
    sessionCookies: settings.sessionCookies,
    hashSession: sessionHash(key),
    trustedProxies: createTrustedProxies(settings.trustedProxies),
  }
}

export function describe(upgrade: Upgrade, user: string | null, settings: RequestSettings): Described {
  const scene = sceneOf(upgrade, settings)
  const record = new HandshakeRecord(scene, { us: 0, nanos: 0, sequence: 0 }, 1)
  const whole = Object.entries(documentOf(record)).filter(([name]) => !isOwn(name))
  const handshake = Object.fromEntries(user === null ? whole : [...whole, ['user.name', user] as [string, Value]])
  return {
    handshake,
    inherited: Object.fromEntries(Object.entries(handshake).filter(([name]) => isInherited(name))),
  }
}

/** Said by whoever writes the event; and what only a capture shows. */
const isOwn = (name: string): boolean =>
  name === '@timestamp' ||
  /^event\.(?:id|sequence|kind|category|dataset)$/.test(name) ||
  name.startsWith('network.community')

const ofClose = gettersOf('close')

const isInherited = (name: string): boolean => name in ofClose && !name.startsWith('event.')

function sceneOf({ request, answer, isAccepted, id }: Upgrade, settings: RequestSettings): Scene {
  const head = requestHead(request)
  const { socket } = request
  const clientIp = plainAddress(socket.remoteAddress)
  return {
    identity: {
      id,
      communityId: '',
      clientIp,
      // Behind a Unix socket nobody has an address; what is empty is left out.
      clientPort: socket.remotePort ?? Number.NaN,
      serverIp: plainAddress(socket.localAddress),
      serverPort: socket.localPort ?? Number.NaN,
    },
    handshake: readHandshake(head, answer, isAccepted, settings),
    realClientIp: readClientIp(head, clientIp, settings),
  }
}

/** IPv4 as a server that listens on IPv6 sees it. RFC 4291 section 2.5.5.2. */
const plainAddress = (address: string | undefined): string => (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '')

function requestHead(request: IncomingMessage): RequestHead {
  const headers = new Map<string, string[]>()
  const { rawHeaders } = request
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase()
    headers.set(name, [...(headers.get(name) ?? []), rawHeaders[at + 1]!])
  }
  return { method: request.method ?? 'GET', target: request.url ?? '/', version: request.httpVersion, headers }
}
