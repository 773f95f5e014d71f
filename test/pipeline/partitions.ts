// Queues and stores of partitions in memory, which keep what Redis keeps and refuse what it refuses.
import { OperationalError } from '../../src/errors.ts'
import type { IncidentChange } from '../../src/incident/incident.ts'
import type {
  BatchQueue,
  Committed,
  ProducerCommit,
  ProducerState,
  SourcePosition,
} from '../../src/queue/batch-queue.ts'
import type { PartitionBatches, QueuedBatch } from '../../src/queue/partition-batches.ts'
import type { Commit, CommitStore, Recovery, Snapshot } from '../../src/store/store.ts'
import { snapshotsInto } from '../store/snapshots.ts'

class Partition {
  readonly texts = new Map<string, string>()
  readonly tails = new Map<string, number>()
  readonly done = new Map<string, number>()
  /** In the order of their commits. */
  waiting: QueuedBatch[] = []
  journal: { source: string; n: number; data: string }[] = []
  snapshot: Snapshot | null = null
  fence = 0
}

export class MemoryPartitions implements BatchQueue {
  readonly #partitions: readonly Partition[]
  readonly #positions = new Map<string, SourcePosition>()
  readonly #remembered = new Map<string, unknown>()
  /** In the order of their commits. */
  readonly changes: IncidentChange[] = []
  /** Answers that are given instead of the next ones. */
  readonly refusals: Committed[] = []
  /** Commits that are done, and whose answer is lost. */
  answersToLose = 0
  readonly #producer: string

  constructor(count: number, producer: string) {
    this.#partitions = Array.from({ length: count }, () => new Partition())
    this.#producer = producer
  }

  async open(): Promise<ProducerState> {
    const numbers = this.#partitions.map(({ tails }, i): [number, number] => [i, tails.get(this.#producer) ?? 0])
    return {
      positions: new Map(this.#positions),
      remembered: [...this.#remembered],
      numbers: new Map(numbers),
    }
  }

  async commit({ batches, positions, remembered }: ProducerCommit): Promise<Committed> {
    const refusal = this.refusals.shift()
    if (refusal) return refusal
    for (const { partition, n, text } of batches) {
      const { texts, tails, waiting } = this.#partitions[partition]!
      waiting.push({ producer: this.#producer, n })
      texts.set(`${this.#producer}:${n}`, text)
      tails.set(this.#producer, n)
    }
    for (const [source, position] of positions)
      if (position === null) this.#positions.delete(source)
      else this.#positions.set(source, position)
    for (const [key, value] of remembered)
      if (value === null) this.#remembered.delete(key)
      else this.#remembered.set(key, value)
    if (this.answersToLose-- > 0) throw new Error('connection lost')
    return 'ok'
  }

  /** Damages a batch that waits. */
  spoil(partition: number, n: number, text: string | null): void {
    const { texts } = this.#partitions[partition]!
    if (text === null) texts.delete(`${this.#producer}:${n}`)
    else texts.set(`${this.#producer}:${n}`, text)
  }

  waiting(partition: number): number {
    const { tails, done } = this.#partitions[partition]!
    return (tails.get(this.#producer) ?? 0) - (done.get(this.#producer) ?? 0)
  }

  batches(partition: number): PartitionBatches {
    const lying = this.#partitions[partition]!
    return {
      tails: async () => new Map(lying.tails),
      waiting: async (limit) => lying.waiting.slice(0, limit),
      read: async (batches) => batches.map(({ producer, n }) => lying.texts.get(`${producer}:${n}`) ?? null),
    }
  }

  /** The store of whoever takes the partition now; the one before is refused from then on. */
  take(number: number): CommitStore {
    const partition = this.#partitions[number]!
    const fence = ++partition.fence
    const own = (): void => {
      if (partition.fence !== fence) throw new OperationalError('LEASE_LOST', { partition: number })
    }
    return {
      recover: async (): Promise<Recovery> => ({
        snapshot: partition.snapshot,
        journal: [...partition.journal],
        positions: new Map([...partition.done].map(([source, n]) => [source, { n, resume: null }])),
      }),
      commit: async (commits) => {
        own()
        for (const commit of commits) this.#keep(partition, commit)
      },
      beginSnapshot: async (format) => {
        own()
        const covered = partition.journal.length
        const writer = snapshotsInto((snapshot) => {
          own()
          partition.snapshot = snapshot
          for (const { source, n } of partition.journal.splice(0, covered)) partition.texts.delete(`${source}:${n}`)
        })
        return writer(format)
      },
      knowsRequest: async () => false,
    }
  }

  #keep(partition: Partition, { source, n, journal, changes }: Commit): void {
    if (n <= (partition.done.get(source) ?? 0)) return
    partition.done.set(source, n)
    partition.waiting = partition.waiting.filter((one) => one.producer !== source || one.n > n)
    if (journal !== null) partition.journal.push({ source, n, data: journal })
    this.changes.push(...changes)
  }
}
