// Deliveries from all sources → evaluated in turn, committed together. Whoever submits hears when it is durable.
import { OperationalError } from '../errors.ts'
import type { Position } from '../event/position.ts'
import type { Delivery, SourceInfo } from '../event/source.ts'
import type { Incident, IncidentChange } from '../incident/incident.ts'
import type { SourcePosition } from '../queue/batch-queue.ts'
import type { Queue } from '../queue/queue.ts'
import type { Commit, CommitStore, OutboxEntry, Snapshot } from '../store/store.ts'
import { enqueue } from './enqueue.ts'
import { type Evaluation, type Evaluator, stateFormat } from './evaluator.ts'
import { endWithin, pause } from './patience.ts'
import { Saving } from './saving.ts'
import { canWait, committed, type Evaluated, type Origin, skipped, type Task, type Work } from './work.ts'

export interface PipelineSettings {
  readonly evaluator: Evaluator
  readonly store: CommitStore
  readonly queue: Queue<Work>
  readonly outboxFor: (incident: Incident) => readonly OutboxEntry[]
  /** Does what cannot wait for the disk, and says so in the incidents. Null where nothing is to be done. Never rejects. */
  readonly atOnce?: (changes: readonly IncidentChange[]) => Promise<readonly IncidentChange[]> | null
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Something was committed. */
  readonly onCommit?: () => void
  /** The store failed; the pipeline tries again until it is stopped. */
  readonly onTrouble: (error: unknown) => void
  /** Whether the store will never take it: then what is under way is given up, and nothing more is evaluated. */
  readonly isFinal?: (error: unknown) => boolean
  /** Batches committed together at most. */
  readonly groupSize?: number
  readonly snapshotEveryMs?: number
  readonly snapshotEveryBytes?: number
  /** How long work waits at a time while a snapshot is written. */
  readonly snapshotStopMs?: number
}

/** What is committed in one transaction at most, if nothing else is said. */
const groupSize = 64

/** How long a commit may be put off that nobody waits for. */
const oweMs = 50

const retryMs = 1000

const snapshotStopMs = 20

/** The source that commits of time alone are counted under. No producer can be called that. */
const clock = '(clock)'

export class Pipeline {
  readonly #settings: PipelineSettings
  readonly #numbers = new Map<string, number>()
  readonly #resume = new Map<string, SourcePosition>()
  #journalBytes = 0
  #snapshotAt: number
  /** The snapshot that is being written, a bit between any two groups of work. */
  #saving: Saving | null = null
  /** Evaluated and not committed yet, in order: nobody waits for it. */
  readonly #owed: Commit[] = []
  #isOwingTimed = false
  #stopped = false
  #running: Promise<void> = Promise.resolve()

  constructor(settings: PipelineSettings) {
    this.#settings = settings
    this.#snapshotAt = settings.now()
  }

  /** Brings state back to where the last commit left it, and starts. Returns where each source goes on. */
  async start(): Promise<ReadonlyMap<string, SourcePosition>> {
    const { evaluator, store } = this.#settings
    const { snapshot, journal, positions } = await store.recover()
    if (snapshot) load(evaluator, snapshot)
    for (const { data } of journal) {
      evaluator.replay(data)
      this.#journalBytes += data.length
    }
    for (const [source, position] of positions) {
      this.#numbers.set(source, position.n)
      this.#resume.set(source, position)
    }
    this.#running = this.#run()
    return positions
  }

  /** Deliveries not yet evaluated. */
  get waiting(): number {
    return this.#settings.queue.size
  }

  /** To be done before the source's first delivery. */
  addSource(source: SourceInfo): Promise<void> {
    return this.#enqueue({ kind: 'source', source })
  }

  /** Where a source goes on after all that was taken of it. */
  resumeOf(source: string): SourcePosition | undefined {
    return this.#resume.get(source)
  }

  /** Where all sources that were ever read go on. */
  positions(): ReadonlyMap<string, SourcePosition> {
    return this.#resume
  }

  /** A source is gone for good: where it would go on need not be known any more. */
  forget(source: string): Promise<void> {
    return this.#enqueue({ kind: 'forget', source })
  }

