// Pieces of a state ↔ the compressed bytes in which they are kept, each with its number and a checksum.
import { promisify } from 'node:util'
import { constants, crc32, zstdCompress, zstdDecompressSync } from 'node:zlib'

const compress = promisify(zstdCompress)

/** Level 1: a snapshot is replaced within the minute, and whoever evaluates waits for it. */
const params = { [constants.ZSTD_c_compressionLevel]: 1 }

/** Which piece it is, and the checksum of its bytes, four bytes each. */
const headBytes = 8

export async function pack(piece: Uint8Array, number: number): Promise<Buffer> {
  const head = Buffer.alloc(headBytes)
  head.writeUInt32LE(number, 0)
  head.writeUInt32LE(crc32(piece), 4)
  return Buffer.concat([head, await compress(piece, { params })])
}

/** Throws where one is missing or damaged. Each is unpacked when it is asked for. */
export function* unpack(packed: Iterable<Uint8Array>): Generator<Uint8Array> {
  let number = 0
  for (const one of packed) yield unpackOne(one, number++)
}

function unpackOne(packed: Uint8Array, number: number): Uint8Array {
  const head = Buffer.from(packed.buffer, packed.byteOffset, Math.min(headBytes, packed.length))
  if (head.length < headBytes || head.readUInt32LE(0) !== number) throw damaged(number)
  const piece = zstdDecompressSync(packed.subarray(headBytes))
  if (crc32(piece) !== head.readUInt32LE(4)) throw damaged(number)
  return piece
}

const damaged = (number: number): Error => new Error(`Piece ${number} of the state is missing or damaged.`)
