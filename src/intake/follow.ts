// The path of a growing log file → its bytes as they are written, through rotations, until a signal says stop.
import { dirname } from 'node:path'
import type { OperationalError } from '../errors.ts'
import { inputError } from './bytes.ts'
import { type FilePlace, GrowingFile } from './growing-file.ts'
import type { Piece } from './records.ts'
import { inodeOf, rotatedSince } from './rotation.ts'
import { createWaker, type Waker } from './wake.ts'

/** A piece, and the file that it is of. */
export type FollowedPiece = Piece & { readonly place: FilePlace }

export interface FollowStart {
  /** Bytes of the source read before. */
  readonly at: number
  readonly place: FilePlace
}

export interface Following {
  readonly signal: AbortSignal
  /** The file is there and cannot be opened: told once, and tried again until it can. */
  readonly onRefused: (error: OperationalError) => void
}

/** A file that is not there yet, or may not be read yet, is waited for. Throws OperationalError where reading fails. */
export async function* followFile(
  path: string,
  start: FollowStart | null,
  { signal, onRefused }: Following,
): AsyncGenerator<FollowedPiece> {
  const waker = createWaker(dirname(path), signal)
  const retry = { waker, onRefused }
  const open = (from: From): Promise<GrowingFile | null> => openWhenThere(path, from, retry)
  try {
    const from = start === null ? { base: 0, position: 0 } : yield* catchUp(path, start, retry)
    let file = await open(from)
    while (file !== null) file = yield* followOne(path, file, { waker, open })
  } catch (error) {
    throw inputError(path, error)
  } finally {
    waker.close()
  }
}

/** Where to go on in the file at the path; files that it was rotated through meanwhile are read first. */
async function* catchUp(path: string, { at, place }: FollowStart, retry: Retry): AsyncGenerator<FollowedPiece, From> {
  // Whether the file is the one that it was can be told only of one that can be opened.
  await (await openInTime(path, { base: 0, position: 0 }, retry))?.close()
  const rotated = await rotatedSince(path, place)
  let from: From = { base: place.base, position: at - place.base }
  for (const old of rotated) {
    const file = await GrowingFile.open(old, from.base, from.position)
    if (file === null) continue
    yield* readOn(file)
    yield endOf(file)
    from = { base: file.end, position: 0 }
    await file.close()
  }
  if (rotated.length > 0 || (await isWhereItWas(path, from, place))) return from
  return { base: at, position: 0 }
}

interface From {
  readonly base: number
  readonly position: number
}

async function isWhereItWas(path: string, from: From, place: FilePlace): Promise<boolean> {
  const file = await GrowingFile.open(path, from.base, from.position)
  if (file === null) return false
  const same = (await file.size()) >= from.position && (await file.beginsLike(place))
  await file.close()
  return same
}

interface Retry {
  readonly waker: Waker
  readonly onRefused: Following['onRefused']
}

async function openWhenThere(path: string, from: From, retry: Retry): Promise<GrowingFile | null> {
  do {
    const file = await openInTime(path, from, retry)
    if (file !== null) return file
  } while (await retry.waker.sleep())
  return null
}

/** Tries a file that cannot be opened until it can. Null where there is none, or it is time to stop. */
async function openInTime(path: string, from: From, { waker, onRefused }: Retry): Promise<GrowingFile | null> {
  let told = false
  do {
    try {
      return await GrowingFile.open(path, from.base, from.position)
    } catch (error) {
      if (!told) onRefused(inputError(path, error))
      told = true
    }
  } while (await waker.sleep())
  return null
}

/** Reads one file until another takes its place, and returns that one; null when it is time to stop. */
async function* followOne(
  path: string,
  file: GrowingFile,
  { waker, open }: { readonly waker: Waker; readonly open: (from: From) => Promise<GrowingFile | null> },
): AsyncGenerator<FollowedPiece, GrowingFile | null> {
  try {
    for (;;) {
      const truncated = await file.wasTruncated()
      if (!truncated) yield* readOn(file)
      const replaced = truncated || (await isReplaced(path, file))
      if (!truncated && !(await waker.sleep())) return null
      if (!replaced) continue
      // Whoever rotates renames first and reopens later: what was written in between is still in the old file.
      if (!truncated) yield* readOn(file)
      yield endOf(file)
      return await open({ base: file.end, position: 0 })
    }
  } finally {
    await file.close()
  }
}

async function* readOn(file: GrowingFile): AsyncGenerator<FollowedPiece> {
  for (let bytes = await file.read(); bytes !== null; bytes = await file.read()) {
    yield { bytes, at: file.end - bytes.length, last: false, place: file.place }
  }
}

/** The line that a file ends in, though without its newline, ends with it. */
const endOf = (file: GrowingFile): FollowedPiece => ({
  bytes: new Uint8Array(0),
  at: file.end,
  last: true,
  place: file.place,
})

async function isReplaced(path: string, file: GrowingFile): Promise<boolean> {
  const inode = await inodeOf(path)
  return inode !== null && inode !== file.inode
}
