// A partition's batches as they lie in Redis.
import type { PartitionBatches } from '../partition-batches.ts'
import { readBatches } from './batches.ts'
import { ask, type Link } from './connect.ts'

export function createPartitionBatches(link: Link, partition: number): PartitionBatches {
  const { tail } = link.keys.partition(partition)
  return {
    async tails() {
      const found = await ask(link, (connection) => connection.hgetall(tail))
      return new Map(Object.entries(found).map(([producer, n]) => [producer, Number(n)]))
    },
    read(producer, from, to) {
      const pointers = Array.from({ length: to - from + 1 }, (_, i) => ({ source: producer, n: from + i }))
      return readBatches(link, partition, pointers)
    },
  }
}
