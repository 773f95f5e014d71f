// Compressed messages of one direction → their bytes, never more than a limit. RFC 7692 section 7.2.2.
import { constants, inflateRawSync } from 'node:zlib'

export interface DeflateSettings {
  /** Whether the sender's window lives on from message to message. */
  readonly takeover: boolean
  /** Size of the sender's window as a power of two, 8 to 15. */
  readonly windowBits: number
}

export type Inflated =
  | { readonly kind: 'ok'; readonly bytes: Buffer }
  /** No deflate data, or data of a window that was not seen. */
  | { readonly kind: 'error' }
  | { readonly kind: 'limit' }
  /** It refers to an earlier message of the same window, which could not be read. */
  | { readonly kind: 'lost' }

export class Inflater {
  private readonly settings: DeflateSettings
  private readonly limit: number
  private readonly charge: (bytes: number) => void
  private history: Buffer = none
  /** False while bytes of the sender's window are unknown: what refers to them cannot be read, what does not can. */
  private isWhole = true

  constructor(settings: DeflateSettings, limit: number, charge: (bytes: number) => void) {
    this.settings = settings
    this.limit = limit
    this.charge = charge
  }

  inflate(message: Buffer): Inflated {
    try {
      const bytes = this.decode(message)
      if (this.settings.takeover) this.remember(bytes)
      return { kind: 'ok', bytes }
    } catch (error) {
      const { isWhole } = this
      this.lose()
      return { kind: isTooLarge(error) ? 'limit' : isWhole ? 'error' : 'lost' }
    }
  }

  /** A message went by unread. */
  lose(): void {
    this.isWhole = !this.settings.takeover
    this.keep(none)
  }

  private decode(message: Buffer): Buffer {
    let { bytes, used } = inflateOnce(Buffer.concat([message, tail]), this.history, this.limit)
    // Section 7.2.3.4: a block may say that it is the last, and another follow in the same message.
    for (let streams = 1; used < message.length; streams++) {
      if (streams > mostStreams) throw new RangeError('too many last blocks')
      const rest = Buffer.concat([message.subarray(used), tail])
      const more = inflateOnce(rest, Buffer.concat([this.history, bytes]), this.limit - bytes.length)
      bytes = Buffer.concat([bytes, more.bytes])
      used += more.used
    }
    return bytes
  }

  private remember(bytes: Buffer): void {
    // A compressor told to use 8 bits may use 9: RFC 1951 has no smaller window in zlib.
    const size = 1 << Math.max(9, this.settings.windowBits)
    this.isWhole ||= this.history.length + bytes.length >= size
    if (bytes.length >= size) this.keep(Buffer.from(bytes.subarray(bytes.length - size)))
    else if (bytes.length > 0) {
      const before = this.history.subarray(Math.max(0, this.history.length + bytes.length - size))
      this.keep(Buffer.concat([before, bytes]))
    }
  }

  private keep(history: Buffer): void {
    this.charge(history.length - this.history.length)
    this.history = history
  }
}

/** Up to the end of the bytes, or the first end that they name. Throws where they are no deflate data, or too much. */
function inflateOnce(bytes: Buffer, dictionary: Buffer, limit: number): { bytes: Buffer; used: number } {
  const inflated = inflateRawSync(bytes, {
    info: true,
    finishFlush: constants.Z_SYNC_FLUSH,
    // Zero would mean the largest of all.
    maxOutputLength: Math.max(1, limit),
    chunkSize: Math.min(largestChunk, Math.max(smallestChunk, bytes.length * 4)),
    ...(dictionary.length > 0 && { dictionary: dictionary.subarray(-largestWindow) }),
  })
  // With `info` Node returns the engine too, which its types do not say.
  const { buffer, engine } = inflated as unknown as { buffer: Buffer; engine: { bytesWritten: number } }
  return { bytes: buffer, used: Math.max(1, engine.bytesWritten) }
}

// RFC 7692 section 7.2.1: senders leave these four bytes off the end.
const tail = Buffer.from([0, 0, 0xff, 0xff])
const none = Buffer.alloc(0)
const smallestChunk = 1024
const largestChunk = 256 * 1024
const largestWindow = 1 << 15
/** Last blocks in one message: each costs a new beginning. */
const mostStreams = 64

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
