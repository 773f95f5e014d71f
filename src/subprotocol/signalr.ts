// SignalR: hub messages of ASP.NET Core as JSON, each ended by 0x1E, and those of its predecessor in ASP.NET.
import { isObject, type JsonObject } from '../event/tree.ts'
import { type Decoder, mostRecords } from './decoder.ts'
import { parseJson } from './message.ts'

export const signalr: Decoder = {
  prefix: 'signalr',
  records: 'records',
  subprotocol: null,
  path: /\/signalr(?:\/|$)|hub$/i,
  decode(message, by) {
    const { text } = message
    const records = text.endsWith(separator) ? endedRecords(text) : by === 'name' ? classicRecords(message.json()) : []
    return records.length > 0 ? records : null
  },
}

const separator = '\x1e'

const endedRecords = (text: string): readonly JsonObject[] =>
  text
    .split(separator, mostRecords)
    .map((part) => (part === '' ? undefined : parseJson(part)))
    .map((record) => (isObject(record) ? readRecord(record) : null))
    .filter((record) => record !== null)

/** Numbers of the hub protocol, from 1. */
const types = [
  'invocation',
  'stream_item',
  'completion',
  'stream_invocation',
  'cancel_invocation',
  'ping',
  'close',
  'ack',
  'sequence',
]

/** The handshake has no type: the client's names a protocol, the server's is empty or an error. */
function readRecord(record: JsonObject): JsonObject | null {
  const number = record['type']
  const type = number === undefined ? 'handshake' : typeof number === 'number' ? types[number - 1] : undefined
  if (type === undefined) return null
  return {
    type,
    target: textOf(record['target']),
    id: textOf(record['invocationId']),
    error: textOf(record['error']),
    protocol: textOf(record['protocol']),
    arguments: record['arguments'],
    result: record['result'],
    item: record['item'],
  }
}

/** `{"H":"hub","M":"method","A":[…],"I":0}` from the client; the server puts the same into an array `M`. */
function classicRecords(root: unknown): readonly JsonObject[] {
  if (!isObject(root)) return []
  const calls = Array.isArray(root['M']) ? root['M'].slice(0, mostRecords) : [root]
  return calls
    .map((call) => (isObject(call) ? (readCall(call) ?? readAnswer(call)) : null))
    .filter((one) => one !== null)
}

function readAnswer({ I: id, E: error, R: result }: JsonObject): JsonObject | null {
  if (typeof id !== 'string' && typeof id !== 'number') return null
  return { type: 'completion', id: String(id), error: textOf(error), result }
}

function readCall(call: JsonObject): JsonObject | null {
  const { H: hub, M: target, A: given, I: id } = call
  if (typeof target !== 'string') return null
  return {
    type: 'invocation',
    hub: textOf(hub),
    target,
    id: typeof id === 'number' ? String(id) : textOf(id),
    arguments: given,
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
