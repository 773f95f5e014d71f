// A partition's batches as they lie in Redis.
import type { PartitionBatches } from '../partition-batches.ts'
import { ask, type Link } from './connect.ts'
import { batchId } from './keys.ts'

export function createPartitionBatches(link: Link, partition: number): PartitionBatches {
  const { batches, tail } = link.keys.partition(partition)
  return {
    async tails() {
      const found = await ask(link, (connection) => connection.hgetall(tail))
      return new Map(Object.entries(found).map(([producer, n]) => [producer, Number(n)]))
    },
    read(producer, from, to) {
      const ids = Array.from({ length: to - from + 1 }, (_, i) => batchId(producer, from + i))
      return ask(link, (connection) => connection.hmget(batches, ...ids))
    },
  }
}
