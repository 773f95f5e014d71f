// Deliveries → their events, for whoever wants to search them. It never holds detection back: where the server cannot
// keep up, events are left out, counted and told.
import type { Batch } from '../../event/batch.ts'
import { categoryBits } from '../../event/category.ts'
import { nest } from '../../event/document.ts'
import type { NestedDocument } from '../../event/value.ts'
import { minimise } from '../../incident/evidence.ts'
import type { Log } from './log.ts'

export interface EventIndexerSettings {
  /** Names of the categories that are wanted. */
  readonly categories: readonly string[]
  /** Resolves when they are searchable; rejects only when it is told to stop. */
  readonly write: (documents: readonly NestedDocument[]) => Promise<void>
  readonly log: Log
  /** Events that wait at most. */
  readonly bound?: number
}

const usualBound = 20_000
const writeSize = 2000
const wholeEvent = { keep: [], hash: [], drop: [] }

export class EventIndexer {
  readonly #settings: EventIndexerSettings
  readonly #wanted: number
  #waiting: NestedDocument[] = []
  #writing: Promise<void> | null = null
  #isFull = false
  /** Events that were left out. */
  dropped = 0

  constructor(settings: EventIndexerSettings) {
    this.#settings = settings
    this.#wanted = categoryBits(settings.categories)
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** Takes the events that are wanted, as far as there is room. */
  offer(batch: Batch): void {
    for (let row = 0; row < batch.length; row++) {
      if ((batch.categories[row]! & this.#wanted) === 0) continue
      if (this.#waiting.length < (this.#settings.bound ?? usualBound)) this.#waiting.push(documentOf(batch, row))
      else this.#drop()
    }
    this.#write()
  }

  /** What waits is given a while. */
  async stop(graceMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((done) => {
      timer = setTimeout(done, graceMs)
    })
    await Promise.race([late, this.#written()])
    clearTimeout(timer)
    if (this.#waiting.length > 0)
      this.#settings.log.warn('Events were not indexed before the stop.', { events: this.#waiting.length })
  }

  async #written(): Promise<void> {
    while (this.#writing) await this.#writing
  }

  #drop(): void {
    this.dropped++
    if (this.#isFull) return
    this.#isFull = true
    this.#settings.log.warn('Elasticsearch cannot keep up: events are left out of the index, not of detection.')
  }

  #write(): void {
    if (this.#writing || this.#waiting.length === 0) return
    const some = this.#waiting.splice(0, writeSize)
    this.#writing = this.#settings
      .write(some)
      .catch(() => {})
      .then(() => {
        this.#writing = null
        if (this.#isFull && this.#waiting.length === 0) {
          this.#isFull = false
          this.#settings.log.info('All events are indexed again.', { leftOut: this.dropped })
        }
        this.#write()
      })
  }
}

/** As an incident would show it: credentials masked, long text cut. */
const documentOf = (batch: Batch, row: number): NestedDocument =>
  nest(minimise(batch.origin(row).document(), wholeEvent))
