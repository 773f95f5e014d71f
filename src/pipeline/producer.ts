// Deliveries from all sources → batches for the partitions whose rules want their events, committed together with where
// each source goes on. Whoever submits hears when it is durable.
import type { Ruleset } from '../compiler/plan.ts'
import { Router } from '../engine/router.ts'
import type { Position } from '../event/position.ts'
import type { Delivery, SourceInfo } from '../event/source.ts'
import type { BatchQueue, Committed, ProducerCommit, SourcePosition } from '../queue/batch-queue.ts'
import type { Queue } from '../queue/queue.ts'
import { enqueue } from './enqueue.ts'
import type { Stage } from './evaluator.ts'
import { PartitionLines } from './partition-lines.ts'
import { endWithin, letOthersAct, pause } from './patience.ts'
import type { Work } from './work.ts'

/** Why a producer cannot go on. */
export type Refusal = Exclude<Committed, 'ok' | 'full'>

/** `progress`: nothing but how far the sources have come. */
export type ProducerWork =
  | Extract<Work, { kind: 'delivery' | 'idle' | 'source' | 'forget' }>
  | { readonly kind: 'progress'; readonly done: (error?: unknown) => void }

export interface ProducerSettings {
  /** Its sources are told from those of other producers by it. */
  readonly name: string
  readonly ruleset: Ruleset
  /** The hash under which the rules are published. */
  readonly rules: string
  readonly partitions: number
  readonly stage: Stage | null
  readonly batches: BatchQueue
  readonly queue: Queue<ProducerWork>
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly onCommit?: () => void
  /** The queue's server failed; the producer tries again until it is stopped. */
  readonly onTrouble: (error: unknown) => void
  /** Nothing more is taken in. */
  readonly onRefused: (refusal: Refusal) => void
  /** How long a partition may be left without word of how far the sources have come. */
  readonly progressEveryMs?: number
}

/** Deliveries that are committed together at most. */
const groupSize = 64
/** Characters beyond which no further delivery joins a commit: the server does nothing else while it takes one. */
const commitLength = 8 << 20

const retryMs = 1000
/** How long to wait before a commit is tried again where the partitions are full. */
const fullMs = 50

export class Producer {
  readonly #settings: ProducerSettings
  readonly #router: Router
  readonly #lines: PartitionLines
  readonly #positions = new Map<string, SourcePosition>()
  readonly #deliveries = new Map<string, number>()
  readonly #counts = { events: 0, routed: 0, waits: 0 }
  #stopped = false
  /** A commit was not made: one after it would take positions past what is not kept. */
  #gaveUp = false
  #refusal: Refusal | null = null
  #telling = false
  #running: Promise<void> = Promise.resolve()

  constructor(settings: ProducerSettings) {
    const { ruleset, rules, partitions, progressEveryMs = 1000 } = settings
    this.#settings = settings
    this.#router = new Router(ruleset, partitions)
    this.#lines = new PartitionLines({ rules, partitions, progressEveryMs })
  }

  /** Goes on where the last process of this producer stopped. */
  async start(): Promise<void> {
    const { batches, stage } = this.#settings
    const { positions, remembered, numbers } = await batches.open()
    for (const [source, position] of positions) {
      this.#positions.set(source, position)
      this.#deliveries.set(source, position.n)
    }
    this.#lines.goOnAfter(numbers)
    stage?.restoreChanges(remembered)
    this.#running = this.#run()
  }

  /** Deliveries not yet committed. */
  get waiting(): number {
    return this.#settings.queue.size
  }

  /** Events read, rows sent (one that goes to two partitions counts twice), and commits that had to wait for room. */
  get counts(): Readonly<Record<'events' | 'routed' | 'waits', number>> {
    return { ...this.#counts }
  }

  failures(): ReturnType<Router['failures']> {
    return this.#router.failures()
  }

  /** Where a source goes on after all that was taken of it. */
  resumeOf(source: string): SourcePosition | undefined {
    return this.#positions.get(source)
  }

  /** Where all sources that were ever read go on. */
  positions(): ReadonlyMap<string, SourcePosition> {
    return this.#positions
  }

  /** A source is gone for good: where it would go on need not be known any more. */
  forget(source: string): Promise<void> {
    return this.#enqueue({ kind: 'forget', source })
  }

  /** To be done before the source's first delivery. */
  addSource(source: SourceInfo): Promise<void> {
    return this.#enqueue({ kind: 'source', source })
  }

  /** Resolves when the events are durable in the queues. A delivery with n 0 gets the next number of its source. */
  submit(delivery: Delivery, requestKey?: string): Promise<void> {
    return this.#enqueue(
      requestKey === undefined ? { kind: 'delivery', delivery } : { kind: 'delivery', delivery, requestKey },
    )
  }

  /** A source fell silent or ended. */
  idle(source: string, at: Position | null = null): Promise<void> {
    return this.#enqueue({ kind: 'idle', source, at })
  }

