// The name of a field → the values that it can have at all, and the events that never have it.
import { categoryBits } from '../../event/category.ts'

export type Domain =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'range'; readonly least: number; readonly most: number }

const words = (...all: string[]): Domain => ({ kind: 'words', words: all })
const range = (least: number, most: number): Domain => ({ kind: 'range', least, most })

/** RFC 6455 for what a frame has; ports have two octets, and a status three digits, or is 0 where none was given. */
// biome-ignore format: table
const domains: Readonly<Record<string, Domain>> = {
  'event.outcome':             words('success', 'failure', 'unknown'),
  'session.from':              words('cookie', 'bearer', 'query'),
  'websocket.direction':       words('client', 'server'),
  'websocket.message.type':    words('text', 'binary'),
  'websocket.opcode_name':     words('continuation', 'text', 'binary', 'close', 'ping', 'pong', 'reserved'),
  'websocket.close.by':        words('client', 'server', 'transport', 'limit'),
  'socketio.engine':           words('open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'),
  'socketio.type':             words('connect', 'disconnect', 'event', 'ack', 'connect_error', 'binary_event', 'binary_ack'),
  'graphql.operation.type':    words('query', 'mutation', 'subscription'),
  'source.port':               range(0, 65_535),
  'destination.port':          range(0, 65_535),
  'http.response.status_code': range(0, 999),
  'websocket.opcode':          range(0, 15),
  'websocket.rsv':             range(0, 7),
  'websocket.close.code':      range(0, 65_535),
  'event.risk_score':          range(0, 100),
}

const sizes =
  /^(?:event\.duration|websocket\.(?:frame\.sequence|payload\.bytes|message\.(?:bytes|fragments|(?:smallest|largest)_fragment|duration|control_frames)|(?:client|server)\.\w+))$/

/** Null where nothing is known of its values. */
export function domainOf(field: string): Domain | null {
  if (Object.hasOwn(domains, field)) return domains[field]!
  return sizes.test(field) ? range(0, Number.MAX_SAFE_INTEGER) : null
}

/** Fields that tell of one thing, and the events that are certainly of another. */
// biome-ignore format: table
const lacking: readonly (readonly [fields: RegExp, categories: number])[] = [
  [/^websocket\.(?:frame\.sequence|opcode|opcode_name|fin|rsv|masked)$/, categoryBits(['handshake', 'request', 'connection'])],
  [/^websocket\.payload\./,                                              categoryBits(['handshake', 'request', 'connection'])],
  [/^websocket\.message\./,                                              categoryBits(['handshake', 'request', 'close'])],
  [/^websocket\.close\./,                                                categoryBits(['handshake', 'request', 'message'])],
  [/^(?:rpc|socketio|stomp|graphql|mqtt|signalr)\./,                     categoryBits(['handshake', 'request', 'frame', 'close', 'connection'])],
  [/^websocket\.(?:client|server)\./,                                    categoryBits(['handshake', 'request', 'frame', 'message'])],
]

/** Whether no event of these categories ever has the field. */
export const isLacking = (field: string, categories: number): boolean =>
  categories !== 0 && lacking.some(([fields, without]) => fields.test(field) && (categories & ~without) === 0)