  /** Resolves when the batch, and the incidents that it brought, are durable; a fleeting one's when it is evaluated, or its incidents are committed. A delivery with n 0 gets the next number of its source. */
  submit(delivery: Delivery, requestKey?: string): Promise<void> {
    return this.#enqueue(
      requestKey === undefined ? { kind: 'delivery', delivery } : { kind: 'delivery', delivery, requestKey },
    )
  }

  /** A batch as it came through a queue, which keeps it until a snapshot covers it. */
  submitBatch(source: string, n: number, text: string): Promise<void> {
    return this.#enqueue({ kind: 'batch', source, n, text })
  }

  /** Counts a batch as done without evaluating it; `kept`: the queue has it, and lets it go. */
  skipBatch(source: string, n: number, kept: boolean): Promise<void> {
    return this.#enqueue({ kind: 'skip', source, n, kept })
  }

  /** A source fell silent or ended: committed like a batch, since incidents may come of it. */
  idle(source: string, at: Position | null = null): Promise<void> {
    return this.#enqueue({ kind: 'idle', source, at })
  }

  /** Changes by what is evaluated, between two batches. */
  change(apply: () => void): Promise<void> {
    return this.#enqueue({ kind: 'change', apply })
  }

  /** To be called from time to time: saves the state where that is due also while nothing comes. */
  async rest(): Promise<void> {
    if (this.#isSnapshotDue()) await this.#enqueue({ kind: 'rest' })
  }

  /**
   * Takes what is in the queue to its end, saves state and stops. Where the store goes on failing for so long, what was
   * not committed is given up: nobody was told that it is durable, and its source gives it again.
   */
  async stop(patienceMs = 10_000): Promise<void> {
    this.#settings.queue.close()
    await endWithin(this.#running, patienceMs, () => {
      this.#stopped = true
    })
    if (!this.#stopped) await this.#saveAll()
    this.#stopped = true
  }

  #enqueue(task: Task): Promise<void> {
    return enqueue(this.#settings.queue, (done) => ({ ...task, done }))
  }

  async #run(): Promise<void> {
    for (;;) {
      if (!this.#saving || this.#settings.queue.size > 0) {
        const group = await this.#settings.queue.take(this.#settings.groupSize ?? groupSize)
        if (group.length === 0) return
        if (!(await this.#process(group))) return this.#breakOff()
      }
      if (!this.#saving && this.#isSnapshotDue()) await this.#beginSaving()
      if (this.#saving) await this.#goOnSaving(this.#saving)
    }
  }

  /**
   * False where it cannot go on. Where a batch of the queue cannot be evaluated, those before it are committed, those after
   * it are not begun.
   */
  async #process(group: readonly Work[]): Promise<boolean> {
    const evaluated: Evaluated[] = []
    for (const [index, work] of group.entries()) {
      if (work.kind === 'rest') {
        work.done()
        continue
      }
      if (work.kind === 'change') {
        await this.#settle(evaluated.splice(0))
        await this.#change(work)
        continue
      }
      try {
        evaluated.push({ work, commit: await this.#evaluate(work) })
      } catch (error) {
        if (work.kind !== 'batch') {
          work.done(error)
          continue
        }
        work.done(new OperationalError('BATCH_SPOILT', { reason: (error as Error).message }, error))
        await this.#settle(evaluated)
        for (const { done } of group.slice(index + 1)) done(brokenOff())
        return false
      }
    }
    const isDue = group.some(({ kind }) => kind === 'rest')
    if (!isDue && this.#canWait(evaluated)) this.#owe(evaluated)
    else await this.#settle(evaluated)
    return !this.#stopped
  }

  #canWait(evaluated: readonly Evaluated[]): boolean {
    return evaluated.length > 0 && this.#owed.length + evaluated.length <= groupSize && evaluated.every(canWait)
  }

  #owe(evaluated: readonly Evaluated[]): void {
    if (!this.#isOwingTimed) void this.#payLater()
    for (const { work, commit } of evaluated) {
      this.#owed.push(committed({ work, commit }))
      work.done()
    }
  }

  /** What was evaluated before is saved, so that it is never run again by what comes now. */
  async #change({ apply, done }: Extract<Work, { kind: 'change' }>): Promise<void> {
    if (this.#journalBytes > 0) await this.#saveAll()
    try {
      apply()
      done()
    } catch (error) {
      done(error)
    }
  }

  async #payLater(): Promise<void> {
    this.#isOwingTimed = true
    await pause(oweMs)
    this.#isOwingTimed = false
    // Who closes the queue commits what is owed.
    await this.#enqueue({ kind: 'rest' }).catch(() => {})
  }

  /** What is owed is committed before it. */
  async #settle(evaluated: readonly Evaluated[]): Promise<void> {
    const commits = [...this.#owed.splice(0), ...evaluated.map(committed)]
    if (commits.length === 0) return
    try {
      await this.#commit(commits)
      for (const { work } of evaluated) work.done()
    } catch (error) {
      for (const { work } of evaluated) work.done(error)
    }
  }

  /** The state is no longer what was committed: half of a batch is in it, or batches that were not kept. */
  async #breakOff(): Promise<void> {
    this.#stopped = true
    this.#giveUpSaving()
    const { queue } = this.#settings
    queue.close()
    for (let left = await queue.take(groupSize); left.length > 0; left = await queue.take(groupSize))
      for (const { done } of left) done(brokenOff())
  }

  #evaluate(work: Exclude<Work, { kind: 'rest' | 'change' }>): Commit | Promise<Commit> {
    const { evaluator } = this.#settings
    if (work.kind === 'source') return this.#ofClock(evaluator.addSource(work.source))
    if (work.kind === 'forget') return this.#forget(work.source)
    if (work.kind === 'idle') return this.#ofClock(evaluator.idle(work.source, work.at))
    if (work.kind === 'skip') return skipped(work)
    if (work.kind === 'batch')
      return this.#toCommit(
        { source: work.source, n: work.n, resume: null, kept: true },
        evaluator.evaluateBatch(work.text),
      )
    const { delivery, requestKey } = work
    const { source, resume } = delivery
    const n = this.#numbered(delivery)
    const commit = { source, n, resume, ...(requestKey !== undefined && { requestKey }) }
    const made = this.#toCommit(commit, evaluator.evaluate(delivery))
    this.#resume.set(source, { n, resume })
    return made
  }

  #forget(source: string): Commit {
    this.#settings.evaluator.forget(source)
    this.#numbers.delete(source)
    this.#resume.delete(source)
    const n = this.#nextNumber(clock)
    return { source: clock, n, resume: null, journal: null, changes: [], outbox: [], forgets: source }
  }

  #ofClock(evaluation: Evaluation): Commit | Promise<Commit> {
    return this.#toCommit({ source: clock, n: this.#nextNumber(clock), resume: null }, evaluation)
  }

  /** Numbers are given where the order is fixed, so that none overtakes another. */
  #numbered({ source, n }: Delivery): number {
    if (n === 0) return this.#nextNumber(source)
    this.#numbers.set(source, n)
    return n
  }

  #nextNumber(source: string): number {
    const n = (this.#numbers.get(source) ?? 0) + 1
    this.#numbers.set(source, n)
    return n
  }

  /** What cannot wait is begun before anything is written. */
  #toCommit(of: Origin, { changes, journal: write }: Evaluation): Commit | Promise<Commit> {
    const urgent = this.#settings.atOnce?.(changes) ?? null
    const journal = write()
    this.#journalBytes += journal.length
    const withChanges = (told: readonly IncidentChange[]): Commit => ({
      ...{ ...of, journal, changes: told },
      outbox: told.flatMap((change) => this.#responses(change)),
    })
    return urgent === null ? withChanges(changes) : urgent.then(withChanges)
  }

  #responses(change: IncidentChange): readonly OutboxEntry[] {
    return change.kind === 'raised' ? this.#settings.outboxFor(change.incident) : []
  }

  /** State has moved on already, so a commit that fails is tried until it succeeds: nothing is lost, nobody is told yes. */
  async #commit(commits: readonly Commit[]): Promise<void> {
    for (;;) {
      try {
        await this.#settings.store.commit(commits, this.#settings.now())
        this.#settings.onCommit?.()
        return
      } catch (error) {
        this.#settings.onTrouble(error)
        if (this.#settings.isFinal?.(error)) this.#stopped = true
        if (this.#stopped) throw error
        await pause(retryMs)
      }
    }
  }

  #isSnapshotDue(): boolean {
    const { snapshotEveryMs = 30_000, snapshotEveryBytes = 16 << 20, now } = this.#settings
    return (
      this.#journalBytes > snapshotEveryBytes ||
      (this.#journalBytes > 0 && Math.abs(now() - this.#snapshotAt) > snapshotEveryMs)
    )
  }

  /** Everything that was evaluated is committed: that is what the snapshot covers. */
  async #beginSaving(): Promise<void> {
    this.#giveUpSaving()
    await this.#settle([])
    try {
      const writer = await this.#settings.store.beginSnapshot(stateFormat)
      this.#saving = new Saving(this.#settings.evaluator.beginSaving(), writer, this.#journalBytes)
    } catch (error) {
      this.#settings.onTrouble(error)
      this.#snapshotAt = this.#settings.now()
    }
  }

  /** For as long as work may wait for it. Where the store fails, it is begun anew once it is due again. */
  async #goOnSaving(saving: Saving): Promise<void> {
    try {
      const { snapshotStopMs: ms = snapshotStopMs, now } = this.#settings
      if (!(await saving.goOn(ms, now))) return
      this.#journalBytes -= saving.journalBytes
      this.#saving = null
    } catch (error) {
      this.#settings.onTrouble(error)
      this.#giveUpSaving()
    }
    this.#snapshotAt = this.#settings.now()
  }

  /** From here on nothing of before need be run again. */
  async #saveAll(): Promise<void> {
    await this.#beginSaving()
    while (this.#saving) await this.#goOnSaving(this.#saving)
  }

  #giveUpSaving(): void {
    this.#saving?.giveUp()
    this.#saving = null
  }
}

const brokenOff = (): Error => new Error('The evaluation was broken off at a batch before it.')

/** A state of another format is refused, not guessed. */
function load(evaluator: Evaluator, { format, pieces }: Snapshot): void {
  const path = 'of this run'
  if (format !== stateFormat) throw new OperationalError('STORE_FORMAT', { path, found: format, expected: stateFormat })
  try {
    evaluator.load(pieces)
  } catch (error) {
    throw new OperationalError('STORE_UNUSABLE', { path, reason: (error as Error).message }, error)
  }
}
