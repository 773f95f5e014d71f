// Pieces of bytes → one run of bytes, up to a limit, charged to whoever keeps it.

export class Collector {
  /** How many bytes came; more than `length` where the limit cut them. */
  seen = 0
  /** How many are kept. */
  length = 0
  private bytes = empty
  private readonly limit: number
  private readonly charge: (bytes: number) => void

  constructor(limit: number, charge: (bytes: number) => void) {
    this.limit = limit
    this.charge = charge
  }

  get isCut(): boolean {
    return this.seen > this.length
  }

  append(bytes: Buffer, start: number, end: number): void {
    // Once cut, nothing more: what is kept is a beginning without holes.
    const room = this.isCut ? 0 : this.limit - this.length
    const length = Math.min(end - start, room)
    this.seen += end - start
    if (length === 0) return
    this.reserve(this.length + length)
    bytes.copy(this.bytes, this.length, start, start + length)
    this.length += length
  }

  /** So many bytes are missing here: what was kept stays as a cut beginning. */
  skip(length: number): void {
    this.seen += length
  }

  /** What is kept, still owned by the collector. */
  kept(): Buffer {
    return this.bytes.subarray(0, this.length)
  }

  /** What was kept, now the caller's; the collector begins anew. */
  take(): Buffer {
    const bytes = this.kept()
    this.clear()
    return bytes
  }

  clear(): void {
    this.charge(-this.bytes.length)
    this.bytes = empty
    this.length = this.seen = 0
  }

  private reserve(length: number): void {
    if (length <= this.bytes.length) return
    const capacity = Math.min(this.limit, Math.max(length, this.bytes.length * 2, smallest))
    // Its own memory, never the pool's: a kept slice must not keep a stranger's bytes alive.
    const grown = Buffer.allocUnsafeSlow(capacity)
    this.bytes.copy(grown, 0, 0, this.length)
    this.charge(capacity - this.bytes.length)
    this.bytes = grown
  }
}

const empty = Buffer.alloc(0)
const smallest = 64
