// A partition's queue → its pipeline, the batches of all producers in the order in which they were committed, each once.
// Whoever tells of a batch only wakes the feed: a job that is lost, comes twice or overtakes another changes nothing.
import { OperationalError } from '../errors.ts'
import type { PartitionBatches, QueuedBatch } from '../queue/partition-batches.ts'
import type { Pipeline } from './pipeline.ts'

export interface FeedSettings {
  readonly batches: PartitionBatches
  readonly pipeline: Pick<Pipeline, 'submitBatch'>
  /** The last number that was committed, by producer. */
  readonly done: ReadonlyMap<string, number>
  /** Done before a text is evaluated. */
  readonly prepare: (text: string, producer: string, n: number) => Promise<void>
  /** A batch could not be evaluated, or (text null) is not there: nothing more is fed. */
  readonly onSpoilt: (spoilt: Spoilt) => void
  /** The queue has lost batches that were evaluated here: state builds on what is not so any more. */
  readonly onLost: () => void
  /** Batches under way at most. */
  readonly mostUnderWay?: number
}

export interface Spoilt {
  readonly producer: string
  readonly n: number
  readonly text: string | null
  readonly error: unknown
}

const isOfQueue = (error: unknown): boolean => error instanceof OperationalError && error.code.startsWith('QUEUE_')

const isSpoilt = (error: unknown): boolean => error instanceof OperationalError && error.code === 'BATCH_SPOILT'

/** Batches fetched at once, and those that are under way at most, if nothing else is said. */
const fetchSize = 16
const usuallyUnderWay = 64

export class Feed {
  readonly #settings: FeedSettings
  readonly #submitted: Map<string, number>
  /** Settled when the last one that was submitted is committed. */
  readonly #committed = new Map<string, Promise<void>>()
  readonly #underWay: Promise<void>[] = []
  #reading: Promise<void> = Promise.resolve()
  #isBroken = false

  constructor(settings: FeedSettings) {
    this.#settings = settings
    this.#submitted = new Map(settings.done)
  }

  /** Resolves when that batch and all before it are committed. Rejects where they cannot be here. */
  async upTo(producer: string, n: number): Promise<void> {
    const goal = new Map([[producer, n]])
    if (this.#behind(goal) > 0) await this.#inTurn(() => this.#read(goal))
    await this.#committed.get(producer)
  }

  /** Feeds whatever was committed and not told of. Returns how many batches that were. */
  async catchUp(): Promise<number> {
    const fed = [...this.#submitted]
    const tails = await this.#settings.batches.tails()
    if (fed.some(([producer, n]) => n > (tails.get(producer) ?? n))) this.#lose()
    const behind = this.#behind(tails)
    if (behind > 0) await this.#inTurn(() => this.#read(tails))
    return behind
  }

  #behind(goals: ReadonlyMap<string, number>): number {
    return [...goals].reduce((sum, [producer, n]) => sum + Math.max(0, n - this.#last(producer)), 0)
  }

  #last(producer: string): number {
    return this.#submitted.get(producer) ?? 0
  }

  /** The order of batches is the order in which they are read: one reading at a time. */
  #inTurn(read: () => Promise<void>): Promise<void> {
    const turn = this.#reading.then(read)
    this.#reading = turn.catch(() => {})
    return turn
  }

  async #read(goals: ReadonlyMap<string, number>): Promise<void> {
    const { batches, mostUnderWay = usuallyUnderWay } = this.#settings
    while (this.#behind(goals) > 0) {
      const next = await this.#next(goals)
      const texts = await batches.read(next)
      for (const [i, { producer, n }] of next.entries()) {
        if (this.#isBroken) throw new Error('The partition is fed no further.')
        const text = texts[i] ?? null
        if (text === null) return this.#spoil({ producer, n, text, error: new Error('The batch is not there.') })
        const unfit = await this.#prepare(text, producer, n)
        if (unfit) return this.#spoil({ producer, n, text, error: unfit })
        this.#submit(producer, n, text)
        if (this.#underWay.length >= mostUnderWay) await this.#underWay.shift()
      }
    }
  }

  /**
   * In the order in which they were committed, whichever producer they are of: read one producer after the other, event
   * time would run ahead with the first, and find the events of the next late.
   */
  async #next(goals: ReadonlyMap<string, number>): Promise<readonly QueuedBatch[]> {
    const { batches, mostUnderWay = usuallyUnderWay } = this.#settings
    const next: QueuedBatch[] = []
    const last = new Map(this.#submitted)
    for (const { producer, n } of await batches.waiting(mostUnderWay + fetchSize)) {
      // Of those that were committed at once the order says nothing, but their numbers do.
      for (let each = (last.get(producer) ?? 0) + 1; each <= n && next.length < fetchSize; each++) {
        next.push({ producer, n: each })
        last.set(producer, each)
      }
    }
    return next.length > 0 ? next : this.#missing(goals)
  }

  /** A batch that was committed and does not wait: asked for all the same, it is found not to be there. */
  #missing(goals: ReadonlyMap<string, number>): readonly QueuedBatch[] {
    const [producer] = [...goals].find(([each, n]) => n > this.#last(each))!
    return [{ producer, n: this.#last(producer) + 1 }]
  }

  /** Why the batch can never be evaluated. Throws where it only cannot be now. */
  async #prepare(text: string, producer: string, n: number): Promise<unknown> {
    try {
      await this.#settings.prepare(text, producer, n)
      return null
    } catch (error) {
      if (isOfQueue(error)) throw error
      return error
    }
  }

  #submit(producer: string, n: number, text: string): void {
    this.#submitted.set(producer, n)
    const committed = this.#settings.pipeline.submitBatch(producer, n, text)
    this.#committed.set(producer, committed)
    this.#underWay.push(committed.catch(() => {}))
    committed.catch((error) => {
      if (isSpoilt(error)) this.#spoil({ producer, n, text, error })
      // Whatever else it is: it cannot be committed here, and nothing that comes after it may be.
      this.#isBroken = true
    })
  }

  #lose(): void {
    if (this.#isBroken) return
    this.#isBroken = true
    this.#settings.onLost()
  }

  #spoil(spoilt: Spoilt): void {
    if (this.#isBroken) return
    this.#isBroken = true
    this.#settings.onSpoilt(spoilt)
  }
}
