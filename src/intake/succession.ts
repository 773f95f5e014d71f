// A log file that was read to its end, or up to a place → the one to read next, through whatever rotated them meanwhile.
import { setTimeout as pause } from 'node:timers/promises'
import { CompressedFile, compressedHolds } from './compressed-file.ts'
import type { FilePlace } from './file-place.ts'
import { type From, GrowingFile, plainHolds } from './growing-file.ts'
import { type RotatedFile, type RotatedLog, rotatedFiles } from './rotation.ts'

export type OpenFile = GrowingFile | CompressedFile

/** A file that was left, read up to its position. */
export interface Left {
  readonly place: FilePlace
  readonly position: number
  /** Which it is among the rotated ones, as far as that is known; null where it is none of them any more. */
  inode: number | null
  /** Of an empty one, which is like any other empty one: what was left before it. */
  readonly before: Left | null
}

export function leaving({ place, position, inode }: OpenFile, after: Left | null): Left {
  const before = position > 0 || after === null ? null : after.position > 0 ? after : after.before
  return { place, position, inode, before }
}

/** The file that a place lies in, opened there: rotated since, compressed or not, or a copy of it. Null where there is none. */
export async function openHolding(log: RotatedLog, place: FilePlace, from: From): Promise<OpenFile | null> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await pause(betweenMs)
    const files = await rotatedFiles(log)
    const found = files[await indexHolding(files, place, from.position)]
    const opened = found === undefined ? null : await openRotated(found, from)
    if (opened !== null) return opened
  }
  return null
}

/** The oldest of the rotated files that are younger than the one that was left; null where the log itself comes next. */
export async function nextRotated(log: RotatedLog, left: Left): Promise<RotatedFile | null> {
  for (let attempt = 0; attempt < attempts && left.inode !== null; attempt++) {
    if (attempt > 0) await pause(betweenMs)
    const files = await rotatedFiles(log)
    const index = await indexOf(files, left)
    if (index >= 0) return files[index + 1] ?? null
  }
  left.inode = null
  const { changedMs } = left.place
  return (await rotatedFiles(log)).find((file) => file.changedMs > changedMs) ?? null
}

/** While files are being renamed one after another, a look at the folder may miss some. */
const attempts = 4
const betweenMs = 50

/** Null where another file has the name by now. */
export async function openRotated(rotated: RotatedFile, from: From): Promise<OpenFile | null> {
  try {
    const opened =
      rotated.compression === 'none'
        ? await GrowingFile.open(rotated.path, from)
        : await CompressedFile.open(rotated, from)
    if (opened === null || opened.inode === rotated.inode) return opened
    await opened.close()
    return null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function indexOf(files: readonly RotatedFile[], left: Left): Promise<number> {
  const index = files.findIndex(({ inode }) => inode === left.inode)
  if (index >= 0) return index
  if (left.position === 0) return left.before === null ? -1 : indexOf(files, left.before)
  // Compressed since.
  const holding = await indexHolding(files, left.place, left.position)
  if (holding >= 0) left.inode = files[holding]!.inode
  return holding
}

/** The one that has its inode first, then the youngest: mostly it is one of them. */
async function indexHolding(files: readonly RotatedFile[], place: FilePlace, position: number): Promise<number> {
  const same = files.findIndex(({ inode }) => inode === place.inode)
  for (const index of [...(same < 0 ? [] : [same]), ...[...files.keys()].reverse()]) {
    const { path, compression } = files[index]!
    const holds = compression === 'none' ? plainHolds : compressedHolds
    if (await holds(path, place, position)) return index
  }
  return -1
}
