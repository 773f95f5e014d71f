// Bytes of one direction of HTTP/2, however cut → its frames; what DATA frames carry is passed on as it comes. RFC 9113 section 4.
import { Collector } from '../collector.ts'
import { uint32 } from '../octets.ts'

// Section 6.
export const frameType = { data: 0, headers: 1, reset: 3, pushPromise: 5, goAway: 7, continuation: 9 } as const
export const frameFlag = { endStream: 1, endHeaders: 4, padded: 8, priority: 32 } as const

export interface FrameHead {
  readonly type: number
  readonly flags: number
  readonly stream: number
}

export interface Http2Sink {
  /** A frame other than DATA, whole. The payload is lent. */
  frame(head: FrameHead, payload: Buffer): void
  /** A frame that is not read, because it is too long or contradicts itself. */
  refused(head: FrameHead): void
  /** Bytes that a DATA frame carries, without its padding. */
  data(stream: number, bytes: Buffer, start: number, end: number): void
  /** So many of them are missing. */
  gap(stream: number, length: number): void
  /** The last of a stream's DATA frames is whole. */
  ended(stream: number): void
}

export class Http2Frames {
  private readonly sink: Http2Sink
  private readonly headBytes: number
  private readonly kept: Collector
  /** Bytes to pass over. */
  private skip: number
  /** Of the frame that is being read; null between frames. */
  private head: FrameHead | null = null
  /** Bytes of its payload still to come, and of the padding at its end. */
  private left = 0
  private padding = 0
  private isPaddingKnown = true

  /** `skip` bytes come before the first frame. */
  constructor(sink: Http2Sink, skip: number, bounds: { headBytes: number; charge: (bytes: number) => void }) {
    this.sink = sink
    this.skip = skip
    this.headBytes = bounds.headBytes
    this.kept = new Collector(bounds.headBytes, bounds.charge)
  }

  push(bytes: Buffer, start: number, end: number): void {
    for (let at = start; at < end; ) at = this.step(bytes, at, end)
  }

  /** So many bytes are missing. False where they hid the beginning of a frame. */
  gap(length: number): boolean {
    if (this.skip >= length) {
      this.skip -= length
      return true
    }
    const isCarried = this.head?.type === frameType.data && this.isPaddingKnown && this.left - this.padding > 0
    if (!isCarried || length > this.left - this.padding) return false
    this.sink.gap(this.head!.stream, length)
    this.left -= length
    this.finishData()
    return true
  }

  /** Gives up what it keeps; the frame that it was part of is not read. */
  shed(): void {
    if (this.head === null) return
    if (this.head.type !== frameType.data) this.refuse(this.head)
  }

  /** Nothing more will be read. */
  release(): void {
    this.kept.clear()
  }

  private step(bytes: Buffer, at: number, end: number): number {
    if (this.skip > 0) {
      const used = Math.min(this.skip, end - at)
      this.skip -= used
      return at + used
    }
    if (this.head === null) return this.readHead(bytes, at, end)
    return this.head.type === frameType.data ? this.readData(this.head, bytes, at, end) : this.collect(bytes, at, end)
  }

  /** Section 4.1: nine bytes. */
  private readHead(bytes: Buffer, at: number, end: number): number {
    const until = Math.min(end, at + headLength - this.kept.length)
    this.kept.append(bytes, at, until)
    if (this.kept.length < headLength) return until
    const head = this.kept.kept()
    const length = uint32(head, 0) >>> 8
    this.begin({ type: head[3]!, flags: head[4]!, stream: uint32(head, 5) & 0x7fffffff }, length)
    return until
  }

  private begin(head: FrameHead, length: number): void {
    this.kept.clear()
    this.head = head
    this.left = length
    this.padding = 0
    this.isPaddingKnown = head.type !== frameType.data || (head.flags & frameFlag.padded) === 0
    if (head.type !== frameType.data && length > this.headBytes) this.refuse(head)
    else if (length === 0) this.finish(head)
  }

  private readData(head: FrameHead, bytes: Buffer, at: number, end: number): number {
    if (!this.isPaddingKnown) {
      this.isPaddingKnown = true
      this.left--
      this.padding = bytes[at]!
      // Section 6.1: padding as long as the rest or longer is an error.
      if (this.padding > this.left) this.refuse(head)
      else this.finishData()
      return at + 1
    }
    const until = Math.min(end, at + this.left - this.padding)
    this.left -= until - at
    if (until > at) this.sink.data(head.stream, bytes, at, until)
    this.finishData()
    return until
  }

  /** Behind the last byte that is carried. */
  private finishData(): void {
    if (this.head !== null && this.left === this.padding) this.finish(this.head)
  }

  private collect(bytes: Buffer, at: number, end: number): number {
    const until = Math.min(end, at + this.left)
    this.kept.append(bytes, at, until)
    this.left -= until - at
    if (this.left === 0) this.finish(this.head!)
    return until
  }

  private refuse(head: FrameHead): void {
    this.kept.clear()
    this.skip = this.left
    this.head = null
    this.sink.refused(head)
  }

  private finish(head: FrameHead): void {
    this.head = null
    this.skip = this.padding
    if (head.type !== frameType.data) this.sink.frame(head, this.kept.take())
    else if ((head.flags & frameFlag.endStream) !== 0) this.sink.ended(head.stream)
  }
}

const headLength = 9
