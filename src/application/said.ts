// Text of a message → what was said, in one shape for JSON, Socket.IO, JSON-RPC, SignalR and STOMP. Never throws.

export type JsonObject = Readonly<Record<string, unknown>>

export interface Said {
  /** What the message calls itself: `login`, `auth.ok`. */
  readonly name: string | null
  /** Ties an answer to its request, where the protocol has such a thing. */
  readonly id: string | null
  /** The objects in which something may be told: the message, then what it wraps. */
  readonly bodies: readonly JsonObject[]
  /** Arguments by position. */
  readonly args: readonly unknown[]
  /** The decoded message as a whole: what a configured path starts from. */
  readonly root: unknown
}

export function decodeMessage(text: string): Said | null {
  const first = text.charCodeAt(0)
  if (first === brace || first === bracket) return fromJson(parseJson(text))
  if (first === digit4) return fromSocketIo(text)
  return fromStomp(text)
}

const [brace, bracket, digit4] = [0x7b, 0x5b, 0x34]

/** SignalR ends its records with 0x1E; the first record counts. */
function parseJson(text: string): unknown {
  const end = text.indexOf('\u001e')
  try {
    return JSON.parse(end < 0 ? text : text.slice(0, end))
  } catch {
    return undefined
  }
}

const nameKeys = ['type', 'event', 'action', 'op', 'operation', 'method', 'cmd', 'command', 'target', 'kind', 'msg']
const idKeys = ['id', 'requestId', 'request_id', 'reqId', 'req_id', 'invocationId', 'ref', 'nonce']
const bodyKeys = [
  'data',
  'payload',
  'params',
  'body',
  'd',
  'args',
  'arguments',
  'result',
  'response',
  'error',
  'message',
]

function fromJson(root: unknown): Said | null {
  if (Array.isArray(root)) {
    return typeof root[0] === 'string' ? fromArguments(root[0], root.slice(1), null, root) : null
  }
  if (!isObject(root)) return null
  const inside = wrapped(root)
  const bodies = [root, ...inside.filter(isObject)]
  return {
    name: nameOf(bodies),
    id: idOf(root),
    bodies: [...bodies, ...inside.flatMap((value) => (isObject(value) ? wrapped(value).filter(isObject) : []))],
    args: inside.find((value) => Array.isArray(value)) ?? [],
    root,
  }
}

const wrapped = (object: JsonObject): unknown[] => bodyKeys.map((key) => object[key]).filter((value) => value != null)

/** The outermost name; but `{"event":"message","data":{"type":"login"}}` is a login. */
function nameOf(bodies: readonly JsonObject[]): string | null {
  const names = bodies.map((body) => nameKeys.map((key) => body[key]).find((value) => typeof value === 'string'))
  const [outer, inner] = names.filter((name) => name !== undefined)
  return (outer === 'message' ? inner : outer) ?? null
}

function idOf(object: JsonObject): string | null {
  const id = idKeys.map((key) => object[key]).find((value) => typeof value === 'string' || typeof value === 'number')
  return id === undefined ? null : String(id)
}

function fromArguments(name: string | null, args: readonly unknown[], id: string | null, root: unknown): Said {
  const bodies = args.filter(isObject)
  return { name, id, bodies: [...bodies, ...bodies.flatMap((body) => wrapped(body).filter(isObject))], args, root }
}

/** Socket.IO protocol 5 in Engine.IO messages: `42/room,7["login",{…}]`, `437[{…}]`, `40{"token":…}`, `44{…}`. */
const packet = /^4([0234])(?:\/[^,]{0,100},)?(\d{0,15})(?=[[{]|$)/

function fromSocketIo(text: string): Said | null {
  const head = packet.exec(text)
  if (!head) return null
  const root = parseJson(text.slice(head[0].length))
  const id = head[2] === '' ? null : head[2]!
  switch (head[1]) {
    case '0':
      return fromArguments(isObject(root) && 'sid' in root ? 'authenticated' : 'auth', [root], null, root)
    case '4':
      return fromArguments('auth_failed', [root], null, root)
    case '3':
      return Array.isArray(root) ? fromArguments(null, root, id, root) : null
    default:
      return Array.isArray(root) && typeof root[0] === 'string' ? fromArguments(root[0], root.slice(1), id, root) : null
  }
}

/** STOMP 1.2: a login is CONNECT or STOMP, its answer CONNECTED or ERROR. */
const stompNames: Readonly<Record<string, string>> = {
  CONNECT: 'login',
  STOMP: 'login',
  CONNECTED: 'login_ok',
  ERROR: 'login_failed',
}

function fromStomp(text: string): Said | null {
  const command = /^(CONNECT|STOMP|CONNECTED|ERROR)\r?\n/.exec(text)?.[1]
  if (command === undefined) return null
  const [head = ''] = text.split(/\r?\n\r?\n/, 1)
  const headers: Record<string, string> = Object.create(null)
  for (const line of head.split(/\r?\n/).slice(1)) {
    const at = line.indexOf(':')
    if (at > 0) headers[line.slice(0, at).trim()] ??= line.slice(at + 1).trim()
  }
  return { name: stompNames[command]!, id: null, bodies: [headers], args: [], root: { command, headers } }
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
