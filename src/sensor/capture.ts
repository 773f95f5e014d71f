// Bytes of a capture file, however cut → packets. What cannot be read is a problem with its offset, never a throw.
import type { CaptureFormat, OnSecrets, Window } from './capture-format.ts'
import { emptyPacket, type Packet } from './packet.ts'
import { pcapFormat } from './pcap.ts'
import { pcapngFormat } from './pcapng.ts'

/** Why reading stopped, or what was left out. */
export interface CaptureProblem {
  readonly reason: string
  /** Byte offset in the file. */
  readonly at: number
}

export class CaptureReader {
  readonly problems: CaptureProblem[] = []
  private readonly packet = emptyPacket()
  private readonly window: Window = { bytes: Buffer.alloc(0), at: 0 }
  private format: CaptureFormat | null = null
  private pending: Uint8Array[] = []
  private pendingBytes = 0
  /** Offset in the file of the window's first byte. */
  private base = 0
  private stopped = false
  private ended = false
  private readonly onSecrets: OnSecrets

  constructor(onSecrets: OnSecrets = () => {}) {
    this.onSecrets = onSecrets
  }

  /** The bytes are the reader's to keep: packets point into them. */
  push(bytes: Uint8Array): void {
    if (this.stopped || bytes.length === 0) return
    this.pending.push(bytes)
    this.pendingBytes += bytes.length
  }

  /** Whether nothing more can be read, whatever comes. */
  get isDone(): boolean {
    return this.stopped
  }

  /** No more bytes will come: what is left over is a truncation. */
  end(): void {
    this.ended = true
  }

  /** The next packet, valid until the next call; null where more bytes are needed or nothing is left. */
  next(): Packet | null {
    while (!this.stopped) {
      if (!this.passSkipped()) return this.finish()
      const format = this.recognised()
      if (format === null) return this.finish()
      const step = format.step(this.window, this.packet)
      if (step === 'packet') return this.packet
      if (step === 'broken') this.stop(format.broken)
      if (step === 'short' && !this.gather(format.needed)) return this.finish()
    }
    return null
  }

  private recognised(): CaptureFormat | null {
    if (this.format !== null) return this.format
    if (!this.gather(longestMagic)) return null
    this.format = formatOf(this.window.bytes, this.window.at, this.onSecrets)
    if (this.format === null) this.stop('not a capture')
    return this.format
  }

  /** Moves past what the format does not want to see; false where it has not come yet. */
  private passSkipped(): boolean {
    const { format, window } = this
    if (format === null || format.skip === 0) return true
    while (format.skip > 0) {
      const used = Math.min(format.skip, window.bytes.length - window.at)
      window.at += used
      format.skip -= used
      if (format.skip > 0 && !this.gather(1)) return false
    }
    return true
  }

  /** Makes `needed` bytes contiguous in the window; false where they have not come. */
  private gather(needed: number): boolean {
    const left = this.window.bytes.length - this.window.at
    if (left >= needed) return true
    if (left + this.pendingBytes < needed) return false
    const parts = left === 0 ? this.pending : [this.window.bytes.subarray(this.window.at), ...this.pending]
    this.base += this.window.at
    this.window.bytes = parts.length === 1 ? asBuffer(parts[0]!) : Buffer.concat(parts)
    this.window.at = 0
    this.pending = []
    this.pendingBytes = 0
    return true
  }

  private finish(): null {
    if (!this.ended || this.stopped) return null
    const left = this.window.bytes.length - this.window.at + this.pendingBytes
    if (this.format === null) this.stop(left === 0 && this.base === 0 ? 'empty file' : 'not a capture')
    else if (left > 0 || this.format.skip > 0) this.stop('truncated')
    this.stopped = true
    return null
  }

  private stop(reason: string): void {
    this.problems.push({ reason, at: this.base + this.window.at })
    this.stopped = true
    this.pending = []
    this.window.bytes = Buffer.alloc(0)
  }
}

const longestMagic = 4

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

const formatOf = (bytes: Uint8Array, at: number, onSecrets: OnSecrets = () => {}): CaptureFormat | null =>
  pcapFormat(bytes, at) ?? pcapngFormat(bytes, at, onSecrets)

/** Whether a file that begins with these bytes is a capture. */
export const recogniseCapture = (head: Uint8Array): boolean => head.length >= longestMagic && formatOf(head, 0) !== null
