// Header blocks of one direction, in order → their headers. RFC 7541. Never throws.
import { decodeHuffman } from './huffman.ts'
import { staticTable } from './static-table.ts'

export type HeaderField = readonly [name: string, value: string]

export interface HpackBounds {
  /** Most bytes of one block's headers, as section 4.1 counts them. */
  readonly listBytes: number
  /** Largest table that a sender may ask for. */
  readonly tableBytes: number
}

export class Hpack {
  private readonly bounds: HpackBounds
  private readonly charge: (bytes: number) => void
  /** The newest first. */
  private table: HeaderField[] = []
  private tableBytes = 0
  /** RFC 9113 section 6.5.2: what a table may hold before anyone says otherwise. */
  private most = 4096
  private isBroken = false
  private bytes: Uint8Array = none
  private at = 0

  constructor(bounds: HpackBounds, charge: (bytes: number) => void) {
    this.bounds = bounds
    this.charge = charge
  }

  /** Null where the block cannot be read; then no later one can. */
  decode(block: Uint8Array): readonly HeaderField[] | null {
    if (this.isBroken) return null
    this.bytes = block
    this.at = 0
    const fields = this.fields()
    this.bytes = none
    if (fields === null) this.lose()
    return fields
  }

  /** A block went by unread: what later ones refer to is not known. */
  lose(): void {
    this.isBroken = true
    this.resize(0)
  }

  private fields(): HeaderField[] | null {
    const fields: HeaderField[] = []
    let size = 0
    while (this.at < this.bytes.length) {
      const first = this.bytes[this.at]!
      if (first >> 5 === 1) {
        if (!this.readSize()) return null
        continue
      }
      const field = this.field(first)
      if (field === null) return null
      size += sizeOf(field)
      if (size > this.bounds.listBytes) return null
      fields.push(field)
    }
    return fields
  }

  /** Section 6: by its first bits a field is known by its number, or is kept for later, or is not. */
  private field(first: number): HeaderField | null {
    if (first >= 128) return this.known(this.integer(7))
    const isKept = first >= 64
    const field = this.literal(this.integer(isKept ? 6 : 4))
    if (field !== null && isKept) this.keep(field)
    return field
  }

  /** Section 6.3. */
  private readSize(): boolean {
    const size = this.integer(5)
    if (size < 0 || size > this.bounds.tableBytes) return false
    this.most = size
    this.resize(size)
    return true
  }

  private known(index: number): HeaderField | null {
    if (index <= 0) return null
    return staticTable[index - 1] ?? this.table[index - 1 - staticTable.length] ?? null
  }

  private literal(index: number): HeaderField | null {
    if (index < 0) return null
    const name = index === 0 ? this.text() : this.known(index)?.[0]
    const value = name == null ? null : this.text()
    return name == null || value === null ? null : [name, value]
  }

  /** Section 5.1; -1 where it is cut or too large to mean anything. */
  private integer(bits: number): number {
    const mask = (1 << bits) - 1
    let value = this.bytes[this.at++]! & mask
    if (value < mask) return value
    for (let shift = 0; shift <= 21 && this.at < this.bytes.length; shift += 7) {
      const byte = this.bytes[this.at++]!
      value += (byte & 127) << shift
      if (byte < 128) return value
    }
    return -1
  }

  /** Section 5.2. */
  private text(): string | null {
    if (this.at >= this.bytes.length) return null
    const isHuffman = this.bytes[this.at]! >= 128
    const length = this.integer(7)
    const start = this.at
    if (length < 0 || length > this.bytes.length - start) return null
    this.at += length
    if (isHuffman) return decodeHuffman(this.bytes, start, this.at)
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, length).toString('latin1')
  }

  /** Section 4.4: one that is larger than the whole table empties it. */
  private keep(field: HeaderField): void {
    const size = sizeOf(field)
    this.resize(Math.max(0, this.most - size))
    if (size > this.most) return
    this.table.unshift(field)
    this.account(size)
  }

  private resize(size: number): void {
    while (this.tableBytes > size) this.account(-sizeOf(this.table.pop()!))
  }

  private account(bytes: number): void {
    this.tableBytes += bytes
    this.charge(bytes)
  }
}

const none = new Uint8Array(0)

/** Section 4.1. */
const sizeOf = ([name, value]: HeaderField): number => name.length + value.length + 32
