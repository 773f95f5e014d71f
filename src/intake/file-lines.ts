// One of several files that are read together: its next line, when that was written, and where the file goes on after it.
import type { FileReader } from '../../connectors/connector.ts'
import type { Batch } from '../event/batch.ts'
import { Headway, type SavedHeadway } from '../event/headway.ts'
import { type FilePlace, type FollowedPiece, placeAt } from './file-place.ts'
import { LineQueue, type QueuedLine } from './line-queue.ts'
import type { Piece } from './records.ts'

/** Where one file goes on. */
export interface FileResume extends SavedHeadway {
  readonly at: number
  /** Only of a followed file. */
  readonly place: FilePlace | null
  /** What its reader remembers of the file alone. */
  readonly reader: unknown
}

export interface FileLinesSettings {
  /** The first part of its events' ids. */
  readonly source: string
  readonly reader: FileReader
  readonly pieces: AsyncIterator<Piece | FollowedPiece>
  readonly aside: ConstructorParameters<typeof LineQueue>[0]
  readonly start: FileResume | null
  /** Called when there is more, or nothing more, for now or for good. */
  readonly onChange: () => void
}

export class FileLines {
  readonly source: string
  readonly #reader: FileReader
  readonly #pieces: FileLinesSettings['pieces']
  readonly #queue: LineQueue
  readonly #onChange: () => void
  #line: QueuedLine | null = null
  /** When the line was written; where it does not tell, when the newest before it was. */
  us: number
  /** What the line itself tells. */
  #toldUs = Number.NaN
  readonly #headway: Headway
  #resume: FileResume | null
  /** The end of the last line taken, and the piece that it lies in. */
  #taken: { readonly piece: Piece | FollowedPiece; readonly end: number } | null = null
  #piece: Piece | FollowedPiece | null = null
  #state: 'idle' | 'reading' | 'paused' | 'ended' = 'idle'
  #error: unknown = null

  constructor({ source, reader, pieces, aside, start, onChange }: FileLinesSettings) {
    this.source = source
    this.#reader = reader
    this.#pieces = pieces
    this.#queue = new LineQueue(aside)
    this.#onChange = onChange
    this.#resume = start
    this.#headway = new Headway({ latenessUs: 0 }, start)
    this.us = start?.newestUs ?? Number.NEGATIVE_INFINITY
  }

  get hasLine(): boolean {
    return this.#line !== null
  }

  /** It may have a line in a moment. */
  get isReading(): boolean {
    return this.#state === 'reading'
  }

  get hasEnded(): boolean {
    return this.#state === 'ended'
  }

  /** Looks for the next line, and reads on where there is none. Throws what reading the file threw. */
  advance(): void {
    if (this.#error !== null) throw this.#error
    if (this.#line !== null || this.#state !== 'idle') return
    this.#line = this.#queue.next()
    if (this.#line === null) this.#read()
    else this.#look(this.#line)
  }

  /** All that is there has been read: until there is more nobody waits for it. */
  pause(): void {
    if (this.#state !== 'reading') return
    this.#state = 'paused'
    this.#onChange()
  }

  take(batch: Batch): number {
    const { at, end } = this.#line!
    this.#line = null
    this.#reader.take(batch)
    if (Number.isFinite(this.#toldUs)) this.#headway.see([this.#toldUs])
    this.#taken = { piece: this.#piece!, end }
    return end - at
  }

  resume(): FileResume | null {
    if (this.#taken === null) return this.#resume
    const { piece, end } = this.#taken
    this.#taken = null
    this.#resume = {
      at: end,
      ...this.#headway.save(),
      place: 'file' in piece ? placeAt(piece, end) : null,
      reader: this.#reader.save(),
    }
    return this.#resume
  }

  close(): void {
    void this.#pieces.return?.().catch(() => {})
  }

  #look(line: QueuedLine): void {
    this.#toldUs = this.#reader.look(line.bytes, line.at)
    const newestUs = this.#headway.newestUs ?? Number.NEGATIVE_INFINITY
    this.us = this.#toldUs > newestUs ? this.#toldUs : newestUs
  }

  #read(): void {
    this.#state = 'reading'
    this.#pieces.next().then(
      ({ done, value }) => {
        this.#state = done ? 'ended' : 'idle'
        if (!done) {
          this.#piece = value
          this.#queue.push(value)
        }
        this.#onChange()
      },
      (error: unknown) => {
        this.#error = error
        this.#state = 'idle'
        this.#onChange()
      },
    )
  }
}
