// What passes through a running program → counted, for its metrics. It stands between the parts, which know nothing of it.
import type { Send } from '../../actions/action.ts'
import type { ApiOptions } from '../../api/options.ts'
import { errors, OperationalError } from '../../errors.ts'
import type { Batch } from '../../event/batch.ts'
import type { Delivery } from '../../event/source.ts'
import { type Counts, Totals } from '../../metrics/totals.ts'
import type { Evaluator } from '../../pipeline/evaluator.ts'
import type { BatchQueue } from '../../queue/batch-queue.ts'
import type { Commit, CommitStore } from '../../store/store.ts'

type Counting = Pick<Evaluator, 'ruleset' | 'ruleStats' | 'eventCounts' | 'forgotten' | 'undecided'>

/** How far one source has come. */
interface Flow {
  readonly events: number
  /** Event time, microseconds; -Infinity where there is none yet. */
  readonly progressUs: number
}

export interface Held {
  readonly keys: number
  readonly bytes: number
}

const noFlow: Flow = { events: 0, progressUs: Number.NEGATIVE_INFINITY }

export class Meter {
  readonly flows = new Map<string, Flow>()
  /** By rule and level. */
  readonly incidents = new Map<string, Map<string, number>>()
  readonly posts = { accepted: 0, duplicate: 0, refused: 0, unavailable: 0 }
  /** By webhook and outcome. */
  readonly attempts = new Map<string, Record<'delivered' | 'again' | 'refused', number>>()
  repetitions = 0
  commitFailures = 0
  batchesSetAside = 0
  readonly #rules = new Totals()
  readonly #near = new Totals()
  readonly #categories = new Totals()
  readonly #forgotten = new Totals()
  readonly #evaluators = new Set<Counting>()
  readonly #snapshots = new Map<CommitStore, number>()
  readonly #onCommitted: ((seconds: number) => void)[] = []

  /** Webhooks and rules are shown with a zero from the start, so that the first time is seen as an increase. */
  constructor(webhooks: readonly string[]) {
    for (const name of webhooks) this.attempts.set(name, { delivered: 0, again: 0, refused: 0 })
  }

  /** To be called once it is back where the last commit left it: what it counts from then on is counted here. */
  add(evaluator: Counting): void {
    for (const { metadata } of evaluator.ruleset.rules) this.#countIncident(metadata.id, metadata.level, 0)
    this.#evaluators.add(evaluator)
    this.#rules.add(evaluator, () => ruleCounts(evaluator))
    this.#near.add(evaluator, () => nearCounts(evaluator))
    this.#forgotten.add(evaluator, () => new Map([['all', { ...evaluator.forgotten() }]]))
    this.#categories.add(evaluator, () => new Map([['events', present(evaluator.eventCounts())]]))
  }

  /** It goes by other rules now. */
  changeRules({ ruleset }: Counting): void {
    for (const { metadata } of ruleset.rules) this.#countIncident(metadata.id, metadata.level, 0)
  }

  /** Another process goes on with it. */
  remove(evaluator: Counting): void {
    this.#evaluators.delete(evaluator)
    this.#rules.remove(evaluator)
    this.#near.remove(evaluator)
    this.#categories.remove(evaluator)
    this.#forgotten.remove(evaluator)
  }

  /** A source brought something. */
  heard({ source, batch, progress }: Pick<Delivery, 'source' | 'progress'> & { readonly batch: Batch }): void {
    const { events, progressUs } = this.flows.get(source) ?? noFlow
    this.flows.set(source, {
      events: events + batch.length,
      progressUs: Number.isFinite(progress.us) ? Math.max(progressUs, progress.us) : progressUs,
    })
  }

  /** The source is gone: so is what is told of it. */
  ended(source: string): void {
    this.flows.delete(source)
  }

  /** The same store, watched. */
  commits(store: CommitStore, now: () => number): CommitStore {
    const watched: CommitStore = {
      recover: () => store.recover(),
      knowsRequest: (key) => store.knowsRequest(key),
      commit: async (commits, nowMs) => {
        await this.#timed(() => store.commit(commits, nowMs), now)
        for (const commit of commits) this.#countChanges(commit)
      },
      beginSnapshot: async (format) => {
        const writer = await store.beginSnapshot(format)
        let bytes = 0
        return {
          write: (piece) => {
            bytes += piece.length
            return writer.write(piece)
          },
          finish: async () => {
            await writer.finish()
            this.#snapshots.set(watched, bytes)
          },
        }
      },
    }
    return watched
  }

