// Bytes of one side, of which nobody knows where a frame begins → where one does, and how sure that is.
import { headerSize, isControl, longestHeader } from './frame.ts'
import { uint16, uint32 } from './octets.ts'

/**
 * What could be a header says where the next one is: headers that fit, one behind the other, are evidence, and a frame
 * that ends with its segment is more of it, since applications send a frame with one write. Evidence is in bits: with
 * every one of them, half as many random bytes look the same.
 */
export class Resynchroniser {
  /** Evidence for the frames that are followed right now. */
  bits = 0
  /** Headers among it. */
  headers = 0
  /** Whether one of them said that its message is compressed. */
  hasCompressed = false
  private readonly fromClient: boolean
  private readonly allowsCompression: boolean
  /** Bytes to where the next header has to be; -1 where no frame is followed. */
  private left = -1

  constructor(fromClient: boolean, allowsCompression: boolean) {
    this.fromClient = fromClient
    this.allowsCompression = allowsCompression
  }

  /** How sure it is that frames begin where they were found: below 1. */
  get confidence(): number {
    return confidenceOf(this.bits)
  }

  /** Where frames begin among these bytes, which come right behind those before; -1 where that cannot be told yet. */
  find(bytes: Buffer, start: number, end: number): number {
    const followed = this.follow(bytes, start, end)
    return this.bits >= enough ? followed : -1
  }

  /** What came before these bytes tells nothing about them. */
  forget(): void {
    this.left = -1
    this.bits = this.headers = 0
  }

  /** The first header in the bytes, or -1. */
  private follow(bytes: Buffer, start: number, end: number): number {
    const { left } = this
    const length = end - start
    if (left > length) {
      // What was taken for a long frame may be none: a segment that speaks for itself counts for more.
      const other = new Resynchroniser(this.fromClient, this.allowsCompression)
      if (other.walk(bytes, start, end) && other.bits >= enough) return this.become(other, start)
      this.left -= length
      return -1
    }
    if (left < 0) this.forget()
    const first = left < 0 ? start : start + left
    if (this.walk(bytes, first, end)) return first
    return first > start && this.walk(bytes, start, end) ? start : -1
  }

  private become(other: Resynchroniser, at: number): number {
    this.bits = other.bits
    this.headers = other.headers
    this.hasCompressed = other.hasCompressed
    this.left = other.left
    return at
  }

  /** Follows headers from one place to the end of the bytes. False where one does not fit. */
  private walk(bytes: Buffer, from: number, end: number): boolean {
    let at = from
    while (at < end) {
      const length = this.frameLength(bytes, at, end)
      if (length < 0) {
        // A header that the segment cuts in two says where nothing is, but may be one.
        const isCut = end - at < longestHeader && this.bits >= enough && end - at < headerSize(bytes[at + 1] ?? 0)
        this.left = -1
        if (!isCut) this.forget()
        return isCut
      }
      this.bits += this.allowsCompression ? bitsOfHeader - 1 : bitsOfHeader
      this.headers++
      at += length
    }
    if (at === end) this.bits += bitsOfEnd
    this.left = at - end
    return true
  }

  /** Header and payload of the frame that begins here; -1 where none does. */
  private frameLength(bytes: Buffer, at: number, end: number): number {
    if (end - at < 2) return -1
    const [first, second] = [bytes[at]!, bytes[at + 1]!]
    const size = headerSize(second)
    if (end - at < size || !this.isPlausible(first, second)) return -1
    const length = payloadLength(bytes, at)
    if (length < 0) return -1
    if ((first & compressedBit) !== 0) this.hasCompressed = true
    return size + length
  }

  private isPlausible(first: number, second: number): boolean {
    const code = first & 15
    if (code > 10 || (code > 2 && code < 8) || second >= 128 !== this.fromClient) return false
    if (isControl(code)) return (first & 0xf0) === 0x80 && (second & 127) <= 125
    const reserved = first & 0x70
    // RSV2 and RSV3 belong to no extension in use; RFC 7692 section 6 has RSV1 on the first frame of a message.
    return reserved === 0 || (this.allowsCompression && reserved === compressedBit && code !== 0)
  }
}

/** Opcode, reserved bits and mask: so much of a header is known beforehand, a bit less where RSV1 may be set. */
const bitsOfHeader = 5
/** That a frame ends just where a segment does. */
const bitsOfEnd = 7
/** One frame in a segment of its own, or two that follow each other. */
const enough = 10

const compressedBit = 0x40

/** RFC 6455 section 5.2: the shortest form is the one to use; -1 for another, or for more than anybody sends. */
function payloadLength(bytes: Buffer, at: number): number {
  const short = bytes[at + 1]! & 127
  if (short < 126) return short
  const length = short === 126 ? uint16(bytes, at + 2) : uint32(bytes, at + 6)
  if (short === 126) return length < 126 ? -1 : length
  return uint32(bytes, at + 2) !== 0 || length < 65536 ? -1 : length
}

/** Evidence as a probability; never quite 1. */
export const confidenceOf = (bits: number): number => Math.min(0.9999, Math.floor((1 - 2 ** -bits) * 10_000) / 10_000)
