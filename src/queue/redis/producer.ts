// A producer's id → how far it has come, for the process that is this producer from now on.
import type { Link } from './connect.ts'
import { pairs } from './pairs.ts'
import { run, script } from './script.ts'

export interface OpenProducer {
  readonly id: string
  readonly epoch: number
  /** The last flush that was kept. */
  readonly flush: number
  /** What flushes have written beside batches. */
  readonly fields: ReadonlyMap<string, string>
  /** The next n by partition. */
  readonly next: readonly number[]
}

/** From now on a flush of whoever had the id before is refused. */
export async function openProducer(link: Link, id: string, partitions: number): Promise<OpenProducer> {
  const { keys } = link
  const tails = Array.from({ length: partitions }, (_, partition) => keys.partition(partition).tail)
  const [epoch, entries, last] = (await run(link, open, [keys.producer(id), keys.producers, ...tails], [id])) as [
    number,
    readonly string[],
    readonly (string | null)[],
  ]
  const fields = new Map(pairs(entries))
  return {
    id,
    epoch,
    flush: Number(fields.get('#flush') ?? 0),
    fields: new Map([...fields].filter(([name]) => !name.startsWith('#'))),
    next: tails.map((_, partition) => Number(last[partition] ?? 0) + 1),
  }
}

const open = script(`
local epoch = redis.call('HINCRBY', KEYS[1], '#epoch', 1)
redis.call('SADD', KEYS[2], ARGV[1])
local last = {}
for i = 3, #KEYS do last[i - 2] = redis.call('HGET', KEYS[i], ARGV[1]) end
return {epoch, redis.call('HGETALL', KEYS[1]), last}
`)
