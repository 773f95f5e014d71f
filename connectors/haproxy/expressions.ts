// Sample expressions, `%[capture.req.hdr(0)]` and `%[var(txn.origin)]` → what their values say.
import { type Meaning, number, text } from '../access/facts.ts'
import { requestHeader, responseHeader } from '../access/headers.ts'
import type { Captures } from './captures.ts'

/** Without converters, which say how a value is written. */
// biome-ignore format: table
const fetches: Readonly<Record<string, readonly Meaning[]>> = {
  src:                 [text('client'), text('peer')],
  fc_src:              [text('peer')],
  src_port:            [number('peerPort')],
  dst:                 [text('server')],
  dst_port:            [number('serverPort')],
  method:              [text('method')],
  'capture.req.method': [text('method')],
  path:                [text('path')],
  query:               [text('query')],
  url:                 [text('target')],
  'capture.req.uri':   [text('target')],
  'capture.req.ver':   [text('protocol')],
  status:              [text('status')],
  ssl_fc_sni:          [text('serverName')],
  'unique-id':         [text('requestId')],
  ssl_fc:              [text('scheme', (secure) => (secure === '1' ? 'https' : 'http'))],
}

/** What a stranger has no say in: numbers, addresses, what HAProxy itself found. */
const plain =
  /^(?:src|dst|fc_|bc_|fe_|be_|so_|srv_|src_|dst_|ssl_fc$|ssl_fc_(?:protocol|cipher|is|has)|date|accept_date|request_date|status|bytes|uuid|rand|pid|hostname|nbproc|txn\.|lat_|capture\.req\.(?:method|ver)|method$|http_)/

/** Converters whose values hold neither blanks nor quotes. */
const harmless = /,(?:hex|base64|ub64enc|url_enc|xxh32|xxh64|crc32|length|digest|sha1|sha2)(?:\([^)]*\))?$/

interface Expression {
  readonly fetch: string
  readonly argument: string
  readonly converters: string
}

/** `[req.hdr(Origin),lower]` in its parts. */
function read(name: string): Expression {
  const inner = name.slice(1, -1).replace(/\s+/g, '')
  const [, fetch = '', argument = '', converters = ''] = /^([\w.-]+)(?:\(([^)]*)\))?([\s\S]*)$/.exec(inner) ?? []
  return { fetch, argument, converters }
}

export function isOpenExpression(name: string): boolean {
  const { fetch, converters } = read(name)
  return !plain.test(fetch) && !harmless.test(converters)
}

export function expressionMeanings(name: string, captures: Captures): readonly Meaning[] {
  const { fetch, argument, converters } = read(name)
  if (!isKept(converters)) return []
  const header = argument.split(',')[0]!
  if (/^req\.f?hdr$/.test(fetch)) return requestHeader(header)
  if (/^res\.f?hdr$/.test(fetch)) return responseHeader(header)
  if (fetch === 'req.cook') return [{ kind: 'cookie', name: header }]
  if (fetch === 'capture.req.hdr') return requestHeader(captures.requestHeaders?.[Number(header)] ?? '')
  if (fetch === 'capture.res.hdr') return responseHeader(captures.responseHeaders?.[Number(header)] ?? '')
  if (fetch === 'var') return ofVariable(header)
  return fetches[fetch] ?? []
}

/** A value that was shortened, hashed or looked up is another. */
const isKept = (converters: string): boolean =>
  /^(?:,(?:json|lower|ltrim|rtrim|strcmp)(?:\([^)]*\))?)*$/.test(converters)

/** `txn.origin`, `txn.user_agent`: people name them for what is in them. */
function ofVariable(name: string): readonly Meaning[] {
  const own = name
    .replace(/^(?:proc|sess|txn|req|res|check)\./, '')
    .replace(/^(?:req_|http_)/, '')
    .replaceAll('_', '-')
  return requestHeader(shortNames[own] ?? own)
}

const shortNames: Readonly<Record<string, string>> = { ua: 'user-agent', referrer: 'referer', xff: 'x-forwarded-for' }

/** Under which it is kept where it has no meaning; null for headers that nobody knows the name of: they may be credentials. */
export function expressionField(name: string, captures: Captures): string | null {
  const { fetch, argument } = read(name)
  const header = argument.split(',')[0]!
  const known =
    fetch === 'capture.req.hdr'
      ? captures.requestHeaders?.[Number(header)]
      : fetch === 'capture.res.hdr'
        ? captures.responseHeaders?.[Number(header)]
        : header
  if (fetch.startsWith('capture.') && !known) return null
  return (
    [fetch, known]
      .filter(Boolean)
      .join('.')
      .toLowerCase()
      .replace(/[^a-z\d.]+/g, '_') || null
  )
}
