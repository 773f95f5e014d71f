// A partition's queue → its pipeline, each producer's batches in the order of their numbers, each once. Whoever tells of
// a batch only wakes the feed: a job that is lost, comes twice or overtakes another changes nothing.
import { OperationalError } from '../errors.ts'
import type { PartitionBatches } from '../queue/partition-batches.ts'
import type { Pipeline } from './pipeline.ts'

export interface FeedSettings {
  readonly batches: PartitionBatches
  readonly pipeline: Pick<Pipeline, 'submitBatch' | 'skipBatch'>
  /** The last number that was committed, by producer. */
  readonly done: ReadonlyMap<string, number>
  /** Done before a text is evaluated. */
  readonly prepare: (text: string, producer: string, n: number) => Promise<void>
  /** A batch could not be evaluated, or (text null) is not there: nothing more is fed. */
  readonly onSpoilt: (spoilt: Spoilt) => void
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
    if ((this.#submitted.get(producer) ?? 0) < n) await this.#inTurn(() => this.#read(producer, n))
    await this.#committed.get(producer)
  }

  /** Feeds whatever was committed and not told of. Returns how many batches that were. */
  async catchUp(): Promise<number> {
    let n = 0
    for (const [producer, tail] of await this.#settings.batches.tails()) {
      const behind = tail - (this.#submitted.get(producer) ?? 0)
      if (behind <= 0) continue
      n += behind
      await this.#inTurn(() => this.#read(producer, tail))
    }
    return n
  }

  /** The order of batches is the order in which they are read: one reading at a time. */
  #inTurn(read: () => Promise<void>): Promise<void> {
    const turn = this.#reading.then(read)
    this.#reading = turn.catch(() => {})
    return turn
  }

  async #read(producer: string, upTo: number): Promise<void> {
    const { batches, mostUnderWay = usuallyUnderWay } = this.#settings
    for (let last = this.#submitted.get(producer) ?? 0; last < upTo; last = this.#submitted.get(producer)!) {
      const texts = await batches.read(producer, last + 1, Math.min(last + fetchSize, upTo))
      for (const [i, text] of texts.entries()) {
        if (this.#isBroken) throw new Error('The partition is fed no further.')
        const n = last + 1 + i
        if (text === null) return this.#spoil({ producer, n, text, error: new Error('The batch is not there.') })
        const unfit = await this.#prepare(text, producer, n)
        if (unfit) return this.#spoil({ producer, n, text, error: unfit })
        this.#submit(producer, n, text)
        if (this.#underWay.length >= mostUnderWay) await this.#underWay.shift()
      }
    }
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

  #spoil(spoilt: Spoilt): void {
    if (this.#isBroken) return
    this.#isBroken = true
    this.#settings.onSpoilt(spoilt)
  }
}
