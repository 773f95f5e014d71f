// A masked payload → its bytes in memory that is used again and again, and whether they are ASCII. RFC 6455 section 5.3.

export class Scratch {
  /** The payload that was loaded last, from 0 on. */
  bytes = Buffer.alloc(0)
  private target = viewOf(this.bytes)
  private source = this.target

  /** Unmasks a payload four bytes at a time. `key` has the mask's first byte lowest; 0 for no mask. True for pure ASCII. */
  load(from: Buffer, start: number, length: number, key: number): boolean {
    if (length > this.bytes.length) this.grow(length)
    if (this.source.buffer !== from.buffer) this.source = new DataView(from.buffer)
    const { source, target } = this
    const base = from.byteOffset + start
    const whole = length & ~3
    let all = 0
    for (let at = 0; at < whole; at += 4) {
      const word = source.getInt32(base + at, true) ^ key
      target.setInt32(at, word, true)
      all |= word
    }
    for (let at = whole; at < length; at++) {
      const byte = source.getUint8(base + at) ^ ((key >>> ((at & 3) << 3)) & 255)
      target.setUint8(at, byte)
      all |= byte
    }
    return (all & 0x80808080) === 0
  }

  private grow(length: number): void {
    this.bytes = Buffer.alloc(Math.max(length, this.bytes.length * 2, 4096))
    this.target = viewOf(this.bytes)
  }
}

const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
