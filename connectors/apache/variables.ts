// The variables of a LogFormat: what they mean, and the shapes of their values.
import { type Meaning, microsecond, millisecond, number, second, text, time, took } from '../access/facts.ts'
import { headerField, requestHeader, responseHeader } from '../access/headers.ts'
import { compileTime } from '../access/strftime.ts'
import type { Variables } from '../access/template-values.ts'
import { createLocalTimeReader } from '../access/time.ts'
import type { Zone } from '../access/zone.ts'
import { commonTime, patternOf } from './times.ts'

/** With HostnameLookups it may be a name, which says nothing of where it is. */
const address = (logged: string): string | null => (/^[\d.]+$|:/.test(logged) ? logged : null)

/** Of an upgrade there is no body, and the frames that followed are not counted as one. */
const unlessNone = (bytes: string): string | null => (bytes === '0' ? null : bytes)

const client: readonly Meaning[] = [text('client', address), text('peer', address)]

/** By what stands behind the percent sign, without the statuses that it is logged for. */
// biome-ignore format: table
const byName: Readonly<Record<string, readonly Meaning[]>> = {
  '{c}a':           [text('peer')],
  '{c}h':           [text('peer', address)],
  a:                client,
  h:                client,
  '{remote}p':      [number('peerPort')],
  A:                [text('server')],
  '{local}p':       [number('serverPort')],
  p:                [number('serverPort')],
  '{canonical}p':   [number('serverPort')],
  u:                [text('user')],
  '>u':             [text('user')],
  '<u':             [text('user')],
  [commonTime]:     [time('started', createLocalTimeReader)],
  r:                [text('requestLine')],
  '<r':             [text('requestLine')],
  m:                [text('method')],
  U:                [text('path')],
  '<U':             [text('path')],
  q:                [text('query')],
  H:                [text('protocol')],
  V:                [text('serverName')],
  v:                [text('serverName')],
  '>s':             [text('status')],
  s:                [text('status')],
  '<s':             [text('status')],
  I:                [number('requestWhole')],
  O:                [number('responseWhole')],
  b:                [text('responseBody', unlessNone)],
  B:                [text('responseBody', unlessNone)],
  D:                [took(microsecond)],
  '{us}T':          [took(microsecond)],
  '{ms}T':          [took(millisecond)],
  T:                [took(second)],
  '{s}T':           [took(second)],
  '{UNIQUE_ID}e':   [text('requestId')],
}

const ranks = new Map(Object.keys(byName).map((name, rank) => [name, rank]))

export const apacheVariables = (zone: Zone): Variables => ({
  meanings: (name) => byName[name] ?? ofTime(name, zone) ?? ofHeader(name),
  rank: (name) => ranks.get(name) ?? ranks.size,
  shapes: { lengths: { [commonTime]: '22/Nov/2026:04:22:05 +0000'.length }, leads: { U: '/', q: '?' } },
  otherName,
})

function ofTime(name: string, zone: Zone): readonly Meaning[] | null {
  const pattern = patternOf(name)
  if (pattern === null) return null
  if (compileTime(pattern.text, zone) === null) return []
  return [time(pattern.isEnd ? 'ended' : 'started', () => compileTime(pattern.text, zone)!)]
}

/** `{Origin}i` of the request, `{Upgrade}o` of the answer, `{session}C` of a cookie. */
const named = /^[<>]?\{([\s\S]*)\}[<>]?(\^?[a-zA-Z]+)$/

function ofHeader(name: string): readonly Meaning[] {
  const [, inner = '', letter] = named.exec(name) ?? []
  if (letter === 'i') return requestHeader(inner)
  if (letter === 'o') return responseHeader(inner)
  return letter === 'C' ? [{ kind: 'cookie', name: inner }] : []
}

const kept: Readonly<Record<string, string>> = {
  f: 'file',
  k: 'keepalive_requests',
  l: 'ident',
  L: 'log_id',
  P: 'process',
  '{tid}P': 'thread',
  R: 'handler',
  S: 'bytes_transferred',
  X: 'connection_status',
  '^FB': 'first_byte',
}

const groups: Readonly<Record<string, string>> = {
  i: 'request',
  o: 'response',
  e: 'env',
  n: 'note',
  x: 'ssl',
  c: 'ssl',
}

function otherName(name: string): string {
  const [, inner, letter = ''] = named.exec(name) ?? []
  const group = groups[letter]
  return kept[name] ?? (group === undefined || inner === undefined ? name : `${group}.${headerField(inner)}`)
}

/** Whether it tells the time. */
export const isTime = (name: string): boolean => {
  const pattern = patternOf(name)
  return name === commonTime || (pattern !== null && compileTime(pattern.text, (us) => us) !== null)
}
