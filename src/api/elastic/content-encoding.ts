// A compressed body → its bytes, as many as it may have and no more.
import { promisify } from 'node:util'
import { gunzip, inflate, zstdDecompress } from 'node:zlib'
import { OperationalError } from '../../errors.ts'

const undo = { gzip: promisify(gunzip), deflate: promisify(inflate), zstd: promisify(zstdDecompress) }

export const contentEncodings = ['identity', ...Object.keys(undo)]

/** Stops at the limit, however much there would be. Throws BODY_TOO_LARGE, or REQUEST_INVALID where it is damaged. */
export async function decodeBody(body: Uint8Array, encoding: string, limit: number): Promise<Uint8Array> {
  const decompress = undo[encoding as keyof typeof undo]
  if (decompress === undefined) return body
  try {
    return await decompress(body, { maxOutputLength: limit })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      throw new OperationalError('BODY_TOO_LARGE', { limit }, error)
    throw new OperationalError('REQUEST_INVALID', { details: `The body is no ${encoding}.` }, error)
  }
}
