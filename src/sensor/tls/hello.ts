// Hello messages of a TLS handshake → what they agree on. RFC 8446 sections 4.1 and 4.2. Null where they make no sense.
import { uint16 } from '../octets.ts'

export interface ClientHello {
  readonly random: Buffer
  /** Whom it wants to reach. RFC 6066 section 3. */
  readonly serverName: string | null
  /** What it wants to speak. RFC 7301. */
  readonly protocols: readonly string[]
}

export interface ServerHello {
  readonly random: Buffer
  readonly suite: number
  readonly is13: boolean
  /** It asks for another hello. Section 4.1.4. */
  readonly isRetry: boolean
}

export function readClientHello(body: Buffer): ClientHello | null {
  const at = new Reader(body)
  at.skip(2)
  const random = at.take(32)
  at.skipVector(1)
  at.skipVector(2)
  at.skipVector(1)
  const extensions = readExtensions(at)
  if (at.isShort) return null
  return {
    random: Buffer.from(random),
    serverName: serverName(extensions.get(extension.serverName)),
    protocols: protocols(extensions.get(extension.protocols)),
  }
}

export function readServerHello(body: Buffer): ServerHello | null {
  const at = new Reader(body)
  at.skip(2)
  const random = at.take(32)
  at.skipVector(1)
  const suite = at.number(2)
  at.skip(1)
  const version = readExtensions(at).get(extension.versions)
  if (at.isShort) return null
  const is13 = version?.length === 2 && uint16(version, 0) === 0x0304
  return { random: Buffer.from(random), suite, is13, isRetry: random.equals(retry) }
}

const extension = { serverName: 0, protocols: 16, versions: 43 }

// Section 4.1.3: the random that says so.
const retry = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex')

/** Where nothing follows there are none. */
function readExtensions(from: Reader): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>()
  if (from.isAtEnd) return found
  const at = new Reader(from.take(from.number(2)))
  while (!at.isAtEnd && !at.isShort) found.set(at.number(2), at.take(at.number(2)))
  return found
}

function serverName(bytes: Buffer | undefined): string | null {
  const at = new Reader(bytes ?? none)
  at.skip(3)
  const name = at.take(at.number(2)).toString('latin1')
  return !at.isShort && /^[\w.-]{1,255}$/.test(name) ? name.toLowerCase() : null
}

function protocols(bytes: Buffer | undefined): string[] {
  const at = new Reader(bytes ?? none)
  const found: string[] = []
  at.skip(2)
  while (!at.isAtEnd && !at.isShort) found.push(at.take(at.number(1)).toString('latin1'))
  return found.filter((name) => /^[\w./-]{1,32}$/.test(name)).slice(0, mostProtocols)
}

const none = Buffer.alloc(0)
const mostProtocols = 8

/** Takes bytes from the front; where too few are left it says so, and gives empty ones. */
class Reader {
  isShort = false
  private readonly bytes: Buffer
  private at = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length
  }

  take(length: number): Buffer {
    const end = this.at + length
    if (end > this.bytes.length) this.isShort = true
    const taken = this.isShort ? none : this.bytes.subarray(this.at, end)
    this.at = Math.min(end, this.bytes.length)
    return taken
  }

  number(bytes: 1 | 2): number {
    const taken = this.take(bytes)
    return taken.length < bytes ? 0 : taken.readUIntBE(0, bytes)
  }

  skip(length: number): void {
    this.take(length)
  }

  skipVector(lengthBytes: 1 | 2): void {
    this.skip(this.number(lengthBytes))
  }
}
