// A batch that ends the process of whoever evaluates it → found, since its partition is taken again and again without
// getting any further.
import type { Link } from './connect.ts'
import { batchId } from './keys.ts'
import type { Lease } from './lease.ts'
import { run, script } from './script.ts'

export interface BegunBatch {
  readonly producer: string
  readonly n: number
}

export interface Attempt {
  /** So often was the partition taken and left without a commit that batches are to be evaluated one by one. */
  readonly isCareful: boolean
  /** The batch with which it ended every time; null as long as there is none. */
  readonly suspect: BegunBatch | null
}

/** From the third time on, one by one: by then it is hardly chance. */
const carefulFrom = 3

/** A batch that was begun so often, one by one, and never ended. */
const suspectFrom = 3

/** To be called whenever the partition is opened. */
export async function beginAttempt(link: Link, partition: number): Promise<Attempt> {
  const { attempts, done } = link.keys.partition(partition)
  const [times, batch, tried] = (await run(link, begin, [attempts, done])) as [number, string | null, string | null]
  const isCareful = times >= carefulFrom
  return { isCareful, suspect: isCareful && batch && Number(tried) >= suspectFrom ? parse(batch) : null }
}

/** Before a batch is evaluated by itself. */
export async function beginBatch(link: Link, partition: number, producer: string, n: number): Promise<void> {
  await run(link, beginOne, [link.keys.partition(partition).attempts], [batchId(producer, n)])
}

/** The partition is left in good order. Whoever lost it, over a batch that takes too long, does not say so. */
export async function endAttempt(link: Link, { partition, fence }: Lease): Promise<void> {
  const { attempts, fence: current } = link.keys.partition(partition)
  await run(link, end, [attempts, current], [fence])
}

function parse(id: string): BegunBatch {
  const colon = id.lastIndexOf(':')
  return { producer: id.slice(0, colon), n: Number(id.slice(colon + 1)) }
}

/** What is done tells whether anything was committed since the last time. */
const begin = script(`
local attempts, done = unpack(KEYS)
local reached = redis.call('HGETALL', done)
for i = 1, #reached, 2 do reached[i] = reached[i] .. '=' .. reached[i + 1] reached[i + 1] = '' end
table.sort(reached)
local now = table.concat(reached, ' ')
redis.call('HDEL', attempts, '')
if redis.call('HGET', attempts, 'reached') ~= now then
  redis.call('DEL', attempts)
  redis.call('HSET', attempts, 'reached', now)
end
return {redis.call('HINCRBY', attempts, 'times', 1), redis.call('HGET', attempts, 'batch'), redis.call('HGET', attempts, 'tried')}
`)

const end = script(`
if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 0
`)

const beginOne = script(`
local attempts, batch = KEYS[1], ARGV[1]
redis.call('HDEL', attempts, '')
if redis.call('HGET', attempts, 'batch') ~= batch then redis.call('HSET', attempts, 'batch', batch, 'tried', 0) end
redis.call('HINCRBY', attempts, 'tried', 1)
return 0
`)
