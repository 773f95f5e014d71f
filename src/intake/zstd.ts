// Chunks of zstd data, one frame or many → decompressed chunks.
import { createZstdDecompress, type ZstdDecompress } from 'node:zlib'

/** Node's decompressor ends at the end of a frame that is followed by more; `cat a.zst b.zst` has to go on behind it. */
export async function* decompressZstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = chunks[Symbol.asyncIterator]()
  let left: Uint8Array | null = await next(input)
  while (left !== null) {
    const frame = createZstdDecompress({ chunkSize: 1 << 18 })
    const feeding = feed(frame, left, input)
    // A failure reaches the reader through the stream; awaited only after it, the promise must not count as unhandled.
    feeding.catch((error: Error) => frame.destroy(error))
    yield* frame as AsyncIterable<Uint8Array>
    left = await feeding
  }
}

/** Feeds one decompressor until it ends. Returns the bytes behind its end, or null where the input ended with it. */
async function feed(
  frame: ZstdDecompress,
  first: Uint8Array,
  input: AsyncIterator<Uint8Array>,
): Promise<Uint8Array | null> {
  let given = 0
  for (let chunk: Uint8Array | null = first; chunk !== null; chunk = await next(input)) {
    given += chunk.length
    await write(frame, chunk)
    // It takes all that it is given, but for what follows the end of its frame.
    const behind = given - frame.bytesWritten
    if (behind > 0) return chunk.subarray(chunk.length - behind)
  }
  frame.end()
  return null
}

/** Resolves when the chunk is taken, or when the decompressor has ended. */
const write = (frame: ZstdDecompress, chunk: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      frame.off('end', done)
      resolve()
    }
    frame.once('end', done)
    frame.write(chunk, done)
  })

async function next(input: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> {
  const { value, done } = await input.next()
  return done ? null : value
}
