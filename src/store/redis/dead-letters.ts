// What was refused for good, of all partitions: kept to be looked at, put back to where it is tried again, or thrown away.
import { ask, askAll, type Link } from '../../queue/redis/connect.ts'
import { run, script } from '../../queue/redis/script.ts'
import type { DeadLetter, DeadLetterStore } from '../spool.ts'

/** Beyond either the oldest are dropped. */
export const deadLetterBound = 10_000
const boundBytes = 256 << 20

/** Whose batches those are that are tried again. No producer can be called that. */
export const retriedProducer = '(retried)'

/** Of a letter of the kind `batch`, `target` is the number of the partition and `payload` the batch's text. */
export function deadLetterStore(link: Link): DeadLetterStore {
  const { dead, deadOrder, deadCounts } = link.keys
  const keys = [dead, deadOrder, deadCounts]
  return {
    setAside: async (letters) => {
      for (const letter of letters) {
        await run(link, setAside, keys, [letter.id, JSON.stringify(letter), deadLetterBound, boundBytes])
      }
    },
    listDead: async (limit) =>
      limit < 1 ? [] : await readLetters(link, await ask(link, (each) => each.zrevrange(deadOrder, 0, limit - 1))),
    retryDead: async (id, nowMs) => {
      const letters = await readLetters(link, id === null ? await oldestFirst(link) : [id])
      return await countUp(letters, (letter) => retry(link, letter, nowMs))
    },
    purgeDead: async (id) => await countUp(id === null ? await oldestFirst(link) : [id], (each) => remove(link, each)),
    counts: async () => {
      const [kept, dropped] = await askAll(link, (pipeline) => pipeline.zcard(deadOrder).hget(deadCounts, 'dropped'))
      return { kept: Number(kept), dropped: Number(dropped ?? 0) }
    },
  }
}

const oldestFirst = (link: Link): Promise<string[]> =>
  ask(link, (connection) => connection.zrange(link.keys.deadOrder, '0', '-1'))

async function readLetters(link: Link, ids: readonly string[]): Promise<readonly DeadLetter[]> {
  if (ids.length === 0) return []
  const texts = await ask(link, (connection) => connection.hmget(link.keys.dead, ...ids))
  return texts.flatMap((text) => (text === null ? [] : [JSON.parse(text) as DeadLetter]))
}

async function countUp<T>(list: readonly T[], each: (one: T) => Promise<number>): Promise<number> {
  let count = 0
  for (const one of list) count += await each(one)
  return count
}

const remove = async (link: Link, id: string): Promise<number> => {
  const { dead, deadOrder, deadCounts } = link.keys
  return (await run(link, removeOne, [dead, deadOrder, deadCounts], [id])) as number
}

/** A change to an incident goes the way of the first partition: each has one, and it does not matter which. */
async function retry(link: Link, { id, kind, target, payload }: DeadLetter, nowMs: number): Promise<number> {
  const { keys } = link
  const { spool, batches, waiting, tail, bytes } = keys.partition(kind === 'batch' ? Number(target) : 0)
  const letters = [keys.dead, keys.deadOrder, keys.deadCounts]
  if (kind === 'document') return (await run(link, retryDocument, [...letters, spool], [id, nowMs, payload])) as number
  return (await run(
    link,
    retryBatch,
    [...letters, batches, waiting, tail, bytes, keys.bytes, keys.rules],
    [id, payload, retriedProducer],
  )) as number
}

const taking = `
local function take(id)
  local text = redis.call('HGET', KEYS[1], id)
  if not text then return 0 end
  redis.call('HDEL', KEYS[1], id)
  redis.call('ZREM', KEYS[2], id)
  redis.call('HINCRBY', KEYS[3], 'bytes', -#text)
  return 1
end
`

const setAside = script(`${taking}
local id, text, bound, boundBytes = unpack(ARGV)
take(id)
redis.call('HSET', KEYS[1], id, text)
redis.call('ZADD', KEYS[2], redis.call('HINCRBY', KEYS[3], 'placed', 1), id)
local bytes = redis.call('HINCRBY', KEYS[3], 'bytes', #text)
while redis.call('ZCARD', KEYS[2]) > 1
  and (redis.call('ZCARD', KEYS[2]) > tonumber(bound) or bytes > tonumber(boundBytes)) do
  take(redis.call('ZRANGE', KEYS[2], 0, 0)[1])
  redis.call('HINCRBY', KEYS[3], 'dropped', 1)
  bytes = tonumber(redis.call('HGET', KEYS[3], 'bytes'))
end
return bytes
`)

const removeOne = script(`${taking} return take(ARGV[1])`)

const retryDocument = script(`${taking}
if take(ARGV[1]) == 0 then return 0 end
redis.call('XADD', KEYS[4], '*', 'at', ARGV[2], 'change', ARGV[3])
return 1
`)

/** By the rules that count now: those of then would take the state from all that are not among them. */
const retryBatch = script(`${taking}
local batches, waiting, tail, bytes, allBytes, rules = unpack(KEYS, 4, 9)
local id, text, producer = unpack(ARGV)
local newline, current = string.find(text, '\\n', 1, true), redis.call('GET', rules)
local isRead, head = pcall(cjson.decode, string.sub(text, 1, (newline or 0) - 1))
if current and isRead and type(head) == 'table' then
  head.rules = current
  text = cjson.encode(head) .. (newline and string.sub(text, newline) or '')
end
if ARGV[2] == '' or take(id) == 0 then return 0 end
local batch = producer .. ':' .. redis.call('HINCRBY', tail, producer, 1)
redis.call('HSET', batches, batch, text)
local time = redis.call('TIME')
redis.call('ZADD', waiting, time[1] * 1000 + math.floor(time[2] / 1000), batch)
redis.call('INCRBY', bytes, #text)
redis.call('INCRBY', allBytes, #text)
return 1
`)
