// The rules that everybody evaluates by: published under their hash, with one hash that counts now.
import { ask, type Link } from './connect.ts'
import { run, script } from './script.ts'

/** Of a producer's hash: the rules that it published last. */
const publishedField = '#rules'

export interface Publication {
  readonly hash: string
  readonly text: string
}

/** So many texts are kept whatever their age: a partition without events may still have its state by one of them. */
const leastKept = 50
/** And any as long as this. */
const keptMs = 7 * 24 * 3600_000

/** From now on batches that were routed by other rules are refused. Texts that were long not published are let go. */
export async function publishRules(link: Link, producer: string, { hash, text }: Publication): Promise<void> {
  const { rules, rulesets, ruleset, producer: of } = link.keys
  const keys = [rules, rulesets, of(producer), ruleset(hash)]
  await run(link, publish, keys, [hash, text, publishedField, leastKept, keptMs, ruleset('')])
}

/** Texts of before, of which nobody wrote down when they were published, are as old as the first look at them. */
const publish = script(`
local rules, order, producer, ruleset = unpack(KEYS)
local hash, text, field, least, life, prefix = unpack(ARGV)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local before = redis.call('GET', rules)
if before and not redis.call('ZSCORE', order, before) then redis.call('ZADD', order, now, before) end
redis.call('ZADD', order, now, hash)
local old = redis.call('ZRANGEBYSCORE', order, '-inf', now - life)
for i = 1, math.min(#old, redis.call('ZCARD', order) - least) do
  redis.call('DEL', prefix .. old[i])
  redis.call('ZREM', order, old[i])
end
redis.call('SET', ruleset, text)
redis.call('SET', rules, hash)
redis.call('HSET', producer, field, hash)
return 'ok'
`)

/** The hash that counts now, and the one that this producer published last; null where there is none. */
export async function publishedBy(
  link: Link,
  producer: string,
): Promise<{ readonly current: string | null; readonly ownBefore: string | null }> {
  const [current, ownBefore] = await Promise.all([
    currentRules(link),
    ask(link, (connection) => connection.hget(link.keys.producer(producer), publishedField)),
  ])
  return { current, ownBefore }
}

/** Null where none were published. */
export async function currentRules(link: Link): Promise<string | null> {
  return await ask(link, (connection) => connection.get(link.keys.rules))
}

/** Null where there are none with that hash. */
export async function readRules(link: Link, hash: string): Promise<string | null> {
  return await ask(link, (connection) => connection.get(link.keys.ruleset(hash)))
}
