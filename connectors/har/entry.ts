// The JSON of one entry → what it says of a request, its answer and its messages, in the words of all access logs. Never throws.
import { isTime, parseTime } from '../../src/event/time.ts'
import { bareHost } from '../../src/request/origin.ts'
import { type FactName, type Meaning, number, text, time, took } from '../access/facts.ts'
import type { Values } from '../access/values.ts'
import { parseTarget } from '../request-line.ts'
import { type HarMessage, readMessages } from './messages.ts'

export interface HarEntry {
  readonly head: EntryHead
  /** In the order of time; null where they were not recorded, and with them the connection's end. */
  readonly messages: readonly HarMessage[] | null
}

/** An entry without its messages. */
export interface EntryHead {
  /** When the request was sent: microseconds since the epoch. */
  readonly startedUs: number
  /** The last that is known of it: its answer, or its last message. */
  readonly endedUs: number
  readonly facts: Readonly<Partial<Record<FactName, string>>>
  /** What went wrong with the connection, in the words of the browser. */
  readonly error: string | null
}

/** Null where the text is no entry that says when it began and what was asked for. */
export function readEntry(json: string): HarEntry | null {
  const entry = objectIn(parse(json))
  const request = objectIn(entry['request'])
  const started = textIn(entry, 'startedDateTime')
  const startedUs = (started === null ? null : parseTime(started))?.us
  const url = textIn(request, 'url')
  if (startedUs === undefined || !isTime(startedUs) || url === null) return null
  const response = objectIn(entry['response'])
  const { messages, error, lastUs } = readMessages(entry['_webSocketMessages'], startedUs)
  const isUpgraded = response['status'] === 101
  const tookMs = numberIn(entry, 'time') ?? 0
  const answeredUs = timeOr(startedUs, startedUs + Math.round(Math.min(Math.max(0, tookMs), longestMs) * 1000))
  const endedUs = Math.max(answeredUs, lastUs ?? answeredUs)
  return {
    head: {
      startedUs,
      endedUs,
      facts: {
        ...requestFacts(entry, request, url),
        ...responseFacts(entry, response),
        ...facts({
          started: String(startedUs),
          took: endedUs > startedUs ? String((endedUs - startedUs) * 1000) : null,
        }),
        ...(isUpgraded ? {} : { ...bytesOf(request, 'request'), ...bytesOf(response, 'response') }),
      },
      error,
    },
    messages: Array.isArray(entry['_webSocketMessages']) ? messages : null,
  }
}

const timeOr = (otherUs: number, us: number): number => (isTime(us) ? us : otherUs)

type Json = Readonly<Record<string, unknown>>
type Facts = EntryHead['facts']

