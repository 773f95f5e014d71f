// Bytes at an offset → integers. Signed 32-bit where the value is compared or hashed rather than shown.

export const uint16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!

/** Big-endian, signed: TCP sequence numbers are compared by `(a - b) | 0`. */
export const int32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!

export const uint32 = (bytes: Uint8Array, at: number): number => int32(bytes, at) >>> 0

/** Little-endian, signed. */
export const int32le = (bytes: Uint8Array, at: number): number =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)

/** Integers in the byte order that a capture file was written in. */
export interface ByteOrder {
  uint16(bytes: Uint8Array, at: number): number
  uint32(bytes: Uint8Array, at: number): number
  /** Where the high half of a 64-bit integer stands in its eight bytes. */
  readonly highAt: 0 | 4
}

export const bigEndian: ByteOrder = { uint16, uint32, highAt: 0 }

export const littleEndian: ByteOrder = {
  uint16: (bytes, at) => bytes[at]! | (bytes[at + 1]! << 8),
  uint32: (bytes, at) => int32le(bytes, at) >>> 0,
  highAt: 4,
}
