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
  /** An earlier message of the same window could not be read, so this one cannot be either. */
  | { readonly kind: 'lost' }

export class Inflater {
  private readonly settings: DeflateSettings
  private readonly limit: number
  private readonly charge: (bytes: number) => void
  private history: Buffer = none
  private isLost = false

  constructor(settings: DeflateSettings, limit: number, charge: (bytes: number) => void) {
    this.settings = settings
    this.limit = limit
    this.charge = charge
  }

  inflate(message: Buffer): Inflated {
    if (this.isLost) return { kind: 'lost' }
    try {
      const bytes = this.decode(message)
      if (this.settings.takeover) this.remember(bytes)
      return { kind: 'ok', bytes }
    } catch (error) {
      this.lose()
      return { kind: isTooLarge(error) ? 'limit' : 'error' }
    }
  }

  /** A message went by unread. */
  lose(): void {
    this.isLost = this.settings.takeover
    this.keep(none)
  }

  private decode(message: Buffer): Buffer {
    return inflateRawSync(Buffer.concat([message, tail]), {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: this.limit,
      chunkSize: Math.min(largestChunk, Math.max(smallestChunk, message.length * 4)),
      ...(this.history.length > 0 && { dictionary: this.history }),
    })
  }

  private remember(bytes: Buffer): void {
    // A compressor told to use 8 bits may use 9: RFC 1951 has no smaller window in zlib.
    const size = 1 << Math.max(9, this.settings.windowBits)
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

// RFC 7692 section 7.2.1: senders leave these four bytes off the end.
const tail = Buffer.from([0, 0, 0xff, 0xff])
const none = Buffer.alloc(0)
const smallestChunk = 1024
const largestChunk = 256 * 1024

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