function requestFacts(entry: Json, request: Json, url: string): Facts {
  const headers = headersOf(request['headers'])
  const { path, rawQuery, host } = parseTarget(url.replace(/#.*$/s, ''))
  return facts({
    method: textIn(request, 'method'),
    protocol: protocolOf(request),
    target: rawQuery === null ? path : `${path}?${rawQuery}`,
    scheme: /^[a-z]+/i.exec(url)?.[0].toLowerCase() ?? null,
    hostHeader: headers.get('host') ?? headers.get(':authority') ?? host,
    userAgent: headers.get('user-agent'),
    referrer: headers.get('referer'),
    origin: headers.get('origin'),
    cookie: headers.get('cookie') ?? cookieHeader(request['cookies']),
    authorization: headers.get('authorization'),
    acceptLanguage: headers.get('accept-language'),
    fetchMode: headers.get('sec-fetch-mode'),
    forwardedFor: headers.get('x-forwarded-for'),
    forwarded: headers.get('forwarded'),
    realIp: headers.get('x-real-ip'),
    upgrade: headers.get('upgrade') ?? (isWebSocket(entry, url) ? 'websocket' : null),
    key: headers.get('sec-websocket-key'),
    version: headers.get('sec-websocket-version'),
    requestHead: sizeIn(request, 'headersSize'),
  })
}

function responseFacts(entry: Json, response: Json): Facts {
  const headers = headersOf(response['headers'])
  const status = numberIn(response, 'status')
  // Browsers write an IPv6 address in brackets, as in a URL.
  const server = textIn(entry, 'serverIPAddress')
  return facts({
    // Browsers write 0 where no answer came.
    status: status === null || status <= 0 ? null : String(status),
    server: server === null ? null : bareHost(server),
    subprotocol: headers.get('sec-websocket-protocol'),
    extensions: headers.get('sec-websocket-extensions'),
    responseHead: sizeIn(response, 'headersSize'),
  })
}

/** Of an upgrade, a HAR does not count the frames. */
function bytesOf(object: Json, of: 'request' | 'response'): Facts {
  const head = numberIn(object, 'headersSize') ?? -1
  const body = numberIn(object, 'bodySize') ?? -1
  const whole = head >= 0 && body >= 0 ? String(head + body) : null
  return facts({ [`${of}Body`]: body >= 0 ? String(body) : null, [`${of}Whole`]: whole })
}

const isWebSocket = (entry: Json, url: string): boolean =>
  entry['_resourceType'] === 'websocket' || Array.isArray(entry['_webSocketMessages']) || /^wss?:/i.test(url)

/** `h2` and `h3` are what browsers call the versions without a text of their own. */
function protocolOf(request: Json): string | null {
  const version = textIn(request, 'httpVersion')
  return version?.replace(/^http\//i, '').replace(/^h(\d)$/i, '$1') || null
}

/** A header that came several times is joined: RFC 9110 section 5.3, for cookies RFC 9113 section 8.2.3. */
function headersOf(list: unknown): ReadonlyMap<string, string> {
  const headers = new Map<string, string>()
  for (const item of Array.isArray(list) ? list : []) {
    const name = textIn(objectIn(item), 'name')?.toLowerCase()
    const value = textIn(objectIn(item), 'value')
    if (name === undefined || value === null) continue
    const before = headers.get(name)
    headers.set(name, before === undefined ? value : `${before}${name === 'cookie' ? '; ' : ', '}${value}`)
  }
  return headers
}

function cookieHeader(list: unknown): string | null {
  const pairs = (Array.isArray(list) ? list : []).flatMap((item) => {
    const name = textIn(objectIn(item), 'name')
    return name === null ? [] : [`${name}=${textIn(objectIn(item), 'value') ?? ''}`]
  })
  return pairs.length > 0 ? pairs.join('; ') : null
}

function facts(all: Readonly<Partial<Record<FactName, string | null | undefined>>>): Facts {
  const known = Object.entries(all).filter(([, value]) => value !== null && value !== undefined && value !== '')
  return Object.fromEntries(known) as Facts
}

/** -1 is how a HAR says that a size is not known. */
function sizeIn(object: Json, key: string): string | null {
  const size = numberIn(object, key)
  return size === null || size < 0 ? null : String(size)
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

const objectIn = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}

const textIn = (object: Json, key: string): string | null => {
  const value = object[key]
  return typeof value === 'string' ? value : null
}

const numberIn = (object: Json, key: string): number | null => {
  const value = object[key]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

// biome-ignore format: table
const meanings: readonly (readonly [FactName, Meaning])[] = [
  ...(['method', 'protocol', 'target', 'scheme', 'hostHeader', 'userAgent', 'referrer', 'origin', 'cookie',
    'authorization', 'acceptLanguage', 'fetchMode', 'forwardedFor', 'forwarded', 'realIp', 'upgrade', 'key', 'version',
    'status', 'server', 'subprotocol', 'extensions'] as const).map((name) => [name, text(name)] as const),
  ...(['requestHead', 'requestBody', 'requestWhole', 'responseHead', 'responseBody', 'responseWhole'] as const).map((name) => [name, number(name)] as const),
  ['started', time('started', () => Number)],
  ['took',    took(1)],
]

/** What a HAR does not have may have been taken out of it: browsers leave out cookies unless asked. */
const toldByAbsence: readonly FactName[] = ['origin', 'acceptLanguage']

/** The values of an entry, one entry at a time. */
export function entryValues(): Values & { put(entry: EntryHead): void } {
  let known: Facts = {}
  let hasHeaders = false
  const has = (name: FactName): boolean => known[name] !== undefined || (hasHeaders && toldByAbsence.includes(name))
  return {
    put(entry) {
      known = entry.facts
      hasHeaders = known.userAgent !== undefined
    },
    load: () => true,
    said: meanings.map(([, meaning], index) => ({ index, meaning })),
    at: (index) => known[meanings[index]![0]] ?? null,
    has: (index) => has(meanings[index]![0]),
    others: () => [],
    other: () => null,
  }
}

/** A hundred years: more is no span, and would lead to no time. */
const longestMs = 100 * 366 * 86_400_000
