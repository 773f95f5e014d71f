// Octets, read one field after the other. What lies behind their end reads as nothing, and is remembered.

export class Octets {
  readonly #bytes: Buffer
  readonly #end: number
  #at: number
  /** More was asked for than there is. */
  isShort = false

  constructor(bytes: Buffer, start = 0, end = bytes.length) {
    this.#bytes = bytes
    this.#at = start
    this.#end = Math.min(end, bytes.length)
  }

  get left(): number {
    return this.#end - this.#at
  }

  /** Whether everything was read, and nothing was missing. */
  get isSpent(): boolean {
    return !this.isShort && this.left === 0
  }

  byte(): number {
    if (!this.#has(1)) return 0
    return this.#bytes[this.#at++]!
  }

  uint16(): number {
    return this.byte() * 256 + this.byte()
  }

  uint32(): number {
    return this.uint16() * 65536 + this.uint16()
  }

  /** MQTT 5.0 section 1.5.5: seven bits a byte, four bytes at most. */
  variable(): number {
    let value = 0
    for (let shift = 0; shift < 4; shift++) {
      const byte = this.byte()
      value += (byte & 127) * 128 ** shift
      if (byte < 128) return value
    }
    this.isShort = true
    return 0
  }

  /** Two bytes of length, then so many of UTF-8. */
  text(): string {
    return this.take(this.uint16()).toString('utf8')
  }

  take(length: number): Buffer {
    if (!this.#has(length)) return empty
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  /** The next so many as octets of their own; fewer where there are no more. */
  part(length: number): Octets {
    const part = new Octets(this.#bytes, this.#at, Math.min(this.#end, this.#at + length))
    this.#at = Math.min(this.#end, this.#at + length)
    return part
  }

  /** From here once more. */
  copy(): Octets {
    return new Octets(this.#bytes, this.#at, this.#end)
  }

  #has(length: number): boolean {
    if (length <= this.left) return true
    this.isShort = true
    this.#at = this.#end
    return false
  }
}

const empty = Buffer.alloc(0)
