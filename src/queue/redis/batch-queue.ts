// A producer's commits → Redis, each in one script, and a job for every batch to wake the owner of its partition.
import type { BatchQueue, Committed, PartitionBatch, ProducerCommit, SourcePosition } from '../batch-queue.ts'
import { commitBatches, type Flush } from './commit-batches.ts'
import type { Link } from './connect.ts'
import { type OpenProducer, openProducer } from './producer.ts'

export interface BatchQueueSettings {
  readonly producer: string
  readonly partitions: number
  /** The hash under which the rules are published. */
  readonly rules: string
  /** Bytes of batches that may lie in Redis: beyond them sources wait. */
  readonly boundBytes: number
  readonly announce: (producer: string, batches: readonly PartitionBatch[]) => void
}

/** What of the producer's hash is a source's position, and what the stage before the routing remembers. */
const positionField = 'source '
const rememberedField = 'remembered '

export function createBatchQueue(link: Link, settings: BatchQueueSettings): BatchQueue {
  let opened: OpenProducer | null = null
  let flush = 0
  return {
    async open() {
      opened = await openProducer(link, settings.producer, settings.partitions)
      flush = opened.flush
      return {
        positions: new Map(valuesOf<SourcePosition>(opened.fields, positionField)),
        remembered: valuesOf(opened.fields, rememberedField),
        numbers: new Map(opened.next.map((n, partition) => [partition, n - 1])),
      }
    },
    async commit(commit, nowMs) {
      if (!opened) throw new Error('The producer was not opened.')
      const { producer, rules, boundBytes } = settings
      const head = { producer, epoch: opened.epoch, n: flush + 1, ruleset: rules, bound: boundBytes }
      const { kind } = await commitBatches(link, toFlush(head, commit), nowMs)
      if (kind !== 'ok') return kind satisfies Committed
      flush++
      settings.announce(producer, commit.batches)
      return kind
    },
  }
}

type Head = Pick<Flush, 'producer' | 'epoch' | 'n' | 'ruleset' | 'bound'>

function toFlush(head: Head, { batches, positions, remembered, sources, requestKeys }: ProducerCommit): Flush {
  const fields = [
    ...[...positions].map(([source, position]) => [positionField + source, textOf(position)]),
    ...[...remembered].map(([key, value]) => [rememberedField + key, textOf(value)]),
  ]
  return {
    ...head,
    batches,
    fields: Object.fromEntries(fields),
    sources: Object.fromEntries(sources.map((source) => [source.id, JSON.stringify(source)])),
    requestKeys,
  }
}

/** Null takes a field away. */
const textOf = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

function valuesOf<T>(fields: ReadonlyMap<string, string>, prefix: string): [key: string, value: T][] {
  return [...fields].flatMap(([name, text]): [string, T][] =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), JSON.parse(text) as T]] : [],
  )
}
