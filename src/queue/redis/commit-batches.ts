// What a producer has read → all of it kept in Redis, or nothing: batches, its positions, the keys of requests.
import type { Link } from './connect.ts'
import { batchId } from './keys.ts'
import { run, script } from './script.ts'

export interface NewBatch {
  readonly partition: number
  /** Consecutive within the producer and the partition, from 1. */
  readonly n: number
  readonly text: string
}

export interface Flush {
  readonly producer: string
  /** As `openProducer` gave it: a process that opened the same producer later has a higher one. */
  readonly epoch: number
  /** Consecutive within the producer. One that is there already is not written again. */
  readonly n: number
  /** Hash of the rules that the batches were routed by. */
  readonly ruleset: string
  /** Most bytes of batches that may lie there. One flush alone may be larger. */
  readonly bound: number
  readonly batches: readonly NewBatch[]
  /** Of the producer's hash; null takes one away. */
  readonly fields: Readonly<Record<string, string | null>>
  /** Sources that evaluators shall know of, by id. */
  readonly sources: Readonly<Record<string, string>>
  readonly requestKeys: readonly string[]
}

export type FlushResult =
  | { readonly kind: 'ok' }
  /** Evaluation is behind: to be tried again later. */
  | { readonly kind: 'full'; readonly bytes: number }
  /** Another process took this producer's id. */
  | { readonly kind: 'superseded' }
  /** Other rules count now: the batches are to be routed anew. */
  | { readonly kind: 'outdated'; readonly ruleset: string }
  /**
   * Redis has lost flushes that it had confirmed, or another run has committed one of the requests: the producer is to be
   * opened anew.
   */
  | { readonly kind: 'lost' }

/** How long a repeated request is recognised, and how many are remembered at most. */
export const requestLifeMs = 24 * 3600_000
export const requestLimit = 200_000

/** May be repeated where the answer was lost. */
export async function commitBatches(link: Link, flush: Flush, nowMs: number): Promise<FlushResult> {
  const { keys } = link
  const fields = Object.entries(flush.fields)
  const [kind, detail] = (await run(
    link,
    commit,
    [
      ...[keys.producer(flush.producer), keys.rules, keys.bytes, keys.sources, keys.requests],
      ...flush.batches.flatMap(({ partition }) => keysOfBatch(link, partition)),
    ],
    [
      ...[flush.producer, flush.epoch, flush.n, flush.ruleset, flush.bound, nowMs],
      ...[requestLifeMs, requestLimit, flush.batches.length],
      ...flush.batches.flatMap(({ n, text }) => [n, batchId(flush.producer, n), text]),
      ...counted(fields.flatMap(([name, value]) => (value === null ? [] : [name, value]))),
      ...counted(fields.flatMap(([name, value]) => (value === null ? [name] : []))),
      ...counted(Object.entries(flush.sources).flat()),
      ...counted(flush.requestKeys.flatMap((key) => [nowMs, key])),
    ],
  )) as [FlushResult['kind'], string]
  if (kind === 'full') return { kind, bytes: Number(detail) }
  return kind === 'outdated' ? { kind, ruleset: detail } : { kind }
}

function keysOfBatch({ keys }: Link, partition: number): readonly string[] {
  const { batches, waiting, tail, bytes } = keys.partition(partition)
  return [batches, waiting, tail, bytes]
}

const counted = <T>(list: readonly T[]): readonly (T | number)[] => [list.length, ...list]

/** Whatever may fail is asked before anything is written: Lua takes nothing back. */
const commit = script(`
local producer, rules, bytes, sources, requests = unpack(KEYS, 1, 5)
local id, epoch, flush, ruleset, bound, now, life, limit, count = unpack(ARGV, 1, 9)
local keysBefore, argsBefore = 5, 9
count = tonumber(count)

if redis.call('HGET', producer, '#epoch') ~= epoch then return {'superseded'} end
local last = tonumber(redis.call('HGET', producer, '#flush') or '0')
if tonumber(flush) <= last then return {'ok'} end
local current = redis.call('GET', rules)
if current ~= ruleset then return {'outdated', current or ''} end
if tonumber(flush) > last + 1 then return {'lost'} end

local requestsAt = argsBefore + 3 * count + 1
for _ = 1, 3 do requestsAt = requestsAt + tonumber(ARGV[requestsAt]) + 1 end
for i = requestsAt + 2, requestsAt + tonumber(ARGV[requestsAt]), 2 do
  if redis.call('ZSCORE', requests, ARGV[i]) then return {'lost'} end
end

-- All producers' batches stand in one order: by the one clock that they share.
local time = redis.call('TIME')
local placed = time[1] * 1000 + math.floor(time[2] / 1000)
local added, nextOf = 0, {}
for i = 0, count - 1 do
  local tail, n = KEYS[keysBefore + 4 * i + 3], tonumber(ARGV[argsBefore + 3 * i + 1])
  local expected = nextOf[tail] or tonumber(redis.call('HGET', tail, id) or '0') + 1
  if n ~= expected then return {'lost'} end
  nextOf[tail] = n + 1
  added = added + #ARGV[argsBefore + 3 * i + 3]
end
local kept = tonumber(redis.call('GET', bytes) or '0')
if added > 0 and kept > 0 and kept + added > tonumber(bound) then return {'full', tostring(kept)} end

for i = 0, count - 1 do
  local batches, waiting, tail, size = unpack(KEYS, keysBefore + 4 * i + 1, keysBefore + 4 * i + 4)
  local n, batch, text = unpack(ARGV, argsBefore + 3 * i + 1, argsBefore + 3 * i + 3)
  redis.call('HSET', batches, batch, text)
  redis.call('ZADD', waiting, placed, batch)
  redis.call('HSET', tail, id, n)
  redis.call('INCRBY', size, #text)
end
redis.call('INCRBY', bytes, added)

local at = argsBefore + 3 * count + 1
local function each(command, key)
  local last = at + tonumber(ARGV[at])
  for first = at + 1, last, 1000 do
    redis.call(command, key, unpack(ARGV, first, math.min(first + 999, last)))
  end
  at = last + 1
end
each('HSET', producer)
each('HDEL', producer)
each('HSET', sources)
each('ZADD', requests)
redis.call('ZREMRANGEBYSCORE', requests, '-inf', '(' .. (tonumber(now) - tonumber(life)))
redis.call('ZREMRANGEBYRANK', requests, 0, -tonumber(limit) - 1)
redis.call('HSET', producer, '#flush', flush)
if count > 0 then redis.call('HSET', producer, '#at', now) end
return {'ok'}
`)