  /** The same queue, watched. */
  batches(queue: BatchQueue, now: () => number): BatchQueue {
    return {
      open: () => queue.open(),
      commit: (commit, nowMs) =>
        this.#timed(
          () => queue.commit(commit, nowMs),
          now,
          (committed) => committed === 'ok',
        ),
    }
  }

  /** A partition's store, as `commits` gave it, is somebody else's now. */
  forget(watched: CommitStore): void {
    this.#snapshots.delete(watched)
  }

  ingest(ingest: ApiOptions['ingest']): ApiOptions['ingest'] {
    return (body, key) => this.#post(ingest(body, key))
  }

  ship(ship: ApiOptions['ship']): ApiOptions['ship'] {
    return (documents, key) => this.#post(ship(documents, key))
  }

  sends(send: Send): Send {
    return async (row, attempt) => {
      const sent = await send(row, attempt)
      if (sent.kind === 'interrupted') return sent
      const counts = this.attempts.get(row.target) ?? { delivered: 0, again: 0, refused: 0 }
      counts[sent.kind]++
      this.attempts.set(row.target, counts)
      return sent
    }
  }

  onCommitted(observe: (seconds: number) => void): void {
    this.#onCommitted.push(observe)
  }

  rules(): Counts {
    return this.#rules.read()
  }

  /** What almost matched. */
  near(): readonly (readonly [rule: string, step: string, why: string, n: number])[] {
    return [...this.#near.read()].flatMap(([rule, counts]) =>
      Object.entries(counts).map(([name, n]) => {
        const [step, why] = JSON.parse(name) as [string, string]
        return [rule, step, why, n] as const
      }),
    )
  }

  categories(): Readonly<Record<string, number>> {
    return this.#categories.read().get('events') ?? {}
  }

  /** What was let go that is of no one rule, by kind. */
  forgotten(): Readonly<Record<string, number>> {
    return this.#forgotten.read().get('all') ?? {}
  }

  undecided(): ReadonlyMap<string, number> {
    const sum = new Map<string, number>()
    for (const evaluator of this.#evaluators) {
      for (const [rule, n] of evaluator.undecided()) sum.set(rule, (sum.get(rule) ?? 0) + n)
    }
    return sum
  }

  /** What each rule holds now. */
  held(): ReadonlyMap<string, Held> {
    const sum = new Map<string, Held>()
    for (const evaluator of this.#evaluators) {
      for (const { rule, keys, bytes } of evaluator.ruleStats()) {
        const known = sum.get(rule)
        sum.set(rule, { keys: keys + (known?.keys ?? 0), bytes: bytes + (known?.bytes ?? 0) })
      }
    }
    return sum
  }

  snapshotBytes(): number {
    return [...this.#snapshots.values()].reduce((sum, n) => sum + n, 0)
  }

  /** `isDone`: where nothing was committed, it took no time either. */
  async #post<Answer extends { readonly duplicate: boolean }>(taking: Promise<Answer>): Promise<Answer> {
    try {
      const answer = await taking
      this.posts[answer.duplicate ? 'duplicate' : 'accepted']++
      return answer
    } catch (error) {
      this.posts[isOfSender(error) ? 'refused' : 'unavailable']++
      throw error
    }
  }

  async #timed<Result>(
    commit: () => Promise<Result>,
    now: () => number,
    isDone: (result: Result) => boolean = () => true,
  ): Promise<Result> {
    const startedMs = now()
    try {
      const result = await commit()
      if (isDone(result)) for (const observe of this.#onCommitted) observe((now() - startedMs) / 1000)
      return result
    } catch (error) {
      this.commitFailures++
      throw error
    }
  }

  #countChanges({ changes }: Commit): void {
    for (const change of changes) {
      if (change.kind === 'counted') this.repetitions++
      else if (change.kind === 'raised') this.#countIncident(change.incident.ruleId, change.incident.level, 1)
    }
  }

  #countIncident(rule: string, level: string, n: number): void {
    const levels = this.incidents.get(rule) ?? new Map<string, number>()
    levels.set(level, (levels.get(level) ?? 0) + n)
    this.incidents.set(rule, levels)
  }
}

const ruleCounts = (evaluator: Counting): Counts =>
  new Map(
    evaluator
      .ruleStats()
      .map(({ rule, lastError: _, near: __, keys: ___, bytes: ____, ms, ...counts }) => [
        rule,
        { ...counts, ms: ms ?? 0 },
      ]),
  )

/** By rule, step and what ended it. */
const nearCounts = (evaluator: Counting): Counts =>
  new Map(
    evaluator
      .ruleStats()
      .map(({ rule, near = [] }) => [
        rule,
        Object.fromEntries(near.map(({ step, why, count }) => [JSON.stringify([step, why]), count])),
      ]),
  )

/** Without the categories that have not come yet. */
const present = (counts: Readonly<Record<string, number | undefined>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(counts).filter((entry): entry is [string, number] => entry[1] !== undefined))

/** Who came when there was no room has done nothing wrong. */
const isOfSender = (error: unknown): boolean =>
  error instanceof OperationalError && errors[error.code].status < 500 && error.code !== 'BUSY'
