// The keys of lines that are JSON: what a log-format that writes them usually calls HAProxy's variables.
import { microsecond, millisecond, number, text, time } from '../access/facts.ts'
import type { JsonKey } from '../access/json-values.ts'
import type { Zone } from '../access/zone.ts'
import { undoHashes } from '../template/unescape.ts'
import { endedBy } from './termination.ts'
import { createTimeReader } from './time.ts'
import { final, tookIn } from './variables.ts'

/** Where several say the same, the first counts. */
// biome-ignore format: table
export const haproxyKeys = (zone: Zone): readonly JsonKey[] => [
  ['time',            time('started', () => createTimeReader(zone))],
  ['ts',              time('started', () => createTimeReader(zone))],
  ['timestamp',       time('started', () => createTimeReader(zone))],
  ['client_ip',       text('client'), text('peer')],
  ['client',          text('client'), text('peer')],
  ['ci',              text('client'), text('peer')],
  ['client_port',     number('peerPort')],
  ['cp',              number('peerPort')],
  ['req',             text('requestLine', undoHashes)],
  ['request',         text('requestLine', undoHashes)],
  ['http_request',    text('requestLine', undoHashes)],
  ['method',          text('method')],
  ['uri',             text('target', undoHashes)],
  ['path',            text('path', undoHashes)],
  ['query',           text('query', undoHashes)],
  ['protocol',        text('protocol')],
  ['status',          text('status', final)],
  ['status_code',     text('status', final)],
  ['ta',              tookIn(millisecond)],
  ['time_active',     tookIn(millisecond)],
  ['duration_ms',     tookIn(millisecond)],
  ['duration_us',     tookIn(microsecond)],
  ['bytes_read',      text('responseWhole', final)],
  ['bytes_out',       text('responseWhole', final)],
  ['bytes_uploaded',  text('requestWhole', final)],
  ['bytes_in',        text('requestWhole', final)],
  ['term',            text('endedBy', endedBy)],
  ['termination_state', text('endedBy', endedBy)],
  ['host',            text('hostHeader')],
  ['upgrade',         text('upgrade')],
  ['origin',          text('origin')],
  ['cookie',          text('cookie')],
  ['authorization',   text('authorization')],
  ['referer',         text('referrer')],
  ['user_agent',      text('userAgent')],
  ['accept_language', text('acceptLanguage')],
  ['x_forwarded_for', text('forwardedFor')],
  ['version',         text('version')],
  ['subprotocol',     text('subprotocol')],
  ['extensions',      text('extensions')],
  ['request_id',      text('requestId')],
  ['unique_id',       text('requestId')],
  // Which product it is, which every event says already.
  ['log'],
]

export const keptKeys: readonly string[] = ['term', 'termination_state']
