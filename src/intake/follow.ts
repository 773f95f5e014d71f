// The path of a growing log file → its bytes as they are written, through rotations, until a signal says stop.
import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { OperationalError } from '../errors.ts'
import { inputError } from './bytes.ts'
import type { FilePlace, FollowedPiece } from './file-place.ts'
import { type From, GrowingFile, rewritten } from './growing-file.ts'
import { type Late, Latecomers } from './latecomers.ts'
import { inodeOf, type RotatedFile } from './rotation.ts'
import { type Left, leaving, nextRotated, type OpenFile, openHolding, openRotated } from './succession.ts'
import { createWaker, type Waker } from './wake.ts'

export interface FollowStart {
  /** Bytes of the source read before. */
  readonly at: number
  readonly place: FilePlace
}

/** Something of the log that cannot be read any more. */
export interface Lost {
  readonly reason: string
  /** Where it is missing in the source. */
  readonly at: number
  readonly detail: string
}

export interface Following {
  readonly signal: AbortSignal
  /** The file is there and cannot be opened: told once, and tried again until it can. */
  readonly onRefused: (error: OperationalError) => void
  readonly onLost: (lost: Lost) => void
  /** Lines that came into a rotated file after the next one was begun. */
  readonly onLate?: (late: Late) => void
  /** Where its rotated files are moved to, from its folder. */
  readonly olddir?: string | undefined
  /** Ends when the file is removed, instead of waiting for another one of its name. */
  readonly endsWhenRemoved?: boolean
  /** All that is there has been read, for now. */
  readonly onPause?: () => void
}

interface Log extends Following {
  readonly path: string
  readonly latecomers: Latecomers
  readonly waker: Waker
}

/** A file that is not there yet, or may not be read yet, is waited for. Throws OperationalError where reading fails. */
export async function* followFile(
  path: string,
  start: FollowStart | null,
  following: Following,
): AsyncGenerator<FollowedPiece> {
  // Others in the folder are followed as well, and each has a waker of its own.
  const concerns = (name: string): boolean => name.startsWith(basename(path))
  const waker = pausing(createWaker(dirname(path), following.signal, { concerns, idleMs }), following)
  const latecomers = new Latecomers(following.onLate ?? (() => {}))
  const log: Log = { ...following, path, waker, latecomers }
  try {
    let current = start === null ? await openWhenThere(log, atStart) : yield* resume(log, start)
    while (current !== null) current = yield* followOne(log, current)
  } catch (error) {
    throw inputError(path, error)
  } finally {
    waker.close()
    await latecomers.close()
  }
}

/** Hundreds of logs that nobody writes to shall cost little. */
const idleMs = 2000

const pausing = (waker: Waker, { onPause = () => {} }: Following): Waker => ({
  close: () => waker.close(),
  sleep(isBusy) {
    onPause()
    return waker.sleep(isBusy)
  },
})

const atStart: From = { base: 0, position: 0 }

interface Current {
  readonly file: GrowingFile
  /** What was read before it; null where nothing was, or nobody knows. */
  readonly after: Left | null
}

/** The file to read on; others that the log was rotated through meanwhile, and that are compressed, are read first. */
type Reading = AsyncGenerator<FollowedPiece, Current | null>

async function* resume(log: Log, { at, place }: FollowStart): Reading {
  const { path, onLost } = log
  const from = { base: place.base, position: at - place.base }
  // Whether the file is the one that it was can be told only of one that can be opened.
  const file = await openInTime(log, from)
  if (await file?.holds(place)) return { file: file!, after: null }
  await file?.close()
  if (log.signal.aborted) return null
  const found = await openHolding(log, place, from)
  if (found !== null) return yield* readThrough(log, found, null)
  onLost({ reason: 'log that was rotated away before it was read to its end', at, detail: path })
  return yield* goOn(log, { place, position: from.position, inode: null, before: null })
}

/** Reads one file until another takes its place, and returns that one; null when it is time to stop. */
async function* followOne(log: Log, { file, after }: Current): Reading {
  let replacedAt: number | null = null
  try {
    for (;;) {
      if (await isReplaced(log.path, file)) replacedAt ??= performance.now()
      const isLeft = replacedAt !== null && (await isQuiet(file, replacedAt))
      const isRemoved = log.endsWhenRemoved === true && (await isGone(log.path, file))
      const before = file.position
      const found = yield* readOn(log, file, after)
      if (found === rewritten) return yield* goOnInCopy(log, file)
      const isUnread = isLeft && file.position === 0
      if (found === overtaken || (isUnread && (await isOvertaken(log, file, after)))) return yield* goOn(log, after!)
      if (isLeft || isRemoved) {
        yield file.ending()
        if (isRemoved) return null
        await log.latecomers.watch(file)
        return yield* goOn(log, leaving(file, after))
      }
      await log.latecomers.look()
      if (!(await log.waker.sleep(file.position > before || replacedAt !== null))) return null
    }
  } finally {
    if (!log.latecomers.isWatching(file)) await file.close()
  }
}

