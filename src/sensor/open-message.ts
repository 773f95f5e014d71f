// A message whose last frame has not come: what its frames were so far.
import type { Cut } from './record.ts'

export class OpenMessage {
  readonly type: 'text' | 'binary'
  readonly compressed: boolean
  fragments = 0
  /** Payload bytes on the wire. */
  bytes = 0
  /** Control frames since its first frame. */
  controlFrames = 0
  private readonly start: Cut['start']
  private smallest = Number.POSITIVE_INFINITY
  private largest = 0

  constructor(type: 'text' | 'binary', compressed: boolean, { us, nanos }: Cut['start']) {
    this.type = type
    this.compressed = compressed
    this.start = { us, nanos }
  }

  /** One more frame, with so many bytes of payload. */
  add(bytes: number): void {
    this.fragments++
    this.bytes += bytes
    this.smallest = Math.min(this.smallest, bytes)
    this.largest = Math.max(this.largest, bytes)
  }

  get cut(): Cut | null {
    const { fragments, smallest, largest, start, controlFrames } = this
    return fragments > 1 ? { smallest, largest, start, controlFrames } : null
  }
}
