// An open log file that may grow: reads on from where it is, and tells whether it is still the file that it was.
import { type FileHandle, open, stat } from 'node:fs/promises'
import { OperationalError } from '../errors.ts'
import {
  type FilePlace,
  type FileState,
  type FollowedPiece,
  firstOf,
  isMarked,
  lastOf,
  markBytes,
  markOf,
} from './file-place.ts'

/** A pipe or a device would never let go of who opens it. */
const notAFile = 'it is a folder, or no ordinary file'

const chunkBytes = 1 << 18
const none = new Uint8Array(0)

/** What stands before the place where it was read to is not what stood there: it was cut, or written anew. */
export const rewritten = 'rewritten'

export interface From {
  /** Where the file begins in the source. */
  readonly base: number
  /** Bytes of the file that were read before. */
  readonly position: number
}

export class GrowingFile {
  readonly #handle: FileHandle
  readonly base: number
  readonly inode: number
  /** Bytes of this file read so far. */
  position: number
  /** There was more at the last look than was read since. */
  isBehind = false
  #changedMs: number
  #head: Uint8Array = none
  #tail: Uint8Array = none

  private constructor(
    handle: FileHandle,
    { ino, mtimeMs }: { readonly ino: number; readonly mtimeMs: number },
    from: From,
  ) {
    this.#handle = handle
    this.inode = ino
    this.#changedMs = mtimeMs
    this.base = from.base
    this.position = from.position
  }

  /** Null where there is no such file. Throws what the system says where there is one that cannot be opened. */
  static async open(path: string, from: From): Promise<GrowingFile | null> {
    try {
      if (!(await stat(path)).isFile()) throw new OperationalError('INPUT_UNREADABLE', { path, reason: notAFile })
      const handle = await open(path, 'r')
      const file = new GrowingFile(handle, await handle.stat(), from)
      const known = Math.min(markBytes, from.position)
      file.#head = await file.bytesAt(0, known)
      file.#tail = await file.bytesAt(from.position - known, known)
      return file
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  }

  /** Where what has been read ends in the source. */
  get end(): number {
    return this.base + this.position
  }

  get state(): FileState {
    return { base: this.base, inode: this.inode, changedMs: this.#changedMs, head: markOf(this.#head) }
  }

  get place(): FilePlace {
    return { ...this.state, tail: markOf(this.#tail) }
  }

  /** The next bytes, or null at the end of what there is. */
  async read(): Promise<FollowedPiece | typeof rewritten | null> {
    const { size, mtimeMs } = await this.#handle.stat()
    const before = this.#tail
    if (size < this.position || before.length < Math.min(markBytes, this.position)) return rewritten
    // In one go with what stands before: between a look and a read the file may be cut and written anew.
    const count = before.length + Math.min(chunkBytes, size - this.position)
    const found = await this.bytesAt(this.position - before.length, count)
    if (Buffer.compare(found.subarray(0, before.length), before) !== 0) return rewritten
    const bytes = found.subarray(before.length)
    if (bytes.length === 0) return null
    const at = this.end
    this.#changedMs = mtimeMs
    this.position += bytes.length
    this.isBehind = size > this.position
    this.#head = firstOf(this.#head, bytes)
    this.#tail = lastOf(before, bytes)
    return { bytes, at, last: false, file: this.state, before }
  }

  /** Whether it was opened at the place, as that was left. */
  async holds({ head, tail }: FilePlace): Promise<boolean> {
    return (
      isMarked(await this.bytesAt(0, head.bytes), head) &&
      isMarked(await this.bytesAt(this.position - tail.bytes, tail.bytes), tail)
    )
  }

  /** The line that it ends in, though without its newline, ends with it. */
  ending(): FollowedPiece {
    return { bytes: none, at: this.end, last: true, file: this.state, before: this.#tail }
  }

  async bytesAt(position: number, count: number): Promise<Uint8Array> {
    const buffer = Buffer.allocUnsafeSlow(count)
    if (count === 0) return buffer
    const { bytesRead } = await this.#handle.read(buffer, 0, count, position)
    return buffer.subarray(0, bytesRead)
  }

  /** How long ago it was written last, by the wall clock. */
  async quietMs(nowMs: number): Promise<number> {
    return Math.abs(nowMs - (await this.#handle.stat()).mtimeMs)
  }

  /** It has no name any more. */
  async isRemoved(): Promise<boolean> {
    return (await this.#handle.stat()).nlink === 0
  }

  close(): Promise<void> {
    return this.#handle.close()
  }
}

/** Whether the file at the path is the one that the place is of, with all that was read of it. */
export async function plainHolds(path: string, place: FilePlace, position: number): Promise<boolean> {
  const file = await GrowingFile.open(path, { base: 0, position }).catch(() => null)
  if (file === null) return false
  try {
    return await file.holds(place)
  } finally {
    await file.close()
  }
}
