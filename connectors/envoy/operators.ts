// The operators of Envoy's format strings: what they mean, and which of them a stranger may fill with anything.
import { addressOf, portOf } from '../access/endpoint.ts'
import { type Meaning, millisecond, number, text, time, took } from '../access/facts.ts'
import { headerField, requestHeader, responseHeader } from '../access/headers.ts'
import { compileTime } from '../access/strftime.ts'
import type { Variables } from '../access/template-values.ts'
import { createIsoTimeReader } from '../access/time.ts'
import { utc } from '../access/zone.ts'
import { endedByDetails, endedByFlags } from './ended-by.ts'

/** An address that was taken from a header has the port 0: nobody called from it. */
const calledFrom = (endpoint: string): string | null => (portOf(endpoint) === '0' ? null : addressOf(endpoint))
const portCalledFrom = (endpoint: string): string | null => (portOf(endpoint) === '0' ? null : portOf(endpoint))
const unlessZero = (value: string): string | null => (value === '0' ? null : value)

/** What stands last was put there by whoever called Envoy, or by Envoy itself. */
const lastHop = (list: string): string | null => list.slice(list.lastIndexOf(',') + 1).trim() || null

/** Where several say the same, the first counts. */
// biome-ignore format: table
const byName: Readonly<Record<string, readonly Meaning[]>> = {
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS:              [text('peer', addressOf), text('peerPort', portOf)],
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT: [text('peer')],
  DOWNSTREAM_DIRECT_REMOTE_PORT:                 [number('peerPort')],
  DOWNSTREAM_REMOTE_ADDRESS:                     [text('client', addressOf), text('peer', calledFrom), text('peerPort', portCalledFrom)],
  DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT:        [text('client')],
  DOWNSTREAM_REMOTE_PORT:                        [text('peerPort', unlessZero)],
  DOWNSTREAM_LOCAL_ADDRESS:                      [text('server', addressOf), text('serverPort', portOf)],
  DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT:         [text('server')],
  DOWNSTREAM_LOCAL_PORT:                         [number('serverPort')],
  REQUESTED_SERVER_NAME:                         [text('serverName')],
  DOWNSTREAM_TLS_VERSION:                        [text('scheme', () => 'https')],
  PROTOCOL:                                      [text('protocol')],
  RESPONSE_CODE:                                 [text('status', unlessZero)],
  RESPONSE_FLAGS:                                [text('endedBy', endedByFlags)],
  RESPONSE_FLAGS_LONG:                           [text('endedBy', endedByFlags)],
  RESPONSE_CODE_DETAILS:                         [text('endedBy', endedByDetails)],
  BYTES_RECEIVED:                                [number('requestBody')],
  BYTES_SENT:                                    [number('responseBody')],
  DOWNSTREAM_WIRE_BYTES_RECEIVED:                [number('requestWhole')],
  DOWNSTREAM_WIRE_BYTES_SENT:                    [number('responseWhole')],
  DURATION:                                      [took(millisecond)],
}

/** Of requests. Envoy knows some that others do not. */
// biome-ignore format: table
const ownHeaders: Readonly<Record<string, readonly Meaning[]>> = {
  'x-envoy-original-path':    [text('target')],
  'x-envoy-external-address': [text('client')],
  'x-forwarded-for':          [text('forwardedFor'), text('client', lastHop)],
}

const ranks = new Map(Object.keys(byName).map((name, rank) => [name, rank]))

interface Operator {
  readonly name: string
  readonly argument: string | null
}

function read(operator: string): Operator {
  const [, name = '', argument = null] = /^([A-Z\d_]+)(?:\(([^)]*)\))?$/.exec(operator) ?? []
  return { name, argument }
}

export function meaningsOf(operator: string): readonly Meaning[] {
  const { name, argument } = read(operator)
  if (name === 'START_TIME' || name === 'START_TIME_LOCAL') return ofTime('started', argument)
  if (name === 'EMIT_TIME' || name === 'EMIT_TIME_LOCAL') return ofTime('ended', argument)
  if (name === 'REQ') return ofRequest(argument ?? '')
  if (name === 'RESP') return responseHeader(argument ?? '')
  if (name === 'REQ_WITHOUT_QUERY') return [text('path')]
  if (name === 'PATH') return [text(argument?.startsWith('NQ') ? 'path' : 'target')]
  return byName[name] ?? []
}

function ofTime(which: 'started' | 'ended', pattern: string | null): readonly Meaning[] {
  if (!pattern) return [time(which, createIsoTimeReader)]
  return compileTime(pattern, utc) === null ? [] : [time(which, () => compileTime(pattern, utc)!)]
}

/** `X-ENVOY-ORIGINAL-PATH?:PATH`: of the second where there is no first. */
function ofRequest(headers: string): readonly Meaning[] {
  const [first = '', second] = headers.toLowerCase().split('?')
  const meanings = second === undefined ? [] : requestHeader(second)
  return meanings.length > 0 ? meanings : (ownHeaders[first] ?? requestHeader(first))
}

export const isTime = (operator: string): boolean => meaningsOf(operator).some(({ kind }) => kind === 'time')

/** Headers in which HTTP allows neither blanks nor quotes, or that Envoy sets itself. */
const strict = /^(?::authority|:scheme|:method|x-envoy-.*)$/i

/** Values that may hold quotes and blanks, as whoever asks or answers wants. Of a path a blank is surely the end. */
function isOpen(operator: string, following: string): boolean {
  const { name, argument } = read(operator)
  const header = argument?.split('?').at(-1) ?? ''
  if (/^(?:REQ|REQ_WITHOUT_QUERY|PATH)$/.test(name) && (name === 'PATH' || /:path$/i.test(header)))
    return !following.includes(' ')
  if (/^(?:REQ|RESP|TRAILER)$/.test(name)) return !strict.test(header)
  return /^(?:REQ_WITHOUT_QUERY|QUERY_PARAMS?|DYNAMIC_METADATA|FILTER_STATE|CEL|LOCAL_REPLY_BODY|.*_PEER_.*)$/.test(
    name,
  )
}

const prefixes: Readonly<Record<string, string>> = { REQ: 'request.', RESP: 'response.', TRAILER: 'trailer.' }

function otherName(operator: string): string {
  const { name, argument } = read(operator)
  const prefix = prefixes[name] ?? `${name.toLowerCase()}${argument === null ? '' : '.'}`
  return `${prefix}${headerField(argument ?? '')}`
}

export const envoyVariables: Variables = {
  meanings: meaningsOf,
  rank: (operator) => ranks.get(operator) ?? ranks.size,
  keeps: (operator) => /^RESPONSE_(?:FLAGS|CODE_DETAILS)/.test(operator),
  otherName,
  shapes: { lengths: {}, leads: { 'REQ(:PATH)': '/', 'REQ(X-ENVOY-ORIGINAL-PATH?:PATH)': '/' }, isOpen },
}
