// Bytes of a log file, and how far they were read → a place that is found again, whatever the file is called by then.
import { createHash } from 'node:crypto'
import type { Piece } from './records.ts'

/** The first bytes of a file, or those just before a place in it. */
export interface Mark {
  readonly fingerprint: string
  readonly bytes: number
}

/** Which file it is. Offsets count its bytes after decompression. */
export interface FileState {
  /** Where the file begins in the source: the bytes of all files before it. */
  readonly base: number
  readonly inode: number
  /** When it was written last, as far as it was read: what is younger has not been read. */
  readonly changedMs: number
  readonly head: Mark
}

/** Where in which file a followed source is: plain JSON, kept over restarts. */
export interface FilePlace extends FileState {
  /** A file that begins alike may go on otherwise. */
  readonly tail: Mark
}

/** A piece, the file that it is of, and what stands in that just before it. */
export interface FollowedPiece extends Piece {
  readonly file: FileState
  readonly before: Uint8Array
}

/** As much of a file's beginning, and before a place, as tells it from others: a line or two. */
export const markBytes = 256

export function markOf(bytes: Uint8Array): Mark {
  const fingerprint = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
  return { fingerprint, bytes: bytes.length }
}

export const isMarked = (bytes: Uint8Array, mark: Mark): boolean =>
  mark.bytes === 0 || (bytes.length === mark.bytes && markOf(bytes).fingerprint === mark.fingerprint)

/** The place `end` in the source, which lies in the piece or before it: a reader may leave whole lines for later. */
export function placeAt({ file, before, bytes, at }: FollowedPiece, end: number): FilePlace {
  const tail =
    end < at ? before.subarray(0, Math.max(0, before.length - (at - end))) : lastOf(before, bytes.subarray(0, end - at))
  return { ...file, tail: markOf(tail) }
}

/** The last bytes of both, one behind the other. */
export function lastOf(before: Uint8Array, bytes: Uint8Array): Uint8Array {
  if (bytes.length >= markBytes) return bytes.slice(-markBytes)
  return Buffer.concat([before, bytes]).subarray(-markBytes)
}

/** The first bytes of both, one behind the other. */
export function firstOf(before: Uint8Array, bytes: Uint8Array): Uint8Array {
  if (before.length >= markBytes) return before
  return Buffer.concat([before, bytes.subarray(0, markBytes - before.length)])
}
