// One direction of HTTP/2 → whole header blocks, carried bytes and ends of its streams. RFC 9113 section 6.
import { Collector } from '../collector.ts'
import { type FrameHead, frameFlag, frameType, Http2Frames, type Http2Sink } from './frames.ts'
import { type HeaderField, Hpack } from './hpack.ts'

export interface StreamSink extends Pick<Http2Sink, 'data' | 'gap' | 'ended'> {
  /** Null where they cannot be read. */
  headers(stream: number, fields: readonly HeaderField[] | null): void
  reset(stream: number): void
  /** A frame that is not read. */
  badFrame(): void
}

export interface SideSettings {
  /** Bytes before the first frame. */
  readonly skip: number
  readonly headBytes: number
  readonly charge: (bytes: number) => void
}

/** A header block that goes on in CONTINUATION frames. */
interface OpenBlock {
  readonly stream: number
  readonly endsStream: boolean
  /** A promise of a stream says nothing of this one. */
  readonly isPromise: boolean
}

export class Http2Side implements Http2Sink {
  private readonly sink: StreamSink
  private readonly frames: Http2Frames
  private readonly hpack: Hpack
  private readonly block: Collector
  private open: OpenBlock | null = null
  private isLost = false

  constructor(sink: StreamSink, { skip, headBytes, charge }: SideSettings) {
    this.sink = sink
    this.frames = new Http2Frames(this, skip, { headBytes, charge })
    this.hpack = new Hpack({ listBytes: headBytes, tableBytes: headBytes }, charge)
    this.block = new Collector(headBytes, charge)
  }

  /** False where the bytes cannot be read, since a gap hid the beginning of a frame. */
  push(bytes: Buffer, start: number, end: number): boolean {
    if (!this.isLost) this.frames.push(bytes, start, end)
    return !this.isLost
  }

  missing(length: number): void {
    if (this.isLost || this.frames.gap(length)) return
    this.isLost = true
    this.release()
  }

  /** Gives up what it keeps: streams that are open go on, later headers cannot be read. */
  shed(): void {
    this.frames.shed()
    this.loseHeaders()
  }

  /** Nothing more will be read. */
  release(): void {
    this.frames.release()
    this.loseHeaders()
  }

  frame(head: FrameHead, payload: Buffer): void {
    const { type, stream } = head
    if (type === frameType.headers || type === frameType.pushPromise) this.begin(head, payload)
    else if (type === frameType.continuation) this.goOn(head, payload)
    else if (type === frameType.reset) this.sink.reset(stream)
  }

  refused({ type }: FrameHead): void {
    this.sink.badFrame()
    if (holdsHeaders.has(type)) this.loseHeaders()
  }

  data(stream: number, bytes: Buffer, start: number, end: number): void {
    this.sink.data(stream, bytes, start, end)
  }

  gap(stream: number, length: number): void {
    this.sink.gap(stream, length)
  }

  ended(stream: number): void {
    this.sink.ended(stream)
  }

  private loseHeaders(): void {
    this.block.clear()
    this.open = null
    this.hpack.lose()
  }

  /** Sections 6.2 and 6.6. */
  private begin(head: FrameHead, payload: Buffer): void {
    const isPadded = (head.flags & frameFlag.padded) !== 0
    const padding = isPadded ? (payload[0] ?? 0) : 0
    const isPromise = head.type === frameType.pushPromise
    const extra = isPromise ? 4 : (head.flags & frameFlag.priority) !== 0 ? 5 : 0
    const start = (isPadded ? 1 : 0) + extra
    const end = payload.length - padding
    if (this.open !== null || start > end) {
      this.refused(head)
      return
    }
    this.open = { stream: head.stream, endsStream: (head.flags & frameFlag.endStream) !== 0, isPromise }
    this.add(head, payload, start, end)
  }

  /** Section 6.10: nothing may come between the parts of a block. */
  private goOn(head: FrameHead, payload: Buffer): void {
    if (this.open?.stream !== head.stream) this.refused(head)
    else this.add(head, payload, 0, payload.length)
  }

  private add(head: FrameHead, payload: Buffer, start: number, end: number): void {
    this.block.append(payload, start, end)
    if ((head.flags & frameFlag.endHeaders) !== 0) this.finish(this.open!)
  }

  private finish({ stream, endsStream, isPromise }: OpenBlock): void {
    const { isCut } = this.block
    const block = this.block.take()
    this.open = null
    if (isCut) this.hpack.lose()
    const fields = this.hpack.decode(block)
    if (fields === null) this.sink.badFrame()
    if (!isPromise) this.sink.headers(stream, fields)
    if (endsStream && !isPromise) this.sink.ended(stream)
  }
}

const holdsHeaders: ReadonlySet<number> = new Set([frameType.headers, frameType.pushPromise, frameType.continuation])
