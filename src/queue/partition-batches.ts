// The contract of a partition's queue towards its owner: which batches were committed for it, and their texts.

export interface PartitionBatches {
  /** The last number that each producer committed. */
  tails(): Promise<ReadonlyMap<string, number>>
  /** The texts of those numbers, both ends included; null where there is none. */
  read(producer: string, from: number, to: number): Promise<readonly (string | null)[]>
}
