// Several logs of one program that tell of the same connections → one source, that reads them side by side in the order of their times.
import type { Connector, JoinedReaders, Together } from '../../connectors/connector.ts'
import type { OperationalError } from '../errors.ts'
import { Batch } from '../event/batch.ts'
import { Headway, noOddities, type Oddities, type SavedHeadway } from '../event/headway.ts'
import type { Layout } from '../event/layout.ts'
import type { Delivery, Source } from '../event/source.ts'
import type { RequestSettings } from '../request/settings.ts'
import { FileLines, type FileResume } from './file-lines.ts'
import type { FollowedPiece } from './file-place.ts'
import { followFile, type Lost } from './follow.ts'
import { lossesOf } from './losses.ts'
import { nowUs } from './now.ts'
import type { Piece } from './records.ts'
import { type KeepPiece, UnreadableLog } from './unreadable.ts'
import { wholeFile } from './whole-file.ts'

export type TogetherConnector = Connector & { readonly together: Together<unknown> }

export interface TogetherSettings {
  readonly id: string
  readonly paths: readonly string[]
  /** Which of the program's logs they are. */
  readonly logs: readonly string[]
  readonly connector: TogetherConnector
  /** What the connector's `configure` gave. */
  readonly config: unknown
  readonly request: RequestSettings
  /** The connector's own where absent. */
  readonly latenessUs?: number
  /** Waits for more at their ends, also for files that are not there yet, until the signal. */
  readonly follow?: boolean
  readonly signal?: AbortSignal
  /** Called now and then with the bytes read so far of all of them, where they are not followed. */
  readonly onBytes?: (bytes: number) => void
  readonly onRefused?: (path: string, error: OperationalError) => void
  readonly onLost?: (path: string, lost: Lost) => void
  readonly keep?: KeepPiece
}

export const isTogether = (connector: Connector): connector is TogetherConnector => connector.together !== undefined

export function togetherSource(settings: TogetherSettings): Source {
  const latenessUs = settings.latenessUs ?? settings.connector.latenessUs
  const unreadable = new UnreadableLog(settings.id, settings.connector.name, settings.keep)
  const oddities = noOddities()
  const reading = { settings, latenessUs, unreadable, oddities }
  return {
    info: { id: settings.id, categories: settings.connector.categories, latenessUs },
    deliveries: (layout, before) => new SideBySide({ ...reading, layout }, before).deliveries(),
    unreadable: () => unreadable.list(),
    oddities: () => oddities,
  }
}

/** Where all of them go on after a batch. */
interface Resume extends SavedHeadway {
  readonly files: Readonly<Record<string, FileResume>>
  /** What their readers remember together. */
  readonly joined: unknown
}

interface Reading {
  readonly settings: TogetherSettings
  readonly latenessUs: number
  readonly unreadable: UnreadableLog
  readonly oddities: Oddities
  readonly layout: Layout
}

const rowsWanted = 1000
const mostBytes = 1 << 20
const graceMs = 2000

class SideBySide {
  readonly #reading: Reading
  readonly #readers: JoinedReaders
  readonly #files: readonly FileLines[]
  /** Files that were read before and are not among these. */
  readonly #before: Resume['files']
  #n: number
  readonly #headway: Headway
  #batch: Batch
  #bytes = 0
  /** Bytes of files that are read to their ends, over all of them. */
  #told = 0
  #hasEnded = false
  #wake: () => void = () => {}
  #hasChanged = false

  constructor(reading: Reading, before: { readonly n: number; readonly resume: unknown } | undefined) {
    const { settings, latenessUs, layout, unreadable, oddities } = reading
    const start = (before?.resume ?? { newestUs: null, files: {}, joined: undefined }) as Resume
    const { id, connector, config, request, logs, paths } = settings
    const context = { source: id, wanted: layout, aside: unreadable, request }
    this.#reading = reading
    this.#readers = connector.together.open(config, context, logs, start.joined)
    this.#before = start.files
    this.#n = before?.n ?? 0
    this.#headway = new Headway({ latenessUs, oddities, ...(settings.follow && { nowUs }) }, start)
    this.#batch = new Batch(layout)
    this.#files = paths.map((path) => this.#open(path, start.files[path] ?? null))
  }

