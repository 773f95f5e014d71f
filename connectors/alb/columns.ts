// The columns of an Application Load Balancer's access log, by their places → what they say.
import { addressOf, portOf } from '../access/endpoint.ts'
import { type Meaning, number, text, time } from '../access/facts.ts'
import { createIsoTimeReader } from '../access/time.ts'

export interface Column {
  readonly name: string
  /** None for one that is kept under its name. */
  readonly meanings: readonly Meaning[]
  /** Of one that is kept: what stands there is a number, and nothing where it is negative. */
  readonly isNumber: boolean
}

const column = (name: string, ...meanings: readonly Meaning[]): Column => ({ name, meanings, isNumber: false })
const numeric = (name: string): Column => ({ name, meanings: [], isNumber: true })

const isWebSocket = (type: string): boolean => type === 'ws' || type === 'wss'
const isPlain = (type: string): boolean => type === 'ws' || type === 'http'

/** The kinds of request; other load balancers' logs have other things in their first column. */
export const types: ReadonlySet<string> = new Set(['http', 'https', 'h2', 'grpcs', 'ws', 'wss'])

/** New ones are added at the end: what stands behind these is left alone. */
// biome-ignore format: table
export const columns: readonly Column[] = [
  column('type',                  text('upgrade', (type) => (isWebSocket(type) ? 'websocket' : null)), text('scheme', (type) => (isPlain(type) ? 'http' : 'https'))),
  column('time',                  time('ended', createIsoTimeReader)),
  column('elb'),
  column('client',                text('peer', addressOf), text('peerPort', portOf)),
  column('target'),
  numeric('request_processing_time'),
  numeric('target_processing_time'),
  numeric('response_processing_time'),
  column('elb_status_code',       text('status')),
  numeric('target_status_code'),
  column('received_bytes',        number('requestWhole')),
  column('sent_bytes',            number('responseWhole')),
  column('request',               text('requestLine', readRequest)),
  column('user_agent',            text('userAgent')),
  column('ssl_cipher'),
  column('ssl_protocol'),
  column('target_group_arn'),
  column('trace_id',              text('requestId', (trace) => trace.replace(/^Root=/, ''))),
  column('domain_name',           text('serverName')),
  column('chosen_cert_arn'),
  numeric('matched_rule_priority'),
  column('request_creation_time', time('started', createIsoTimeReader)),
  column('actions_executed'),
  column('redirect_url'),
  column('error_reason'),
  column('target_port_list'),
  column('target_status_code_list'),
  column('classification'),
  column('classification_reason'),
  column('conn_trace_id'),
]

/** Lines end early where the balancer is of an earlier day, but not before the request. */
export const fewest = columns.findIndex(({ name }) => name === 'request') + 1

/** The URL has the scheme's own port too, which no client sends. `- http://balancer:80- -` is no request. */
function readRequest(line: string): string | null {
  if (line.startsWith('- ')) return null
  const scheme = line.indexOf('://')
  if (scheme < 0) return line
  const path = line.indexOf('/', scheme + '://'.length)
  const port = line.startsWith('https', line.indexOf(' ') + 1) ? ':443' : ':80'
  return path >= 0 && line.endsWith(port, path) ? line.slice(0, path - port.length) + line.slice(path) : line
}
