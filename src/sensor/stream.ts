// TCP segments of one direction, in any order → its bytes in order, each once, with the gaps named. RFC 9293 section 3.4.
import type { RecentSegments, Remembering } from './recent-segments.ts'

export interface Receiver {
  data(bytes: Buffer, start: number, end: number): void
  /** So many bytes went by unseen. */
  gap(length: number): void
  /** Bytes came again and were others: those that came first were kept. */
  differs(): void
}

export interface StreamBounds {
  /** Bytes kept behind a gap before it is given up. */
  readonly gapBytes: number
  /** Segments kept behind a gap before it is given up. */
  readonly gapSegments: number
}

export interface StreamSettings {
  readonly bounds: StreamBounds
  readonly recent: RecentSegments
  readonly charge: (bytes: number) => void
}

/** Bytes that came before those in front of them; `bytes` is null for what the capture cut off. */
interface Piece {
  readonly sequence: number
  readonly length: number
  readonly bytes: Buffer | null
}

export class Stream implements Remembering {
  /** True once the FIN was reached. */
  ended = false
  /** Payload bytes that had come before. */
  repeatedBytes = 0
  lastSegment = 0
  private readonly receiver: Receiver
  private readonly recent: RecentSegments
  private readonly bounds: StreamBounds
  private readonly charge: (bytes: number) => void
  private known = false
  /** Sequence number of the next byte. */
  private next = 0
  private finAt: number | null = null
  /** Sorted, disjoint, all behind `next`. */
  private pieces: Piece[] = []
  private held = 0

  constructor(receiver: Receiver, { bounds, recent, charge }: StreamSettings) {
    this.receiver = receiver
    this.bounds = bounds
    this.recent = recent
    this.charge = charge
  }

  /** The stream's bytes begin with this sequence number. */
  startAt(sequence: number): void {
    this.known = true
    this.next = sequence
  }

  /** Nobody wants the bytes before this sequence number. */
  pass(sequence: number): void {
    this.shed()
    this.startAt(sequence | 0)
  }

  /** Where the stream stands; null before it began. */
  position(): number | null {
    return this.known ? this.next : null
  }

  /** One segment's payload. `missing` bytes behind it were cut off by the capture. */
  segment(sequence: number, bytes: Buffer, start: number, end: number, missing: number): void {
    if (!this.known) this.startAt(sequence)
    const ahead = (sequence - this.next) | 0
    if (ahead === 0 && this.pieces.length === 0) this.deliver(bytes, start, end, missing)
    else if (ahead > 0 || this.pieces.length > 0) this.hold(sequence, bytes, start, end, missing)
    else {
      this.compare(sequence, bytes, start, Math.min(end, start - ahead))
      this.overlap(-ahead, bytes, start, end, missing)
    }
  }

  /** The sender's last byte is the one before this sequence number. */
  finish(sequence: number): void {
    if (!this.known) this.startAt(sequence)
    if (this.finAt === null && ((sequence - this.next) | 0) >= 0) this.finAt = sequence
    this.checkEnd()
  }

  /** The receiver has got everything before this sequence number: what is missing there, the capture missed. */
  acknowledged(sequence: number): void {
    if (this.finAt !== null && ((sequence - this.finAt) | 0) > 0) this.flush()
    const [first] = this.pieces
    if (first === undefined || this.pieces.length < reorderedSegments) return
    if (((sequence - first.sequence) | 0) >= 0) this.skipGap()
  }

  /** Gives up every gap: nothing more will come to fill them. */
  flush(): void {
    this.shed()
    if (this.finAt !== null && ((this.finAt - this.next) | 0) > 0) this.skip(this.finAt - this.next)
    this.checkEnd()
  }

  /** Gives up the gaps that bytes are kept behind, and so the bytes. */
  shed(): void {
    while (this.pieces.length > 0) this.skipGap()
  }

  /** With what was delivered. RFC 9293 section 3.8.4: a keep-alive may repeat the last byte with any contents. */
  private compare(sequence: number, bytes: Buffer, start: number, end: number): void {
    if (end - start > 1 && this.recent.differs(this, sequence, bytes, start, end)) this.receiver.differs()
  }

