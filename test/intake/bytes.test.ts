// openBytes: compression by content, `from`, and reasons that help.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OperationalError } from '../../src/errors.ts'
import { type BytesOptions, openBytes } from '../../src/intake/bytes.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tripline-bytes-'))
})
afterAll(() => rm(folder, { recursive: true }))

const text = 'one line and another, '.repeat(40_000)

async function read(content: Uint8Array, options?: BytesOptions): Promise<string> {
  const path = join(folder, 'input.bin')
  await writeFile(path, content)
  return collect(path, options)
}

async function collect(path: string, options?: BytesOptions): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of openBytes(path, options)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const failure = async (result: Promise<unknown>): Promise<OperationalError> => {
  const error = await result.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(OperationalError)
  return error as OperationalError
}

/** Longer than a chunk, and compressing badly, so that frames end within chunks. */
const noise = Array.from({ length: 120_000 }, (_, index) => Math.sin(index).toString(36)).join('\n')

const kinds: readonly (readonly [string, Uint8Array])[] = [
  ['plain', Buffer.from(text)],
  ['gzip', gzipSync(text)],
  ['gzip of two members', Buffer.concat([gzipSync(text.slice(0, 1000)), gzipSync(text.slice(1000))])],
  ['zstd', zstdCompressSync(text)],
  ['zstd of two frames', Buffer.concat([zstdCompressSync(text.slice(0, 1000)), zstdCompressSync(text.slice(1000))])],
]

test.each(kinds)('%s content reads as its text', async (_name, content) => {
  expect((await read(content)) === text).toBe(true)
})

test.each(kinds)('`from` counts the bytes of %s content after decompression', async (_name, content) => {
  expect((await read(content, { from: 300_001 })) === text.slice(300_001)).toBe(true)
})

test('many zstd frames of many chunks read as one text', async () => {
  const half = zstdCompressSync(noise.slice(0, 900_000))
  const rest = zstdCompressSync(noise.slice(900_000))
  expect((await read(Buffer.concat([half, rest, half]))) === noise + noise.slice(0, 900_000)).toBe(true)
})

test('content shorter than a magic number is read as it is', async () => {
  expect(await read(Buffer.from('ab'))).toBe('ab')
  expect(await read(Buffer.alloc(0))).toBe('')
})

test('a file that is not there is INPUT_NOT_FOUND', async () => {
  expect((await failure(collect(join(folder, 'nothing.log')))).code).toBe('INPUT_NOT_FOUND')
})

test('a folder is INPUT_UNREADABLE and says so', async () => {
  const error = await failure(collect(folder))
  expect(error.code).toBe('INPUT_UNREADABLE')
  expect(error.message).toContain('folder')
})

test.each([
  ['gzip cut off', gzipSync(text).subarray(0, 900), 'too early'],
  ['zstd cut off', zstdCompressSync(text).subarray(0, 60), 'too early'],
])('%s is INPUT_UNREADABLE and says so', async (_name, content, reason) => {
  const error = await failure(read(content))
  expect(error.code).toBe('INPUT_UNREADABLE')
  expect(error.message).toContain(reason)
})

test('an aborted read ends without an error', async () => {
  const stop = new AbortController()
  const path = join(folder, 'long.bin')
  await writeFile(path, Buffer.alloc(4 << 20))
  let chunks = 0
  for await (const _chunk of openBytes(path, { signal: stop.signal })) {
    chunks++
    stop.abort()
  }
  expect(chunks).toBeLessThan(4)
})
