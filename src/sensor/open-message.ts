// A message whose last frame has not come: what its frames were so far.
import { utf8, utf8Next } from './features/utf8.ts'
import type { Cut } from './record.ts'

export class OpenMessage {
  readonly type: 'text' | 'binary'
  readonly compressed: boolean
  fragments = 0
  /** Payload bytes on the wire. */
  bytes = 0
  /** Control frames since its first frame. */
  controlFrames = 0
  private utf8State: number = utf8.whole
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

  /** Whether bytes that come next make it plain that the text is no UTF-8; said once. */
  breaksUtf8(bytes: Uint8Array, length: number): boolean {
    if (this.utf8State === utf8.invalid) return false
    for (let at = 0; at < length && this.utf8State !== utf8.invalid; at++)
      this.utf8State = utf8Next(this.utf8State, bytes[at]!)
    return this.utf8State === utf8.invalid
  }

  /** Some of its bytes are not known: what comes behind them tells nothing. */
  loseText(): void {
    this.utf8State = utf8.invalid
  }

  get cut(): Cut | null {
    const { fragments, smallest, largest, start, controlFrames } = this
    return fragments > 1 ? { smallest, largest, start, controlFrames } : null
  }
}
