// The contract of a partition's queue towards its owner: which batches were committed for it, and their texts.

export interface QueuedBatch {
  readonly producer: string
  readonly n: number
}

export interface PartitionBatches {
  /** The last number that each producer committed. */
  tails(): Promise<ReadonlyMap<string, number>>
  /** The first of those that the owner has not committed yet, over all producers in the order in which they were put there. */
  waiting(limit: number): Promise<readonly QueuedBatch[]>
  /** Their texts; null where there is none. */
  read(batches: readonly QueuedBatch[]): Promise<readonly (string | null)[]>
}
