// The contract between a producer and the partitions' queues: what is committed together, and where a producer goes on.
import type { SourceInfo } from '../event/source.ts'

/** What a partition is to evaluate next: lines of journal.ts. Consecutive by producer and partition, from 1. */
export interface PartitionBatch {
  readonly partition: number
  readonly n: number
  readonly text: string
}

/** Where a source goes on. */
export interface SourcePosition {
  readonly n: number
  readonly resume: unknown
}

export interface ProducerCommit {
  readonly batches: readonly PartitionBatch[]
  /** Of the sources that moved on; null of one that is gone for good. */
  readonly positions: ReadonlyMap<string, SourcePosition | null>
  /** Sources that are new to the partitions. */
  readonly sources: readonly SourceInfo[]
  /** What the stage before the routing remembers otherwise than before, by key; null: nothing any more. */
  readonly remembered: ReadonlyMap<string, unknown>
  /** Requests that must not count again. */
  readonly requestKeys: readonly string[]
}

export interface ProducerState {
  readonly positions: ReadonlyMap<string, SourcePosition>
  readonly remembered: readonly (readonly [key: string, value: unknown])[]
  /** The last number of each partition that has one. */
  readonly numbers: ReadonlyMap<number, number>
}

/**
 * `full`: the partitions hold as much as they may; nothing was written, to be tried again. `superseded`: another process
 * goes on with this producer. `outdated`: another producer published other rules. `lost`: the queue has lost what it had
 * confirmed, or another run has committed one of the requests: the producer must be opened anew.
 */
export type Committed = 'ok' | 'full' | 'superseded' | 'outdated' | 'lost'

export interface BatchQueue {
  /** Makes this process the one that goes on with the producer. */
  open(): Promise<ProducerState>
  /** All of it, or nothing. The same again, after an answer that was lost, changes nothing and is `ok`. */
  commit(commit: ProducerCommit, nowMs: number): Promise<Committed>
}
