// A line of a Zeek log → what it says of a connection or a request, the same way for both formats.
import { isTime } from '../../src/event/time.ts'
import type { Scalar } from '../../src/event/value.ts'
import type { RequestSettings } from '../../src/request/settings.ts'
import { parseEpoch } from '../access/any-time.ts'
import { parseIsoTime } from '../access/time.ts'
import { hideCredentials } from '../joined/credentials.ts'
import type { Said } from '../joined/said.ts'
import { keptOfLog, type Log } from './keys.ts'
import type { LineParser } from './parser.ts'

/** Where it stands: the reader's source, and the offset there. */
export interface LinePlace {
  readonly source: string
  readonly at: number
}

/** Plain JSON, so that what is remembered can be saved. */
export interface Line extends LinePlace {
  readonly log: Log
  readonly uid: string
  /** `ts`, in microseconds. */
  readonly us: number
  readonly said: Said
}

/** When the line that the parser has loaded was written, as far as it tells: conn.log has a connection's start, and is written after its end. */
export function timeOf(parser: LineParser, log: Log): number {
  const us = parseZeekTime(parser.field('ts') ?? '')
  return log === 'conn' ? endOf(us, parser.field('duration')) : us
}

/** The start where the span is none, or leads out of time. */
function endOf(us: number, seconds: string | undefined): number {
  const end = us + Math.round(Number(seconds ?? 0) * 1_000_000)
  return end >= us && isTime(end) ? end : us
}

/** Of the line that the parser has loaded; a text says why it cannot be read. */
export function readLine(parser: LineParser, log: Log, place: LinePlace, settings: RequestSettings): Line | string {
  const us = parseZeekTime(parser.field('ts') ?? '')
  if (Number.isNaN(us)) return 'no time that can be read'
  const uid = parser.field('uid')
  if (uid === undefined || uid === '' || uid.length > longestUid) return 'no uid'
  const said: Record<string, Scalar> = { uid }
  for (const name of keptOfLog[log]) {
    const value = parser.field(name)
    if (value !== undefined) said[name] = value
  }
  if (log === 'http') said['origin'] ??= ''
  readers[log](parser, us, said)
  hideCredentials(said, 'uri', settings)
  return { log, uid, ...place, us, said }
}

const longestUid = 100

const readers: Readonly<Record<Log, (parser: LineParser, us: number, said: Record<string, Scalar>) => void>> = {
  websocket(_parser, us, said) {
    said['started'] = us
  },
  http: readRequest,
  conn: readConnection,
  weird() {},
}

function readRequest(parser: LineParser, us: number, said: Record<string, Scalar>): void {
  said['started'] = us
  if (said['status_code'] === '101') said['upgrade'] = 'websocket'
  // Known where the policy that logs the names of headers is loaded.
  if (parser.field('client_header_names')?.includes('SEC-WEBSOCKET-KEY')) said['upgrade'] = 'websocket'
  for (const passed of parser.field('proxied')?.split(/, (?=[A-Z-]+ -> )/) ?? []) {
    const [header, value] = passed.split(' -> ', 2)
    if (header === 'X-FORWARDED-FOR' && value) said['forwarded_for'] = value
    if (header === 'FORWARDED' && value) said['forwarded'] = value
  }
}

function readConnection(parser: LineParser, us: number, said: Record<string, Scalar>): void {
  const duration = parser.field('duration')
  if (duration !== undefined) said['ended'] = endOf(us, duration)
  for (const name of ['missed_bytes', 'orig_pkts', 'resp_pkts'])
    if (said[name] !== undefined) said[name] = Number(said[name]) || 0
  // Who closed TCP first is not who ended the WebSocket: after the close frames it is mostly the server (RFC 6455 section 7.1.1).
  if (said['conn_state'] === 'RSTO' || said['conn_state'] === 'RSTR') said['ended_by'] = 'transport'
}

/** Seconds with a fraction, as always in TSV; RFC 3339 or milliseconds where JSON is told to write them. NaN for no time. */
export function parseZeekTime(text: string): number {
  const us = text.charCodeAt('2026'.length) === dash ? parseIsoTime(text) : parseEpoch(text)
  return isTime(us) ? us : Number.NaN
}

const dash = 0x2d
