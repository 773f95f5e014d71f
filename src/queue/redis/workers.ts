// Which workers live: each says so at intervals, by the clock of the server that they share.
import { ask, type Link } from './connect.ts'
import { pairs } from './pairs.ts'
import { run, script } from './script.ts'

export interface WorkerSeen {
  readonly id: string
  /** How long ago it was heard of. */
  readonly silentMs: number
}

/** How long one that died is still shown. */
const shownMs = 3600_000

/** Says that `worker` lives. Returns all that did so within `lifeMs`. */
export async function heartbeat(link: Link, worker: string, lifeMs: number): Promise<readonly string[]> {
  return (await run(link, beat, [link.keys.workers], [worker, lifeMs, shownMs])) as string[]
}

/** One that ends well is not waited for. */
export async function farewell(link: Link, worker: string): Promise<void> {
  await ask(link, (connection) => connection.zrem(link.keys.workers, worker))
}

/** Also those that died lately. Heard of last comes first. */
export async function listWorkers(link: Link): Promise<readonly WorkerSeen[]> {
  const flat = (await run(link, list, [link.keys.workers])) as (string | number)[]
  return pairs(flat).map(([id, silentMs]) => ({ id: String(id), silentMs: Math.max(0, Number(silentMs)) }))
}

const clock = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`

const beat = script(`${clock}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[3])
redis.call('ZADD', KEYS[1], now, ARGV[1])
return redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. (now - ARGV[2]), '+inf')
`)

const list = script(`${clock}
local seen = redis.call('ZREVRANGE', KEYS[1], 0, -1, 'WITHSCORES')
for i = 2, #seen, 2 do seen[i] = now - seen[i] end
return seen
`)
