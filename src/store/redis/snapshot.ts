// State as text ↔ the compressed bytes in which it is kept.
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

/** Level 1: a snapshot is replaced within the minute, and its worker waits for it. */
const params = { [constants.ZSTD_c_compressionLevel]: 1 }

export const pack = (state: string): Promise<Buffer> => compress(Buffer.from(state), { params })

export const unpack = async (packed: Buffer): Promise<string> => (await decompress(packed)).toString()