  /**
   * To be called every second: tells partitions that got no events for a while how far the sources have come, and whoever
   * waits for them that all which was read before is committed.
   */
  async tellProgress(): Promise<void> {
    if (this.#telling) return
    this.#telling = true
    await this.#enqueue({ kind: 'progress' }).finally(() => {
      this.#telling = false
    })
  }

  /** Commits what was taken in, and stops. What cannot be committed for so long is given up: nobody was told yes. */
  async stop(patienceMs = 10_000): Promise<void> {
    this.#settings.queue.close()
    await endWithin(this.#running, patienceMs, () => {
      this.#stopped = true
    })
    this.#stopped = true
  }

  #enqueue(task: DistributiveOmit<ProducerWork, 'done'>): Promise<void> {
    return enqueue(this.#settings.queue, (done) => ({ ...task, done }))
  }

  async #run(): Promise<void> {
    for (;;) {
      const group = await this.#settings.queue.take(groupSize)
      if (group.length === 0) return
      for (let rest = group; rest.length > 0; ) rest = rest.slice(await this.#commitFrom(rest))
      // Whoever was just answered gives more at once: it goes with what waits already.
      await letOthersAct()
    }
  }

  /** Commits the first of the group, as many as make one commit of a bounded size. Returns how many those are. */
  async #commitFrom(group: readonly ProducerWork[]): Promise<number> {
    const taken: ProducerWork[] = []
    try {
      if (this.#gaveUp) throw givenUp()
      await this.#commit(this.#toCommit(group, taken))
      for (const { done } of taken) done()
    } catch (error) {
      if (taken.length === 0) taken.push(group[0]!)
      for (const { done } of taken) done(error)
    }
    return taken.length
  }

  /** Puts what it takes of the group into `taken`. */
  #toCommit(group: readonly ProducerWork[], taken: ProducerWork[]): ProducerCommit {
    const positions = new Map<string, SourcePosition | null>()
    const sources: SourceInfo[] = []
    for (let length = 0; taken.length < group.length && length < commitLength; ) {
      const work = group[taken.length]!
      taken.push(work)
      if (work.kind === 'delivery') length += this.#deliver(work.delivery, positions)
      else if (work.kind === 'idle') this.#lines.idle(this.#named(work.source), work.at)
      else if (work.kind === 'forget') this.#forget(work.source, positions)
      else if (work.kind === 'source') sources.push(this.#addSource(work.source))
    }
    return {
      batches: this.#lines.take(this.#settings.now()),
      positions,
      sources,
      remembered: this.#settings.stage?.changes() ?? new Map(),
      requestKeys: taken.flatMap((work) => (work.kind === 'delivery' && work.requestKey ? [work.requestKey] : [])),
    }
  }

  #named(source: string): string {
    return `${this.#settings.name}/${source}`
  }

  #addSource(source: SourceInfo): SourceInfo {
    const derived = this.#settings.stage?.derives(source.categories) ?? 0
    const whole = { ...source, id: this.#named(source.id), categories: source.categories | derived }
    this.#lines.addSource(whole)
    return whole
  }

  #forget(source: string, positions: Map<string, SourcePosition | null>): void {
    this.#positions.delete(source)
    this.#deliveries.delete(source)
    positions.set(source, null)
  }

  /** Returns how many characters it makes. */
  #deliver({ source, n, batch, progress, resume }: Delivery, positions: Map<string, SourcePosition | null>): number {
    this.#counts.events += batch.length
    this.#settings.stage?.extend(batch, () => {})
    const rows = this.#router.route(batch)
    for (const of of rows) this.#counts.routed += of.length
    const number = n === 0 ? (this.#deliveries.get(source) ?? 0) + 1 : n
    this.#deliveries.set(source, number)
    positions.set(source, { n: number, resume })
    this.#positions.set(source, { n: number, resume })
    return this.#lines.deliver(this.#named(source), progress, batch, rows)
  }

  /** The lines are numbered already, so a commit that fails is tried until it succeeds. */
  async #commit(commit: ProducerCommit): Promise<void> {
    for (;;) {
      const committed = await this.#attempt(commit)
      if (committed === 'ok') return this.#settings.onCommit?.()
      if (committed !== 'full' && committed !== 'failed') this.#refuse(committed)
      if (this.#stopped) {
        this.#gaveUp = true
        throw givenUp()
      }
      await pause(committed === 'full' ? fullMs : retryMs)
    }
  }

  async #attempt(commit: ProducerCommit): Promise<Committed | 'failed'> {
    try {
      const committed = await this.#settings.batches.commit(commit, this.#settings.now())
      if (committed === 'full') this.#counts.waits++
      return committed
    } catch (error) {
      this.#settings.onTrouble(error)
      return 'failed'
    }
  }

  #refuse(refusal: Refusal): void {
    this.#stopped = true
    this.#settings.queue.close()
    if (this.#refusal === null) this.#settings.onRefused(refusal)
    this.#refusal = refusal
  }
}

const givenUp = (): Error => new Error('Stopped before it could be committed.')

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never
