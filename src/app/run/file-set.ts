// A folder, or a path with wildcards, in the config → each of its logs read as a source of its own, while it is there.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Source } from '../../event/source.ts'
import { type MatchingFile, matchingFiles, withoutRotated } from '../../intake/matching-files.ts'
import { inodeOf } from '../../intake/rotation.ts'
import { goneFor } from './gone.ts'
import type { Log } from './log.ts'

export interface FileSetSettings {
  readonly path: string
  /** Null where it cannot be told yet what the file is. Throws OperationalError where it is none that can be read. */
  readonly open: (file: MatchingFile) => Promise<Source | null>
  /** Where the logs go on that were ever read, by this process or one before it, by their paths. */
  readonly positions: () => ReadonlyMap<string, { readonly resume: unknown }>
  /** Where a log goes on need not be known any more. */
  readonly forget: (path: string) => Promise<void>
  /** Files that are read already, also by other entries of the config; kept up to date here. */
  readonly taken: Set<string>
  readonly add: (source: Source) => Promise<void>
  /** The file is gone, and read to its end. */
  readonly remove: (source: Source) => Promise<void>
  readonly log: Log
  readonly signal: AbortSignal
  readonly mostOpen?: number
  readonly betweenLooksMs?: number
}

/** Resolves when the source has ended; false where it failed. */
type Read = (source: Source) => Promise<boolean>

/** Each one open costs a handle, and a look now and then. */
const usuallyOpen = 256
const usuallyBetweenMs = 1000
const betweenForgettingMs = 3_600_000
/** A look may take so much of the time. */
const mostOfTime = 0.1

/** Opens the files that are there now, in the order of their names; what it returns reads them, and those that come later. */
export async function openFileSet(settings: FileSetSettings): Promise<(read: Read) => Promise<void>> {
  const set = new FileSet(settings)
  const first = await set.look()
  if (first.length === 0)
    settings.log.info('No log that can be read is there yet; waiting for one.', { source: settings.path })
  return async (read) => {
    const reading = new Set(first.map((one) => set.read(one, read)))
    const leastMs = settings.betweenLooksMs ?? usuallyBetweenMs
    for (let pauseMs = leastMs; await isTime(pauseMs, settings.signal); ) {
      const startedAt = performance.now()
      for (const one of await set.look()) {
        const done = set.read(one, read).then(() => void reading.delete(done))
        reading.add(done)
      }
      pauseMs = Math.max(leastMs, (performance.now() - startedAt) / mostOfTime)
    }
    await Promise.all(reading)
  }
}

const isTime = (ms: number, signal: AbortSignal): Promise<boolean> => sleep(ms, true, { signal }).catch(() => false)

interface Opened {
  readonly file: MatchingFile
  readonly source: Source
}

class FileSet {
  readonly #settings: FileSetSettings
  /** Those that are not read, though they are there: unless they become others, or grow much. */
  readonly #left = new Map<string, MatchingFile>()
  #open = 0
  #isFull = false
  #forgetAt = 0

  constructor(settings: FileSetSettings) {
    this.#settings = settings
  }

  /** Opens what was not there at the last look. */
  async look(): Promise<readonly Opened[]> {
    const { path, positions, taken, signal } = this.#settings
    const found = await matchingFiles(path)
    await this.#forgetGone(found)
    for (const name of this.#left.keys()) if (!found.some((file) => file.path === name)) this.#left.delete(name)
    const opened: Opened[] = []
    for (const file of withoutRotated(found, (log) => positions().has(log))) {
      if (signal.aborted || taken.has(file.path) || this.#isLeft(file)) continue
      if (this.#open >= (this.#settings.mostOpen ?? usuallyOpen)) {
        this.#tellFull(found.length)
        break
      }
      const source = await this.#tryOpen(file)
      if (source !== null) opened.push({ file, source })
    }
    return opened
  }

  /** Reads it until it is removed. */
  async read({ file, source }: Opened, read: Read): Promise<void> {
    const { remove, taken, signal } = this.#settings
    const hasEnded = await read(source)
    if (signal.aborted) return
    await remove(source)
    // One that ended and is still there is whole: it cannot grow.
    if (!hasEnded || (await inodeOf(file.path)) === file.inode) this.#left.set(file.path, file)
    taken.delete(file.path)
    this.#open--
  }

  async #tryOpen(file: MatchingFile): Promise<Source | null> {
    const { open, add, taken, log, signal } = this.#settings
    try {
      const source = await open(file)
      if (source === null) return null
      await add(source)
      taken.add(file.path)
      this.#open++
      return source
    } catch (error) {
      this.#left.set(file.path, file)
      if (!signal.aborted) log.warn('A file is left out.', { source: file.path, error })
      return null
    }
  }

  /** What was too short to tell what it is may have become long enough. */
  #isLeft({ path, inode, size }: MatchingFile): boolean {
    const known = this.#left.get(path)
    return known !== undefined && known.inode === inode && (size < known.size * 2 || known.size > longestHead)
  }

  /** Once an hour, and at the start. */
  async #forgetGone(found: readonly MatchingFile[]): Promise<void> {
    const { path, positions, forget, taken } = this.#settings
    if (performance.now() < this.#forgetAt) return
    this.#forgetAt = performance.now() + betweenForgettingMs
    const there = new Set([...taken, ...found.map((file) => file.path)])
    for (const log of goneFor(positions(), { path, there, nowMs: Date.now() })) await forget(log)
  }

  #tellFull(files: number): void {
    if (this.#isFull) return
    this.#isFull = true
    const { path, log } = this.#settings
    log.warn('There are more files than are read at a time; the others are read as these are removed.', {
      source: path,
      files,
      open: this.#open,
    })
  }
}

/** As much as is looked at to tell what a file is. */
const longestHead = 1 << 16
