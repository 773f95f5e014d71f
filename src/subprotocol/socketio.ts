// Socket.IO in Engine.IO: `42/admin,7["transfer",{…}]`. Protocols 3 and 4 of Engine.IO write texts alike.
import { isObject, type JsonObject } from '../event/tree.ts'
import type { Decoder } from './decoder.ts'
import { parseJson } from './message.ts'

export const socketio: Decoder = {
  prefix: 'socketio',
  records: null,
  subprotocol: null,
  path: /\/socket\.io(?:\/|$)/,
  decode({ text, octets }, by) {
    if (octets !== null) return null
    const packet = by === 'name' ? readEngine(text) : isUnmistakable(text) ? readEngine(text) : null
    return packet && [packet]
  },
}

const engineTypes = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop']
const socketTypes = ['connect', 'disconnect', 'event', 'ack', 'connect_error', 'binary_event', 'binary_ack']

/** A number alone, as a ping is, may be anything. */
const isUnmistakable = (text: string): boolean =>
  /^(?:0\{"sid":|[23]probe$|4[0-6](?:\d{1,3}-)?(?:\/[^,]{0,200},)?\d{0,15}[[{])/.test(text)

function readEngine(text: string): JsonObject | null {
  const engine = engineTypes[text.charCodeAt(0) - zero]
  if (engine === undefined) return null
  const rest = text.slice(1)
  if (engine === 'message') return readSocket(rest)
  if (engine === 'open') return { engine, data: parseJson(rest) }
  return rest === '' || rest === 'probe' ? { engine } : null
}

const zero = 0x30

/** Type, attachments, namespace, acknowledgement, payload: as Socket.IO protocol 5 puts them together. */
const packet = /^([0-6])(?:(\d{1,3})-)?(?:(\/[^,?[{]{0,200})(?:\?[^,]{0,2000})?(?:,|$))?(\d{1,15})?/

function readSocket(text: string): JsonObject | null {
  const head = packet.exec(text)
  if (!head) return null
  const [whole, digit, attachments, namespace = '/', id] = head
  const type = socketTypes[Number(digit)]!
  const rest = text.slice(whole.length)
  const payload = rest === '' ? undefined : parseJson(rest)
  if (rest !== '' && payload === undefined) return null
  return {
    engine: 'message',
    type,
    namespace,
    id: id === undefined ? null : Number(id),
    attachments: attachments === undefined ? null : Number(attachments),
    ...said(type, payload),
  }
}

/** An event is its name and its arguments; whatever else there is, is data. */
function said(type: string, payload: unknown): JsonObject {
  if (payload === undefined) return {}
  if (!Array.isArray(payload)) return { data: isObject(payload) ? payload : { message: payload } }
  if (type.endsWith('ack')) return { args: payload }
  const [event, ...args] = payload
  return typeof event === 'string' ? { event, args } : { args: payload }
}
