// A masked payload → its bytes in memory that is used again and again, and whether they are ASCII. RFC 6455 section 5.3.

export class Scratch {
  /** The payload that was loaded last, from 0 on. */
  bytes = Buffer.alloc(0)
  private words = wordsOf(this.bytes)
  private source: DataView = new DataView(this.bytes.buffer)

  /** Unmasks a payload four bytes at a time. `key` has the mask's first byte lowest; 0 for no mask. True for pure ASCII. */
  load(from: Buffer, start: number, length: number, key: number): boolean {
    if (length > this.bytes.length) this.grow(length)
    if (this.source.buffer !== from.buffer) this.source = new DataView(from.buffer)
    const { source, words, bytes } = this
    const mask = isLittleEndian ? key : swapped(key)
    const whole = length >> 2
    let all = 0
    for (let word = 0, at = from.byteOffset + start; word < whole; word++, at += 4) {
      const unmasked = source.getInt32(at, isLittleEndian) ^ mask
      words[word] = unmasked
      all |= unmasked
    }
    for (let at = whole << 2; at < length; at++) {
      const byte = from[start + at]! ^ ((key >>> ((at & 3) << 3)) & 255)
      bytes[at] = byte
      all |= byte
    }
    return (all & 0x80808080) === 0
  }

  private grow(length: number): void {
    // Of its own memory, whose words are aligned.
    this.bytes = Buffer.from(new ArrayBuffer((Math.max(length, this.bytes.length * 2) + 3) & ~3))
    this.words = wordsOf(this.bytes)
  }
}

/** Whole words are in the byte order of the machine. */
const wordsOf = (bytes: Buffer): Int32Array => new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

const swapped = (word: number): number => Buffer.from(Int32Array.of(word).buffer).swap32().readInt32LE()
