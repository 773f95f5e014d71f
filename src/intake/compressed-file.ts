// A rotated log file that was compressed meanwhile → its bytes from a place on, or whether a place lies in it.
import { type FileHandle, open } from 'node:fs/promises'
import { OperationalError } from '../errors.ts'
import { openBytes } from './bytes.ts'
import { type FilePlace, type FileState, type FollowedPiece, firstOf, isMarked, lastOf, markOf } from './file-place.ts'
import type { From } from './growing-file.ts'
import type { RotatedFile } from './rotation.ts'

const none = new Uint8Array(0)

export class CompressedFile {
  readonly #handle: FileHandle
  readonly #rotated: RotatedFile
  readonly base: number
  readonly inode: number
  /** Bytes read so far, after decompression. */
  position: number
  #head: Uint8Array = none
  #tail: Uint8Array = none

  private constructor(handle: FileHandle, rotated: RotatedFile, inode: number, from: From) {
    this.#handle = handle
    this.#rotated = rotated
    this.inode = inode
    this.base = from.base
    this.position = from.position
  }

  static async open(rotated: RotatedFile, from: From): Promise<CompressedFile> {
    const handle = await open(rotated.path, 'r')
    return new CompressedFile(handle, rotated, (await handle.stat()).ino, from)
  }

  get end(): number {
    return this.base + this.position
  }

  get state(): FileState {
    return { base: this.base, inode: this.inode, changedMs: this.#rotated.changedMs, head: markOf(this.#head) }
  }

  get place(): FilePlace {
    return { ...this.state, tail: markOf(this.#tail) }
  }

  /** What it has from the position on. Throws OperationalError where it cannot be decompressed to its end. */
  async *read(signal: AbortSignal): AsyncGenerator<FollowedPiece> {
    const { path, compression } = this.#rotated
    if (compression === 'other') throw new OperationalError('INPUT_UNREADABLE', { path, reason: otherwiseCompressed })
    let left = this.position
    for await (const chunk of openBytes(path, { handle: this.#handle, signal })) {
      const before = lastOf(this.#tail, chunk.subarray(0, left))
      const bytes = chunk.subarray(left)
      this.#head = firstOf(this.#head, chunk)
      this.#tail = lastOf(this.#tail, chunk)
      left = Math.max(0, left - chunk.length)
      if (bytes.length === 0) continue
      const at = this.end
      this.position += bytes.length
      yield { bytes, at, last: false, file: this.state, before }
    }
  }

  ending(): FollowedPiece {
    return { bytes: none, at: this.end, last: true, file: this.state, before: this.#tail }
  }

  close(): Promise<void> {
    return this.#handle.close()
  }
}

const otherwiseCompressed = 'it is compressed in another way than gzip or zstd'

/** Whether the compressed file is the one that the place is of, with all that was read of it. */
export async function compressedHolds(path: string, { head, tail }: FilePlace, position: number): Promise<boolean> {
  let at = 0
  let first: Uint8Array = none
  let last: Uint8Array = none
  try {
    for await (const chunk of openBytes(path)) {
      first = firstOf(first, chunk)
      if (first.length >= head.bytes && !isMarked(first.subarray(0, head.bytes), head)) return false
      last = lastOf(last, chunk.subarray(0, position - at))
      at += chunk.length
      if (at >= position) return isMarked(last.subarray(-Math.max(1, tail.bytes)), tail)
    }
  } catch {
    return false
  }
  return false
}
