// An open log file that may grow: reads on from where it is, and tells whether it is still the file that it was.
import { createHash } from 'node:crypto'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { OperationalError } from '../errors.ts'

/** Where in which file a followed source is: plain JSON, kept over restarts. */
export interface FilePlace {
  /** Where the file begins in the source: the bytes of all files before it. */
  readonly base: number
  readonly inode: number
  /** Of its first `headBytes` bytes: a file that begins otherwise is another one, whatever its inode. */
  readonly fingerprint: string
  readonly headBytes: number
}

/** A pipe or a device would never let go of who opens it. */
const notAFile = 'it is a folder, or no ordinary file'

const longestHead = 256
const chunkBytes = 1 << 18

export class GrowingFile {
  readonly #handle: FileHandle
  readonly base: number
  readonly inode: number
  /** Bytes of this file read so far. */
  position: number
  #head: { readonly fingerprint: string; readonly headBytes: number } = { fingerprint: '', headBytes: 0 }

  private constructor(handle: FileHandle, inode: number, base: number, position: number) {
    this.#handle = handle
    this.inode = inode
    this.base = base
    this.position = position
  }

  /** Null where there is no such file. Throws what the system says where there is one that cannot be opened. */
  static async open(path: string, base: number, position: number): Promise<GrowingFile | null> {
    try {
      if (!(await stat(path)).isFile()) throw new OperationalError('INPUT_UNREADABLE', { path, reason: notAFile })
      const handle = await open(path, 'r')
      const file = new GrowingFile(handle, (await handle.stat()).ino, base, position)
      await file.#lookAtHead()
      return file
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  }

  get place(): FilePlace {
    return { base: this.base, inode: this.inode, ...this.#head }
  }

  /** Where what has been read ends in the source. */
  get end(): number {
    return this.base + this.position
  }

  /** The next bytes, or null at the end of what there is. */
  async read(): Promise<Uint8Array | null> {
    const { size } = await this.#handle.stat()
    const bytes = Buffer.allocUnsafeSlow(Math.min(chunkBytes, Math.max(0, size - this.position)))
    if (bytes.length === 0) return null
    const { bytesRead } = await this.#handle.read(bytes, 0, bytes.length, this.position)
    this.position += bytesRead
    await this.#lookAtHead()
    return bytesRead === 0 ? null : bytes.subarray(0, bytesRead)
  }

  /** Whether it was cut short, or cut and written anew, under our eyes. */
  async wasTruncated(): Promise<boolean> {
    const { size } = await this.#handle.stat()
    return size < this.position || !(await this.beginsLike(this.#head))
  }

  async beginsLike(other: { readonly fingerprint: string; readonly headBytes: number }): Promise<boolean> {
    return other.headBytes === 0 || (await this.#fingerprint(other.headBytes)) === other.fingerprint
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size
  }

  close(): Promise<void> {
    return this.#handle.close()
  }

  /** Only what has been read: the rest of a head may still change. */
  async #lookAtHead(): Promise<void> {
    const headBytes = Math.min(longestHead, this.position)
    if (headBytes > this.#head.headBytes) this.#head = { headBytes, fingerprint: await this.#fingerprint(headBytes) }
  }

  async #fingerprint(count: number): Promise<string> {
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(count), 0, count, 0)
    return createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('base64url').slice(0, 22)
  }
}
