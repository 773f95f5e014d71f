// A payload as it lies in the capture → its bytes or its text, decoded when asked for, the text at most once.
import { isUtf8 } from 'node:buffer'
import { Scratch } from './scratch.ts'

export class Payload {
  private readonly from: Buffer
  private readonly start: number
  /** Bytes kept. */
  readonly length: number
  /** The mask to undo, its first byte lowest; 0 for none. */
  private readonly key: number
  /** Whether the payload was longer than what is kept. */
  readonly isCut: boolean
  private decoded: string | null = null

  /** The bytes must not be written to any more. */
  constructor(from: Buffer, start: number, length: number, key: number, isCut: boolean) {
    this.from = from
    this.start = start
    this.length = length
    this.key = key
    this.isCut = isCut
  }

  /** The payload's bytes, unmasked. */
  bytes(): Buffer {
    const scratch = new Scratch()
    scratch.load(this.from, this.start, this.length, this.key)
    return scratch.bytes.subarray(0, this.length)
  }

  text(): string {
    if (this.decoded === null) this.check(new Scratch(), true)
    return this.decoded!
  }

  /** Whether the payload is valid UTF-8 as far as it is kept. Keeps the text where it is wanted at once. */
  check(scratch: Scratch, wantsText: boolean): boolean {
    if (scratch.load(this.from, this.start, this.length, this.key)) {
      if (wantsText) this.decoded = scratch.bytes.toString('latin1', 0, this.length)
      return true
    }
    const end = this.isCut ? wholeCharacters(scratch.bytes, this.length) : this.length
    if (wantsText) this.decoded = scratch.bytes.toString('utf8', 0, end)
    return isUtf8(scratch.bytes.subarray(0, end))
  }
}

/** Where the last whole character ends: a cut may have gone through one of up to four bytes. RFC 3629 section 3. */
function wholeCharacters(bytes: Buffer, length: number): number {
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back]!
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? length - back : length
    if (byte < 0x80) return length
  }
  return length
}