  async *deliveries(): AsyncGenerator<Delivery> {
    try {
      while (!this.#isAborted) {
        for (const file of this.#files) file.advance()
        const next = this.#files.some(({ isReading }) => isReading) ? 'soon' : this.#next()
        if (next === 'soon') await this.#change()
        else if (next === null) yield* this.#pause()
        else this.#bytes += next.take(this.#batch)
        if (this.#isFull) yield this.#deliver()
        if (this.#hasEnded) return
      }
    } finally {
      for (const file of this.#files) file.close()
    }
  }

  get #isAborted(): boolean {
    return this.#reading.settings.signal?.aborted ?? false
  }

  /** All that is there has been read. What belongs to it may come a moment later: programs write each log for itself. */
  async *#pause(): AsyncGenerator<Delivery> {
    const isEnd = this.#files.every(({ hasEnded }) => hasEnded)
    if (isEnd && !this.#isAborted) this.#readers.settle(true, this.#batch)
    if (this.#hasSome) yield this.#deliver()
    this.#hasEnded = isEnd
    if (isEnd || (await this.#change(graceMs)) || this.#isAborted) return
    this.#readers.settle(false, this.#batch)
    if (this.#hasSome) yield this.#deliver()
    await this.#change()
  }

  /** The file whose next line is the oldest; of equals the first. */
  #next(): FileLines | null {
    let oldest: FileLines | null = null
    for (const file of this.#files) if (file.hasLine && (oldest === null || file.us < oldest.us)) oldest = file
    return oldest
  }

  get #hasSome(): boolean {
    return this.#bytes > 0 || this.#batch.length > 0
  }

  get #isFull(): boolean {
    return this.#batch.length >= rowsWanted || this.#bytes >= mostBytes
  }

  #deliver(): Delivery {
    const batch = this.#batch
    this.#headway.see(batch.times, batch.length)
    this.#batch = new Batch(this.#reading.layout)
    this.#bytes = 0
    const resumes = this.#files
      .map((file) => [file.source, file.resume()] as const)
      .filter(([, resume]) => resume !== null)
    const files = { ...this.#before, ...Object.fromEntries(resumes) } as Resume['files']
    const resume: Resume = { ...this.#headway.save(), files, joined: this.#readers.save() }
    const { id } = this.#reading.settings
    return { source: id, n: ++this.#n, batch, progress: this.#headway.progress(), resume }
  }

  #open(path: string, start: FileResume | null): FileLines {
    const file: FileLines = new FileLines({
      source: path,
      reader: this.#readers.file(path, start?.reader),
      pieces: this.#piecesOf(path, start, () => file.pause()),
      aside: this.#reading.unreadable,
      start,
      onChange: () => {
        this.#hasChanged = true
        this.#wake()
      },
    })
    return file
  }

  #piecesOf(path: string, start: FileResume | null, onPause: () => void): AsyncIterator<Piece | FollowedPiece> {
    const {
      follow,
      signal = new AbortController().signal,
      onRefused = () => {},
      onLost = () => {},
    } = this.#reading.settings
    if (!follow) return this.#toTheEnd(path, start?.at ?? 0, signal)
    return followFile(path, start?.place ? { at: start.at, place: start.place } : null, {
      signal,
      onPause,
      onRefused: (error) => onRefused(path, error),
      ...lossesOf(path, this.#reading.unreadable, (lost) => onLost(path, lost)),
    })
  }

  #toTheEnd(path: string, from: number, signal: AbortSignal): AsyncGenerator<Piece> {
    const { unreadable: aside, settings } = this.#reading
    const onBytes = (bytes: number): void => {
      this.#told += bytes
      settings.onBytes?.(this.#told)
    }
    return wholeFile(path, { from, signal, aside, onBytes })
  }

  /** Until a file has more, or nothing more for now: whether that was within the time. */
  async #change(withinMs: number | null = null): Promise<boolean> {
    if (!this.#hasChanged) {
      await new Promise<void>((resolve) => {
        const timer = withinMs === null ? undefined : setTimeout(resolve, withinMs)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    const hasChanged = this.#hasChanged
    this.#hasChanged = false
    return hasChanged
  }
}
