// A partition's batches as they lie in Redis.
import type { PartitionBatches, QueuedBatch } from '../partition-batches.ts'
import { readBatches } from './batches.ts'
import { ask, type Link } from './connect.ts'

export function createPartitionBatches(link: Link, partition: number): PartitionBatches {
  const { tail, waiting } = link.keys.partition(partition)
  return {
    async tails() {
      const found = await ask(link, (connection) => connection.hgetall(tail))
      return new Map(Object.entries(found).map(([producer, n]) => [producer, Number(n)]))
    },
    waiting: async (limit) =>
      (await ask(link, (connection) => connection.zrange(waiting, '0', String(limit - 1)))).map(parse),
    read(batches) {
      const pointers = batches.map(({ producer, n }) => ({ source: producer, n }))
      return readBatches(link, partition, pointers)
    },
  }
}

/** `<producer>:<n>` */
function parse(id: string): QueuedBatch {
  const colon = id.lastIndexOf(':')
  return { producer: id.slice(0, colon), n: Number(id.slice(colon + 1)) }
}
