// A path or `-` (stdin) → its bytes, with gzip and zstd undone. Throws OperationalError where the world says no.
import { createReadStream } from 'node:fs'
import { type FileHandle, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { OperationalError } from '../errors.ts'
import { decompressZstd } from './zstd.ts'

export interface BytesOptions {
  /** Bytes to leave out at the beginning, counted after decompression. */
  readonly from?: number
  /** The file, open already, whatever it is called by now; it stays open. */
  readonly handle?: FileHandle
  readonly signal?: AbortSignal
}

/** Compression is told by content, never by name. A chunk is the reader's to keep: it is never written to again. */
export async function* openBytes(
  path: string,
  options: BytesOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    const raw = await openRaw(path, options.handle)
    if (options.signal) stopOn(options.signal, raw)
    yield* skip(decompress(raw), options.from ?? 0)
  } catch (error) {
    if (options.signal?.aborted) return
    throw inputError(path, error)
  }
}

const chunkBytes = 1 << 18

async function openRaw(path: string, handle: FileHandle | undefined): Promise<Readable> {
  if (handle) return handle.createReadStream({ highWaterMark: chunkBytes, autoClose: false, start: 0 })
  if (path === '-') return process.stdin
  await mustBeReadable(path)
  return createReadStream(path, { highWaterMark: chunkBytes })
}

const stopOn = (signal: AbortSignal, stream: Readable): void =>
  signal.addEventListener('abort', () => stream.destroy(), { once: true })

async function mustBeReadable(path: string): Promise<void> {
  const found = await stat(path)
  if (found.isDirectory())
    throw new OperationalError('INPUT_UNREADABLE', { path, reason: 'it is a folder, so name a file in it' })
}

async function* decompress(raw: Readable): AsyncGenerator<Uint8Array> {
  const chunks = raw[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  let head: Uint8Array = new Uint8Array(0)
  try {
    while (head.length < longestMagic) {
      const { value, done } = await chunks.next()
      if (done) break
      head = head.length === 0 ? value : Buffer.concat([head, value])
    }
    const undo = decompressorOf(head)
    const whole = chain(head, chunks)
    yield* undo ? undo.open(whole) : whole
  } finally {
    raw.destroy()
  }
}

// RFC 1952 section 2.3.1 (ID1, ID2, CM), RFC 8878 section 3.1.1 (Magic_Number).
const decompressors = [
  { magic: [0x1f, 0x8b, 0x08], open: decompressGzip },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], open: decompressZstd },
] as const

const longestMagic = 4

const decompressorOf = (head: Uint8Array) =>
  decompressors.find(({ magic }) => magic.every((byte, index) => head[index] === byte))

/** `head`: the first bytes of a file. */
export const isCompressed = (head: Uint8Array): boolean => decompressorOf(head) !== undefined

async function* chain(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

async function* decompressGzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = Readable.from(source)
  const decompressor = createGunzip({ chunkSize: chunkBytes })
  // `pipe` does not carry an error across; without this a failing disk would look like a short file.
  input.on('error', (error) => decompressor.destroy(error))
  input.pipe(decompressor)
  try {
    yield* decompressor as AsyncIterable<Uint8Array>
  } finally {
    input.destroy()
  }
}

async function* skip(source: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let left = count
  for await (const chunk of source) {
    if (left >= chunk.length) left -= chunk.length
    else {
      yield left === 0 ? chunk : chunk.subarray(left)
      left = 0
    }
  }
}

/** What the system says of a file → what a person is told. */
export function inputError(path: string, error: unknown): OperationalError {
  if (error instanceof OperationalError) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return new OperationalError('INPUT_NOT_FOUND', { path }, error)
  return new OperationalError('INPUT_UNREADABLE', { path, reason: reasons[code ?? ''] ?? message }, error)
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission to read it',
  EPERM: 'you have no permission to read it',
  EISDIR: 'it is a folder, so name a file in it',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EMFILE: 'too many files are open',
  EIO: 'the disk failed to read it',
  Z_BUF_ERROR: 'its compressed data ends too early',
  Z_DATA_ERROR: 'its compressed data is damaged',
  ZSTD_error_corruption_detected: 'its compressed data is damaged',
}
