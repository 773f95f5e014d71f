// The first bytes of a binary message → the protocol that begins with them, where something is carried inside.

/** As `websocket.payload.protocol` has them. */
export const innerProtocols = [
  'ssh',
  'tls',
  'socks4',
  'socks5',
  'http',
  'openvpn',
  'wireguard',
  'rdp',
  'rfb',
  'postgresql',
] as const

export type InnerProtocol = (typeof innerProtocols)[number]

/** Null where it begins as none of them; what is too short to be told from chance is none. */
export function innerProtocolOf(bytes: Uint8Array): InnerProtocol | null {
  for (const name of innerProtocols) if (beginsAs[name](bytes)) return name
  return null
}

type Test = (bytes: Uint8Array) => boolean

const beginsAs: Readonly<Record<InnerProtocol, Test>> = {
  // RFC 4253 section 4.2.
  ssh: (b) => starts(b, 'SSH-2.0-') || starts(b, 'SSH-1.'),
  // RFC 8446 sections 4 and 5.1: a record of the type handshake that begins with a hello of the client or the server.
  tls: (b) =>
    b.length >= 44 &&
    b[0] === 22 &&
    b[1] === 3 &&
    b[2]! <= 4 &&
    (b[5] === 1 || b[5] === 2) &&
    length24(b, 6) + 4 <= length16(b, 3),
  // CONNECT or BIND, port, address, and a user's name up to a zero.
  socks4: (b) =>
    b.length >= 9 &&
    b.length <= 512 &&
    b[0] === 4 &&
    (b[1] === 1 || b[1] === 2) &&
    length16(b, 2) > 0 &&
    b.at(-1) === 0,
  // RFC 1928 section 4: what to connect to. The greeting before it is three bytes or four, which many a message is.
  socks5: (b) => b[0] === 5 && isRequest(b),
  // RFC 9112 section 3.
  http: (b) => methods.some((method) => starts(b, method)) && lineOf(b).includes(' HTTP/1.'),
  // A reset of the client, of its length over TCP or bare, with a session id and nothing acknowledged.
  openvpn: (b) => isReset(b, 0) || (b.length >= 16 && length16(b, 0) === b.length - 2 && isReset(b, 2)),
  // An initiation of 148 bytes or its answer of 92.
  wireguard: (b) => isWireGuard(b, 1, 148) || isWireGuard(b, 2, 92),
  // TPKT with a connection request of X.224 in it.
  rdp: (b) => b.length >= 11 && b[0] === 3 && b[1] === 0 && length16(b, 2) === b.length && b[5] === 0xe0,
  // RFC 6143 section 7.1.1.
  rfb: (b) => b.length === 12 && starts(b, 'RFB 00') && b[11] === 10,
  // A startup message of protocol 3.0, or one that asks for TLS.
  postgresql: (b) =>
    b.length >= 8 && length32(b, 0) === b.length && (length32(b, 4) === 196_608 || length32(b, 4) === 80_877_103),
}

const methods = ['GET ', 'POST ', 'PUT ', 'HEAD ', 'CONNECT ', 'OPTIONS ', 'DELETE ']

function isRequest(b: Uint8Array): boolean {
  if (b.length < 10 || b[1]! < 1 || b[1]! > 3 || b[2] !== 0) return false
  const [kind, name] = [b[3], b[4]!]
  return b.length === (kind === 1 ? 10 : kind === 4 ? 22 : kind === 3 ? 7 + name : -1)
}

/** With a digest before its end (tls-auth) or without; it acknowledges nothing and is the first of its packets. */
const isReset = (b: Uint8Array, at: number): boolean =>
  b[at] === 0x38 &&
  [14, 42].includes(b.length - at) &&
  b.subarray(at + 1, at + 9).every((one) => one !== 0) &&
  b.subarray(-5).every((one) => one === 0)

const isWireGuard = (b: Uint8Array, kind: number, size: number): boolean =>
  b.length === size && b[0] === kind && b[1] === 0 && b[2] === 0 && b[3] === 0

function starts(bytes: Uint8Array, text: string): boolean {
  if (bytes.length < text.length) return false
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false
  return true
}

function lineOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(10)
  return String.fromCharCode(...bytes.subarray(0, Math.min(end < 0 ? bytes.length : end, 2048)))
}

const length16 = (b: Uint8Array, at: number): number => b[at]! * 256 + b[at + 1]!
const length24 = (b: Uint8Array, at: number): number => length16(b, at) * 256 + b[at + 2]!
const length32 = (b: Uint8Array, at: number): number => length16(b, at) * 65_536 + length16(b, at + 2)
