// What all streams have delivered lately, within bounds → whether bytes that come again are the same as the first time.
import { widened } from '../event/widened.ts'

/** Where a stream's last segment stands; the stream keeps it for us. */
export interface Remembering {
  /** 0 for nowhere. */
  lastSegment: number
}

/** The most; a power of two, so that a number's place is its lowest bits. */
const entries = 1 << 16
const leastRoom = 64

export class RecentSegments {
  /** Number of the segment that is added next; from 1 on. */
  private next = 1
  /** Number of the oldest that is still known. */
  private oldest = 1
  /** Bytes of packets that have gone by: how long ago a segment was, however the capture is cut. */
  private passed = 0
  private readonly limit: number
  /** Entries that there is room for: as many as were needed so far. */
  private room = 0
  private sequences = new Int32Array(0)
  private starts = new Int32Array(0)
  private lengths = new Int32Array(0)
  /** The segment of the same stream before. */
  private before = new Float64Array(0)
  private passedAt = new Float64Array(0)
  private readonly bytes: (Buffer | null)[] = [null]

  /** `limit`: bytes of packets. What is read at once is kept alive as long as something in it is remembered. */
  constructor(limit: number) {
    this.limit = limit
  }

  /** A packet of so many bytes goes by. */
  pass(bytes: number): void {
    this.passed += bytes
  }

  add(stream: Remembering, sequence: number, bytes: Buffer, start: number, end: number): void {
    const number = this.next++
    if (number - this.oldest >= entries) this.forgetOldest()
    const at = number & (entries - 1)
    if (at >= this.room) this.makeRoom()
    this.sequences[at] = sequence
    this.starts[at] = start
    this.lengths[at] = end - start
    this.before[at] = stream.lastSegment
    stream.lastSegment = number
    this.bytes[at] = bytes
    this.passedAt[at] = this.passed
    while (this.passed - this.passedAt[this.oldest & (entries - 1)]! > this.limit) this.forgetOldest()
  }

  /** Whether these bytes differ from what the stream had in their place, as far as that is still known. */
  differs(stream: Remembering, sequence: number, bytes: Buffer, start: number, end: number): boolean {
    let number = stream.lastSegment
    for (let steps = 0; number >= this.oldest && steps < mostSteps; steps++) {
      const at = number & (entries - 1)
      const offset = (this.sequences[at]! - sequence) | 0
      const from = Math.max(0, offset)
      const to = Math.min(end - start, offset + this.lengths[at]!)
      const known = this.starts[at]! - offset
      if (from < to && this.bytes[at]!.compare(bytes, start + from, start + to, known + from, known + to) !== 0)
        return true
      number = this.before[at]!
    }
    return false
  }

  private makeRoom(): void {
    this.room = Math.max(leastRoom, this.room * 2)
    this.sequences = widened(this.sequences, new Int32Array(this.room))
    this.starts = widened(this.starts, new Int32Array(this.room))
    this.lengths = widened(this.lengths, new Int32Array(this.room))
    this.before = widened(this.before, new Float64Array(this.room))
    this.passedAt = widened(this.passedAt, new Float64Array(this.room))
  }

  private forgetOldest(): void {
    this.bytes[this.oldest++ & (entries - 1)] = null
  }
}

/** Segments of a stream that are looked at: who sends again sends what was sent lately. */
const mostSteps = 256
