// IP packets cut in transit, their pieces in any order → whole ones. RFC 791 section 3.2, RFC 8200 section 4.5.

export interface Fragment {
  readonly version: 4 | 6
  /** Addresses as in `Segment`; copied where they are kept. */
  readonly words: Int32Array
  readonly id: number
  /** What it says is inside; of IPv6 only the first piece is believed. */
  readonly protocol: number
  /** Where in the packet's data it belongs. */
  readonly offset: number
  readonly isLast: boolean
  /** Its data are bytes `start` to `end`; copied. */
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  /** Capture time. */
  readonly us: number
}

export interface Whole {
  readonly protocol: number
  readonly bytes: Buffer
}

interface Piece {
  readonly offset: number
  readonly bytes: Buffer
}

/** A packet of which pieces are missing. */
interface Datagram {
  readonly firstUs: number
  /** Sorted by offset, disjoint. */
  pieces: Piece[]
  /** Bytes of them. */
  bytes: number
  /** Length of the whole; -1 until the last piece came. */
  length: number
  /** -1 until the first piece came. */
  protocol: number
  /** It had pieces that no receiver puts together. */
  isRefused: boolean
}

export class Fragments {
  /** Pieces that came. */
  pieces = 0
  /** Pieces with bytes for a place that had some already; the same piece again is none of them. */
  overlaps = 0
  /** Packets that were given up: pieces did not come in time, or no receiver would put them together. */
  lost = 0
  /** Bytes kept. */
  held = 0
  private readonly limit: number
  /** The one begun first comes first. */
  private readonly datagrams = new Map<string, Datagram>()

  constructor(limit: number) {
    this.limit = limit
  }

  /** The packet that this piece makes whole. */
  add(fragment: Fragment): Whole | null {
    this.pieces++
    this.expire(fragment.us)
    const key = keyOf(fragment)
    const datagram = this.find(key, fragment.us)
    if (!datagram.isRefused && fragment.end > fragment.start) this.take(datagram, fragment)
    if (isWhole(datagram)) {
      this.forget(key, datagram)
      return { protocol: datagram.protocol, bytes: Buffer.concat(datagram.pieces.map(({ bytes }) => bytes)) }
    }
    this.enforce()
    return null
  }

  /** Gives up what is kept: nothing more will come. */
  clear(): void {
    for (const [key, datagram] of this.datagrams) this.giveUp(key, datagram)
  }

  private find(key: string, us: number): Datagram {
    const known = this.datagrams.get(key)
    if (known) return known
    const datagram: Datagram = { firstUs: us, pieces: [], bytes: 0, length: -1, protocol: -1, isRefused: false }
    this.datagrams.set(key, datagram)
    this.held += costOfDatagram
    return datagram
  }

  private take(datagram: Datagram, fragment: Fragment): void {
    const { offset, isLast, version } = fragment
    const bytes = fragment.bytes.subarray(fragment.start, fragment.end)
    const to = offset + bytes.length
    if (!isPossible(datagram, to, isLast, bytes.length)) {
      this.refuse(datagram)
      return
    }
    if (offset === 0 && datagram.protocol < 0) datagram.protocol = fragment.protocol
    if (isLast) datagram.length = to
    const at = placeOf(datagram.pieces, offset)
    const known = datagram.pieces[at]
    if (!overlaps(datagram.pieces, at, offset, to)) this.keep(datagram, at, { offset, bytes })
    else if (known?.offset !== offset || !known.bytes.equals(bytes))
      this.overlap(datagram, at, version, { offset, bytes })
  }

  private overlap(datagram: Datagram, at: number, version: 4 | 6, piece: Piece): void {
    this.overlaps++
    // RFC 5722 section 4: nobody puts such a packet together.
    if (version === 6) this.refuse(datagram)
    else this.fill(datagram, at, piece)
  }

  /** Keeps the parts that no earlier piece brought: the first copy of a byte wins. */
  private fill(datagram: Datagram, at: number, { offset, bytes }: Piece): void {
    const before = datagram.pieces[at - 1]
    let from = Math.max(offset, before === undefined ? 0 : endOf(before))
    const to = offset + bytes.length
    for (let index = at; from < to; index++) {
      const next = datagram.pieces[index]
      const until = Math.min(to, next?.offset ?? to)
      if (from < until)
        this.keep(datagram, index++, { offset: from, bytes: bytes.subarray(from - offset, until - offset) })
      if (next === undefined) break
      from = Math.max(from, endOf(next))
    }
  }

  private keep(datagram: Datagram, at: number, { offset, bytes }: Piece): void {
    datagram.pieces.splice(at, 0, { offset, bytes: Buffer.from(bytes) })
    datagram.bytes += bytes.length
    this.held += bytes.length + costOfPiece
  }

  /** What else comes of it is passed over. */
  private refuse(datagram: Datagram): void {
    this.lost++
    datagram.isRefused = true
    this.release(datagram)
  }

  private release(datagram: Datagram): void {
    this.held -= datagram.bytes + datagram.pieces.length * costOfPiece
    datagram.pieces = []
    datagram.bytes = 0
  }

  private forget(key: string, datagram: Datagram): void {
    this.datagrams.delete(key)
    this.held -= costOfDatagram + datagram.bytes + datagram.pieces.length * costOfPiece
  }

  private expire(us: number): void {
    for (const [key, datagram] of this.datagrams) {
      if (us - datagram.firstUs < patienceUs) return
      this.giveUp(key, datagram)
    }
  }

  private enforce(): void {
    for (const [key, datagram] of this.datagrams) {
      if (this.held <= this.limit) return
      this.giveUp(key, datagram)
    }
  }

  private giveUp(key: string, datagram: Datagram): void {
    if (!datagram.isRefused) this.lost++
    this.forget(key, datagram)
  }
}

/** RFC 1122 section 3.3.2 asks for 60 to 120 s; systems in use wait for 30. */
const patienceUs = 30e6

const longestDatagram = 65535
/** What keeping one takes beside its bytes, so that small ones count too. */
const costOfDatagram = 500
const costOfPiece = 200

/** RFC 791 section 3.2: all pieces but the last carry multiples of eight bytes, and none lies behind the last. */
function isPossible(datagram: Datagram, to: number, isLast: boolean, length: number): boolean {
  if (to > longestDatagram || (!isLast && length % 8 !== 0)) return false
  if (datagram.length >= 0 && (isLast ? to !== datagram.length : to > datagram.length)) return false
  const last = datagram.pieces.at(-1)
  return !isLast || last === undefined || endOf(last) <= to
}

const isWhole = ({ length, bytes, protocol, isRefused }: Datagram): boolean =>
  length === bytes && protocol >= 0 && !isRefused

const endOf = ({ offset, bytes }: Piece): number => offset + bytes.length

/** Index of the first piece that begins at the offset or behind it. */
function placeOf(pieces: readonly Piece[], offset: number): number {
  let [low, high] = [0, pieces.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (pieces[middle]!.offset < offset) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether a piece from `offset` to `to` has bytes of those beside the place where it belongs. */
function overlaps(pieces: readonly Piece[], at: number, offset: number, to: number): boolean {
  const before = pieces[at - 1]
  const next = pieces[at]
  return (before !== undefined && endOf(before) > offset) || (next !== undefined && next.offset < to)
}

/** RFC 791 section 3.2 tells packets apart by protocol too, RFC 8200 section 4.5 does not. */
const keyOf = ({ version, words, id, protocol }: Fragment): string =>
  version === 4 ? `${words[0]} ${words[4]} ${id} ${protocol}` : `${words.join(' ')} ${id}`