  private deliver(bytes: Buffer, start: number, end: number, missing: number): void {
    const { next } = this
    this.next = (next + end - start) | 0
    if (end > start) {
      this.recent.add(this, next, bytes, start, end)
      this.receiver.data(bytes, start, end)
    }
    if (missing > 0) this.skip(missing)
    this.checkEnd()
  }

  private skip(length: number): void {
    const gap = length | 0
    this.next = (this.next + gap) | 0
    this.receiver.gap(gap)
  }

  private checkEnd(): void {
    if (this.finAt !== null && ((this.next - this.finAt) | 0) >= 0) this.ended = true
  }

  /** The first `behind` bytes came before. */
  private overlap(behind: number, bytes: Buffer, start: number, end: number, missing: number): void {
    const fresh = start + behind
    this.repeatedBytes += Math.min(behind, end - start)
    if (fresh < end) this.deliver(bytes, fresh, end, missing)
    else if (fresh < end + missing) this.deliver(bytes, end, end, end + missing - fresh)
  }

  private hold(sequence: number, bytes: Buffer, start: number, end: number, missing: number): void {
    const behind = (this.next - sequence) | 0
    if (behind > 0) this.compare(sequence, bytes, start, Math.min(end, start + behind))
    this.insert(sequence, bytes, start, end - start)
    if (missing > 0) this.insert(sequence + end - start, null, 0, missing)
    this.drain()
    if (this.held > this.bounds.gapBytes || this.pieces.length > this.bounds.gapSegments) this.skipGap()
  }

  /** Keeps the parts of a segment that no earlier segment brought: the first copy of a byte wins. */
  private insert(sequence: number, bytes: Buffer | null, start: number, length: number): void {
    const end = (sequence - this.next + length) | 0
    const begin = (sequence - this.next) | 0
    let from = Math.max(begin, 0)
    for (let index = 0; from < end; index++) {
      const piece = this.pieces[index]
      const pieceFrom = piece === undefined ? end : (piece.sequence - this.next) | 0
      const to = Math.min(end, pieceFrom)
      if (from < to) {
        const at = start + from - begin
        this.pieces.splice(index++, 0, this.piece((this.next + from) | 0, to - from, bytes, at))
      }
      if (piece !== undefined) {
        if (bytes !== null && from < end)
          this.compareHeld(piece, pieceFrom - begin, bytes.subarray(start, start + length))
        from = Math.max(from, pieceFrom + piece.length)
      } else break
    }
  }

  /** With what is held, which begins so many bytes behind the new bytes' first. */
  private compareHeld(piece: Piece, offset: number, bytes: Buffer): void {
    const from = Math.max(0, offset)
    const to = Math.min(bytes.length, offset + piece.length)
    if (piece.bytes === null || from >= to) return
    if (piece.bytes.compare(bytes, from, to, from - offset, to - offset) !== 0) this.receiver.differs()
  }

  private piece(sequence: number, length: number, bytes: Buffer | null, at: number): Piece {
    if (bytes === null) return { sequence, length, bytes }
    this.account(length)
    return { sequence, length, bytes: Buffer.from(bytes.subarray(at, at + length)) }
  }

  private account(bytes: number): void {
    this.held += bytes
    this.charge(bytes)
  }

  /** Delivers what has become contiguous. */
  private drain(): void {
    for (let first = this.pieces[0]; first !== undefined && first.sequence === this.next; first = this.pieces[0]) {
      this.pieces.shift()
      if (first.bytes === null) this.skip(first.length)
      else {
        this.account(-first.length)
        this.deliver(first.bytes, 0, first.length, 0)
      }
    }
    this.checkEnd()
  }

  private skipGap(): void {
    const [first] = this.pieces
    if (first !== undefined && first.sequence !== this.next) this.skip(first.sequence - this.next)
    this.drain()
  }
}

/** So many segments behind a gap make it a loss and not a reordering. RFC 5681 section 3.2. */
const reorderedSegments = 3
