// The line of EVE JSON that was loaded → what it says, under the names of the table of keys.
import { isUtf8 } from 'node:buffer'
import type { Scalar } from '../../src/event/value.ts'
import type { RequestSettings } from '../../src/request/settings.ts'
import { hideCredentials } from '../joined/credentials.ts'
import type { Said } from '../joined/said.ts'
import type { EveLine } from './eve.ts'
import { requestHeaders, responseHeaders } from './keys.ts'

type Saying = Record<string, Scalar>

export interface Ends {
  readonly client_ip: string
  readonly client_port: number
  readonly server_ip: string
  readonly server_port: number
}

interface Pair {
  readonly fromIp: string | undefined
  readonly fromPort: string | undefined
  readonly toIp: string | undefined
  readonly toPort: string | undefined
}

const endsOf = ({ fromIp, fromPort, toIp, toPort }: Pair): Ends | null =>
  fromIp === undefined || toIp === undefined
    ? null
    : { client_ip: fromIp, client_port: Number(fromPort), server_ip: toIp, server_port: Number(toPort) }

const pairOf = (line: EveLine): Pair => ({
  fromIp: line.get('sourceIp'),
  fromPort: line.get('sourcePort'),
  toIp: line.get('destIp'),
  toPort: line.get('destPort'),
})

const turned = ({ fromIp, fromPort, toIp, toPort }: Pair): Pair => ({
  fromIp: toIp,
  fromPort: toPort,
  toIp: fromIp,
  toPort: fromPort,
})

/** Requests and flows are logged from the client's side. */
export const clientFirst = (line: EveLine): Ends | null => endsOf(pairOf(line))

/** An alert has the flow that it is of, from the client's side. */
export const endsOfAlert = (line: EveLine): Ends | null =>
  endsOf({
    fromIp: line.get('flowSourceIp'),
    fromPort: line.get('flowSourcePort'),
    toIp: line.get('flowDestIp'),
    toPort: line.get('flowDestPort'),
  })

/**
 * A frame is logged with the packet that made Suricata look at it, often one of the other direction. Where nothing else
 * tells, a client's port is one that its system chose, and a server's is not.
 */
export function guessedEnds(line: EveLine): Ends | null {
  const pair = pairOf(line)
  const isFromChosen = Number(pair.fromPort) >= firstChosenPort
  const isToChosen = Number(pair.toPort) >= firstChosenPort
  if (isFromChosen === isToChosen) return null
  return endsOf(isFromChosen ? pair : turned(pair))
}

/** Linux chooses from here on, others later. */
const firstChosenPort = 32_768

/** An `http` line; all headers where Suricata dumps them. */
export function requestOf(line: EveLine, us: number, settings: RequestSettings): Said {
  const said: Saying = { started: us, flow_id: line.get('flowId')!, ...clientFirst(line) }
  for (const [name, value] of line.taken('http')) said[name] = value
  const status = line.get('status')
  const protocol = line.get('protocol')
  if (status !== undefined) said['status'] = status
  if (protocol !== undefined) said['protocol'] = protocol
  addPort(said)
  const headers = line.get('requestHeads')
  // All were logged, so that what is missing was not sent.
  if (headers !== undefined)
    Object.assign(said, { origin: '', cookie: '', accept_language: '' }, headersOf(headers, requestHeaders))
  const answered = line.get('responseHeads')
  if (answered !== undefined) Object.assign(said, headersOf(answered, responseHeaders))
  if (status === '101') {
    said['upgrade'] ??= 'websocket'
    delete said['length']
  }
  hideCredentials(said, 'url', settings)
  return said
}

/** The name of the host and the port of the Host header are logged apart. */
function addPort(said: Saying): void {
  if (said['host'] !== undefined && said['host_port'] !== undefined)
    said['host'] = `${said['host']}:${said['host_port']}`
  delete said['host_port']
}

/** `[{"name":"Origin","value":"…"}]`. The first of each name counts. */
function headersOf(json: string, names: Readonly<Record<string, string>>): Saying {
  const said: Saying = {}
  for (const header of parseList(json)) {
    const { name, value } = header as { readonly name?: unknown; readonly value?: unknown }
    const known = typeof name === 'string' && typeof value === 'string' ? names[name.toLowerCase()] : undefined
    if (known !== undefined) said[known] ??= value as string
  }
  return said
}

function parseList(json: string): readonly object[] {
  try {
    const list = JSON.parse(json) as unknown
    return Array.isArray(list) ? list.filter((item) => typeof item === 'object' && item !== null) : []
  } catch {
    return []
  }
}

/** RFC 6455 section 5.2. */
const opcodes: Readonly<Record<string, number>> = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 }

/** The frame that a line is about, or that an alert was raised on. Empty for an alert on something else. */
export function frameOf(line: EveLine): Saying {
  const opcode = line.get('opcode')
  if (opcode === undefined) return {}
  const number = opcodes[opcode] ?? Number(/^unknown-(\d+)$/.exec(opcode)?.[1] ?? Number.NaN)
  return {
    ...(Number.isNaN(number)
      ? {}
      : { opcode: number, opcode_name: opcodes[opcode] === undefined ? 'reserved' : opcode }),
    ...(line.has('fin') && { fin: line.get('fin') === 'true' }),
    masked: line.has('mask'),
    ...payloadOf(line, opcode),
  }
}

/** As much of a payload as is kept. */
const longestText = 1 << 16

function payloadOf(line: EveLine, opcode: string): Saying {
  const encoded = line.get('base64')
  const bytes = encoded === undefined ? null : Buffer.from(encoded, 'base64')
  if (opcode === 'close') return bytes === null ? {} : closeOf(bytes)
  const text = bytes === null ? line.get('printable') : readText(bytes)
  if (text === undefined || text === null) return {}
  return { payload: text.slice(0, longestText), truncated: text.length > longestText }
}

const readText = (bytes: Buffer): string | null => (isUtf8(bytes) ? bytes.toString('utf8') : null)

/** RFC 6455 section 5.5.1. */
function closeOf(bytes: Buffer): Saying {
  if (bytes.length === 0) return { close_code: 1005 }
  if (bytes.length < 2) return {}
  const reason = readText(bytes.subarray(2))
  return { close_code: bytes.readUInt16BE(0), ...(reason ? { close_reason: reason } : {}) }
}
