// What could not be read, by source, connector and reason, with the first few pieces: the newest thousand reasons of all producers.
import type { Unreadable } from '../../event/source.ts'
import { ask, type Link } from '../../queue/redis/connect.ts'
import { pairs } from '../../queue/redis/pairs.ts'
import { run, script } from '../../queue/redis/script.ts'
import type { UnreadableStore } from '../store.ts'

const reasonLimit = 1000
const sampleLimit = 10
const excerptLimit = 512

export function unreadableStore(link: Link): UnreadableStore {
  const { unreadable: reports, unreadableOrder: order } = link.keys
  return {
    keepUnreadable: async (unreadable, nowMs) => {
      if (unreadable.length === 0) return
      const each = unreadable.flatMap((one) => [
        JSON.stringify([one.source, one.connector, one.reason]),
        JSON.stringify(cut(one)),
      ])
      await run(link, keep, [reports, order], [nowMs, reasonLimit, ...each])
    },
    listUnreadable: async () => {
      const names = await ask(link, (connection) => connection.zrevrange(order, '0', '-1', 'WITHSCORES'))
      const sorted = pairs(names).sort(([a, atA], [b, atB]) => Number(atB) - Number(atA) || (a < b ? -1 : 1))
      if (sorted.length === 0) return []
      const texts = await ask(link, (connection) => connection.hmget(reports, ...sorted.map(([name]) => name)))
      return texts.flatMap((text) => (text === null ? [] : [{ ...unnamed, ...(JSON.parse(text) as Unreadable) }]))
    },
  }
}

/** Kept by a version that did not tell it. */
const unnamed = { connector: '' }

const cut = ({ source, connector, reason, count, samples }: Unreadable): Unreadable => ({
  source,
  connector,
  reason,
  count,
  samples: samples.slice(0, sampleLimit).map(({ at, excerpt }) => ({ at, excerpt: excerpt.slice(0, excerptLimit) })),
})

const keep = script(`
local reports, order = unpack(KEYS)
local now, limit = ARGV[1], tonumber(ARGV[2])
for i = 3, #ARGV, 2 do
  redis.call('HSET', reports, ARGV[i], ARGV[i + 1])
  redis.call('ZADD', order, now, ARGV[i])
end
for _, old in ipairs(redis.call('ZRANGE', order, 0, -limit - 1)) do
  redis.call('HDEL', reports, old)
  redis.call('ZREM', order, old)
end
return 0
`)
