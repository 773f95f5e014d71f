// Bytes of a connection, however they were cut → the syslog messages in them. Bounded, and never throws.

/** Longer ones are no log lines: they are skipped and counted. A datagram cannot be longer either. */
export const longestMessage = 1 << 16
export const tooLong = 'message longer than 64 KiB'
export const cutOff = 'message cut off by the end of its connection'

/** Told of what is lost, with the first bytes of it. */
export type OnLost = (reason: string, begin: Uint8Array) => void

/** A message that comes in crumbs must not cost more than its bytes. */
const mostPieces = 64

const lineFeed = 0x0a
const nul = 0x00
const space = 0x20
const lessThan = 0x3c

/**
 * RFC 6587 section 3.4: a message is preceded by its length in octets, or followed by a line feed; some end it with NUL.
 * Which of them is told for each message anew.
 */
export class FrameCutter {
  readonly #onLost: OnLost
  /** The beginning of a message of which too little has come to tell its framing. */
  #undecided: Uint8Array = nothing
  /** Of the message being read: null between two. `left`: octets still to come, or until its end is found. */
  #left: number | 'to its end' | null = null
  #pieces: Uint8Array[] = []
  #length = 0
  /** It is too long: what still comes of it is thrown away. */
  #skipping = false

  constructor(onLost: OnLost) {
    this.#onLost = onLost
  }

  push(bytes: Uint8Array): readonly Uint8Array[] {
    const all = this.#undecided.length === 0 ? bytes : Buffer.concat([this.#undecided, bytes])
    this.#undecided = nothing
    const messages: Uint8Array[] = []
    const ends = new LineEnds(all)
    for (let at = 0; at < all.length; ) {
      if (this.#left === null) at = this.#begin(all, at)
      else if (this.#left === 'to its end') at = this.#readLine(all, at, ends.from(at), messages)
      else at = this.#readOctets(all, at, this.#left, messages)
    }
    return messages
  }

  /** The connection has ended: what has no end of its own ends with it. */
  end(): readonly Uint8Array[] {
    const messages: Uint8Array[] = []
    if (this.#undecided.length > 0) this.#add(this.#undecided)
    if (typeof this.#left === 'number' && !this.#skipping) this.#onLost(cutOff, this.#joined())
    else this.#finish(messages)
    return messages
  }

  #begin(bytes: Uint8Array, at: number): number {
    const framing = framingAt(bytes, at)
    if (framing === null) {
      this.#undecided = bytes.subarray(at)
      return bytes.length
    }
    this.#left = framing.octets ?? 'to its end'
    return framing.start
  }

  #readLine(bytes: Uint8Array, at: number, end: number | null, messages: Uint8Array[]): number {
    this.#add(bytes.subarray(at, end ?? bytes.length))
    if (end === null) return bytes.length
    this.#finish(messages)
    return end + 1
  }

  #readOctets(bytes: Uint8Array, at: number, left: number, messages: Uint8Array[]): number {
    const end = Math.min(bytes.length, at + left)
    this.#add(bytes.subarray(at, end))
    this.#left = left - (end - at)
    if (this.#left === 0) this.#finish(messages)
    return end
  }

  #add(piece: Uint8Array): void {
    if (this.#skipping || piece.length === 0) return
    this.#pieces.push(piece)
    this.#length += piece.length
    if (this.#pieces.length > mostPieces) this.#pieces = [this.#joined()]
    if (this.#length <= longestMessage) return
    this.#onLost(tooLong, this.#joined())
    this.#forget()
    this.#skipping = true
  }

  #finish(messages: Uint8Array[]): void {
    if (this.#length > 0) messages.push(this.#joined())
    this.#forget()
    this.#left = null
    this.#skipping = false
  }

  #joined(): Uint8Array {
    return this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces)
  }

  #forget(): void {
    this.#pieces = []
    this.#length = 0
  }
}

const nothing = new Uint8Array(0)

/** The next line feed or NUL, each looked for once over the same bytes. */
class LineEnds {
  readonly #bytes: Uint8Array
  readonly #next = new Map<number, number>()

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  from(at: number): number | null {
    const next = Math.min(this.#find(lineFeed, at), this.#find(nul, at))
    return Number.isFinite(next) ? next : null
  }

  #find(byte: number, at: number): number {
    const known = this.#next.get(byte) ?? -1
    if (known >= at) return known
    const found = this.#bytes.indexOf(byte, at)
    const next = found < 0 ? Number.POSITIVE_INFINITY : found
    this.#next.set(byte, next)
    return next
  }
}

interface Framing {
  /** Null where its end is marked. */
  readonly octets: number | null
  /** Where the message begins. */
  readonly start: number
}

/** More digits are no length of a message. */
const mostDigits = 7

/** A length is followed by a space and the `<` of the priority; a line that begins with a number is not. Null: not enough to tell. */
function framingAt(bytes: Uint8Array, at: number): Framing | null {
  let end = at
  while (end < bytes.length && isDigit(bytes[end]!) && end - at <= mostDigits) end++
  const digits = end - at
  if (digits === 0 || digits > mostDigits || bytes[at] === zero) return { octets: null, start: at }
  if (end + 1 >= bytes.length && (bytes[end] ?? space) === space) return null
  if (bytes[end] !== space || bytes[end + 1] !== lessThan) return { octets: null, start: at }
  return { octets: Number(Buffer.from(bytes.buffer, bytes.byteOffset + at, digits).toString('latin1')), start: end + 1 }
}

const zero = 0x30
const isDigit = (byte: number): boolean => byte >= zero && byte <= 0x39
