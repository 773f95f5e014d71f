// Text of an Engine.IO message → the Socket.IO packet in it. Socket.IO protocol 5, Engine.IO protocol 4. Never throws.

export interface Packet {
  /** 0 connect, 1 disconnect, 2 event, 3 acknowledgement, 4 connect error, 5 and 6 the same as 2 and 3 with binary parts. */
  readonly type: number
  readonly namespace: string
  /** Binary messages that follow it. */
  readonly attachments: number
  /** What the event is called, and its arguments; objects as JSON. */
  readonly event: string | null
  readonly args: readonly string[] | null
}

/** Null where the text is no Socket.IO packet: pings, probes, and what other programs send over Engine.IO. */
export function readPacket(text: string): Packet | null {
  const head = packetHead.exec(text)
  if (head === null) return null
  const type = Number(head[1])
  const root = parse(text.slice(head[0].length))
  const list = Array.isArray(root) ? root : root === null ? [] : [root]
  const isEvent = (type === 2 || type === 5) && typeof list[0] === 'string'
  const args = (isEvent ? list.slice(1) : list).map(asText)
  return {
    type,
    namespace: head[3] ?? '/',
    attachments: Number(head[2] ?? 0),
    event: isEvent ? (list[0] as string) : null,
    args: args.length > 0 ? args : null,
  }
}

/** `4` for a message, the packet's type, how many attachments, the namespace unless it is the first, an id to answer. */
const packetHead = /^4([0-6])(?:(\d{1,3})-)?(?:(\/[^,[{]{0,200}),?)?(?:\d{1,15})?(?=[[{"]|$)/

function parse(json: string): unknown {
  try {
    return json === '' ? null : JSON.parse(json)
  } catch {
    return null
  }
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
