// A path or `-` → its first bytes, decompressed, without taking them from who reads it afterwards.
import { constants, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { openBytes } from './bytes.ts'

const headBytes = 1 << 16

/** Throws as `openBytes` does. What cannot be decompressed is given as it is: no format will know it. */
export async function readHead(path: string): Promise<Uint8Array> {
  if (path === '-') return decompressHead(await peekStdin())
  for await (const bytes of openBytes(path)) return bytes.subarray(0, headBytes)
  return new Uint8Array(0)
}

/** Standard input cannot be opened twice: what was read is put back. */
async function peekStdin(): Promise<Uint8Array> {
  const input = process.stdin
  while (input.readable && !input.readableEnded) {
    const bytes = input.read() as Buffer | null
    if (bytes !== null) {
      input.unshift(bytes)
      return bytes.subarray(0, headBytes)
    }
    await new Promise<void>((resolve) => {
      const done = (): void => {
        for (const event of ['readable', 'end', 'error'] as const) input.off(event, done)
        resolve()
      }
      for (const event of ['readable', 'end', 'error'] as const) input.on(event, done)
    })
  }
  return new Uint8Array(0)
}

function decompressHead(bytes: Uint8Array): Uint8Array {
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH })
    if (bytes[0] === 0x28 && bytes[1] === 0xb5)
      return zstdDecompressSync(bytes, { finishFlush: constants.ZSTD_e_flush })
    return bytes
  } catch {
    return bytes
  }
}
