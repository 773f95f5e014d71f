// The variables of a log-format: what they mean, and the shapes of their values.
import { parseEpoch } from '../access/any-time.ts'
import { addressOf, portOf } from '../access/endpoint.ts'
import { fact, type Meaning, millisecond, number, text, time } from '../access/facts.ts'
import type { Variables } from '../access/template-values.ts'
import { createLocalTimeReader } from '../access/time.ts'
import type { Zone } from '../access/zone.ts'
import type { Captures } from './captures.ts'
import { expressionField, expressionMeanings, isOpenExpression } from './expressions.ts'
import { endedBy } from './termination.ts'
import { createMillisecondReader } from './time.ts'

/** Of a line written before the end (`option logasap`) a `+` says that the number went on growing. */
export const final = (logged: string): string | null =>
  logged.startsWith('+') || logged.startsWith('-') ? null : logged

/** How long it took, logged in units of so many nanoseconds. */
export const tookIn = (nanoseconds: number): Meaning => ({
  kind: 'text',
  fact: fact.took,
  read: final,
  scale: nanoseconds,
})

const client: readonly Meaning[] = [text('client'), text('peer')]
const took: readonly Meaning[] = [tookIn(millisecond)]
const gmt: readonly Meaning[] = [time('started', createLocalTimeReader)]

/** Where several say the same, the first counts. */
const byName = (zone: Zone): Readonly<Record<string, readonly Meaning[]>> => ({
  tr: [time('started', () => createMillisecondReader(zone))],
  trg: gmt,
  trl: gmt,
  'Ts.ms': [time('started', () => parseEpoch)],
  t: [time('started', () => createMillisecondReader(zone))],
  Ts: [time('started', () => parseEpoch)],
  T: gmt,
  Tl: gmt,
  Ta: took,
  Tt: took,
  'ci:cp': [text('client', addressOf), text('peer', addressOf), text('peerPort', portOf)],
  ci: client,
  cp: [number('peerPort')],
  'fi:fp': [text('server', addressOf), text('serverPort', portOf)],
  fi: [text('server')],
  fp: [number('serverPort')],
  r: [text('requestLine')],
  HM: [text('method')],
  HU: [text('target')],
  HP: [text('path')],
  HPO: [text('path')],
  HQ: [text('query')],
  HV: [text('protocol')],
  ST: [text('status', final)],
  B: [text('responseWhole', final)],
  U: [text('requestWhole', final)],
  tsc: [text('endedBy', endedBy)],
  ts: [text('endedBy', endedBy)],
  ID: [text('requestId')],
  // A tilde stands behind the name where the frontend speaks TLS.
  ft: [text('scheme', (frontend) => (frontend.endsWith('~') ? 'https' : null))],
})

// biome-ignore format: table
const kept: Readonly<Record<string, string | null>> = {
  ft: 'frontend', f: 'frontend', b: 'backend', s: 'server', tsc: 'termination_state', ts: 'termination_state',
  TR: 'timer.request', Tq: 'timer.query', Tw: 'timer.queue', Tc: 'timer.connect', Tr: 'timer.response', Td: 'timer.data',
  Th: 'timer.handshake', Ti: 'timer.idle', Tu: 'timer.user',
  ac: 'connections.active', fc: 'connections.frontend', bc: 'connections.backend', sc: 'connections.server',
  sq: 'queue.server', bq: 'queue.backend', rc: 'retries', rt: 'request_count', lc: 'log_count', pid: 'process', H: 'host',
  si: 'server_address', sp: 'server_port', bi: 'backend_source', bp: 'backend_source_port', sslc: 'tls_cipher', sslv: 'tls_version',
  // Captured headers are read by themselves, and a captured cookie may be a session's.
  ms: null, hr: null, hs: null, hrl: null, hsl: null, CC: null, CS: null,
}

export function haproxyVariables(zone: Zone, captures: Captures): Variables {
  const meanings = byName(zone)
  const ranks = new Map(Object.keys(meanings).map((name, rank) => [name, rank]))
  return {
    meanings: (name) => (name.startsWith('[') ? expressionMeanings(name, captures) : (meanings[name] ?? [])),
    rank: (name) => ranks.get(name) ?? ranks.size,
    keeps: (name) => name === 'tsc' || name === 'ts' || name === 'ft',
    otherName: (name) => {
      if (name.startsWith('[')) return expressionField(name, captures)
      return kept[name] === undefined ? name : kept[name]
    },
    shapes: {
      lengths: {
        tsc: 4,
        ts: 2,
        T: gmtLength,
        Tl: gmtLength,
        trg: gmtLength,
        trl: gmtLength,
        t: localLength,
        tr: localLength,
      },
      leads: { HQ: '?', HU: '/', HP: '/' },
      blocks: { hr: '{}', hs: '{}' },
      isOpen: (name) => name.startsWith('[') && isOpenExpression(name),
    },
  }
}

const gmtLength = '22/Nov/2026:04:22:05 +0000'.length
const localLength = '22/Nov/2026:04:22:05.250'.length

const times: readonly string[] = ['tr', 'trg', 'trl', 'Ts.ms', 't', 'Ts', 'T', 'Tl']

export const isTime = (name: string): boolean => times.includes(name)