/** Nothing was read of the file yet, and another one comes before it: it was copied and cut since it was opened. */
const overtaken = 'overtaken'

async function* readOn(
  log: Log,
  file: GrowingFile,
  after: Left | null,
): AsyncGenerator<FollowedPiece, typeof rewritten | typeof overtaken | null> {
  for (;;) {
    const wasUntouched = file.position === 0
    const piece = await file.read()
    if (piece === null || piece === rewritten) return piece
    if (wasUntouched && (await isOvertaken(log, file, after))) return overtaken
    yield piece
  }
}

async function isOvertaken(log: Log, file: GrowingFile, after: Left | null): Promise<boolean> {
  if (after === null) return false
  const next = await nextRotated(log, after)
  return next !== null && next.inode !== file.inode
}

async function isReplaced(path: string, file: GrowingFile): Promise<boolean> {
  const inode = await inodeOf(path)
  return inode !== null && inode !== file.inode
}

/** Whoever rotates renames first and reopens later, and every process of a server for itself: until then it writes to the old file. */
const quietMs = 500
const longestGraceMs = 60_000

const isQuiet = async (file: GrowingFile, replacedAt: number): Promise<boolean> =>
  (await file.quietMs(Date.now())) >= quietMs || performance.now() - replacedAt > longestGraceMs

async function isGone(path: string, file: GrowingFile): Promise<boolean> {
  if ((await stat(path).catch(() => null)) !== null) return false
  // Moved to another folder, it may still be written to.
  return (await file.isRemoved()) || (await file.quietMs(Date.now())) > longestGraceMs
}

/** The file was cut short, or cut and written anew: what it had may be in a copy that was made before. */
async function* goOnInCopy(log: Log, file: GrowingFile): Reading {
  const copy = await openHolding(log, file.place, file)
  if (copy !== null) return yield* readThrough(log, copy, null)
  if (file.isBehind)
    log.onLost({ reason: 'log that was cut short before it was read to its end', at: file.end, detail: log.path })
  yield file.ending()
  return await openWhenThere(log, { base: file.end, position: 0 })
}

async function* readThrough(log: Log, file: OpenFile, after: Left | null): Reading {
  if (file instanceof GrowingFile) return { file, after }
  try {
    yield* file.read(log.signal)
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error
    log.onLost({ reason: 'rotated log that cannot be read', at: file.end, detail: error.message })
  } finally {
    await file.close()
  }
  if (log.signal.aborted) return null
  yield file.ending()
  return yield* goOn(log, leaving(file, after))
}

/** What comes after a file that was read to its end. */
async function* goOn(log: Log, left: Left): Reading {
  do {
    const next = await openNext(log, left)
    if (next !== null) return yield* readThrough(log, next, left)
  } while (await log.waker.sleep())
  return null
}

async function openNext(log: Log, left: Left): Promise<OpenFile | null> {
  const from = { base: left.place.base + left.position, position: 0 }
  const rotated = await nextRotated(log, left)
  const opened = rotated === null ? await openInTime(log, from) : await openOrSkip(log, rotated, { left, from })
  if (opened === null) return null
  // It may have been rotated, and others behind it, between the look and the opening.
  const now = await nextRotated(log, left)
  if (opened.inode === (now === null ? await inodeOf(log.path) : now.inode)) return opened
  await opened.close()
  return null
}

async function openOrSkip(
  log: Log,
  rotated: RotatedFile,
  { left, from }: { readonly left: Left; readonly from: From },
): Promise<OpenFile | null> {
  try {
    return await openRotated(rotated, from)
  } catch (error) {
    const { message } = inputError(rotated.path, error)
    log.onLost({ reason: 'rotated log that cannot be read', at: from.base, detail: message })
    left.inode = rotated.inode
    return null
  }
}

async function openWhenThere(log: Log, from: From): Promise<Current | null> {
  do {
    const file = await openInTime(log, from)
    if (file !== null) return { file, after: null }
  } while (await log.waker.sleep())
  return null
}

/** Tries a file that cannot be opened until it can. Null where there is none, or it is time to stop. */
async function openInTime({ path, waker, onRefused }: Log, from: From): Promise<GrowingFile | null> {
  let told = false
  do {
    try {
      return await GrowingFile.open(path, from)
    } catch (error) {
      if (!told) onRefused(inputError(path, error))
      told = true
    }
  } while (await waker.sleep())
  return null
}
