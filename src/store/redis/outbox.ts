// Responses of one partition: kept from the commit that decided them until they are delivered or given up, and shown meanwhile.
import { ask, askAll, type Link } from '../../queue/redis/connect.ts'
import type { OutboxKeys } from '../../queue/redis/keys.ts'
import { pairs } from '../../queue/redis/pairs.ts'
import { run, script } from '../../queue/redis/script.ts'
import type { Delivered, OutboxEntry, OutboxRow, OutboxStore } from '../store.ts'

/** Rows kept to look at, of each partition. */
const settledLimits = { delivered: 1000, failed: 10_000 }

/** As the script of a commit wants them: id, target, text. */
export const outboxArguments = (entry: OutboxEntry): readonly string[] => [
  entry.id,
  `${entry.action}:${entry.target}`,
  JSON.stringify(entry),
]

export function outboxStore(link: Link, partition: number): OutboxStore {
  const outbox = { link, keys: link.keys.partition(partition).outbox }
  return {
    due: (nowMs, limit) => due(outbox, nowMs, limit),
    settle: async (id, result, nowMs) => {
      const entry = await readEntry(outbox, id)
      if (entry) await run(link, settle, scriptKeys(outbox, entry), settleArguments(id, result, nowMs))
    },
    list: ({ state, limit }) => list(outbox, state ? [state] : states, limit),
    waiting: (action, limit) => waiting(outbox, action, limit),
    retry: (id, nowMs) => retry(outbox, id, nowMs),
  }
}

interface Outbox {
  readonly link: Link
  readonly keys: OutboxKeys
}

const states = ['waiting', 'delivered', 'failed'] as const satisfies readonly OutboxRow['state'][]

/** The first of every target before the second of any: a target with a long queue does not hide the others. */
async function due(outbox: Outbox, nowMs: number, limit: number): Promise<readonly OutboxRow[]> {
  const { link, keys } = outbox
  const targets = await ask(link, (connection) => connection.zrange(keys.targets, '0', '-1'))
  const queues = await askAll(link, (pipeline) => {
    for (const target of targets) pipeline.zrangebyscore(dueKey(keys, target), '-inf', nowMs, 'LIMIT', 0, limit)
  })
  const turns = (queues as readonly (readonly string[])[]).flatMap((ids) => ids.map((id, turn) => ({ id, turn })))
  const ids = turns.sort((a, b) => a.turn - b.turn).map(({ id }) => id)
  return await readRows(outbox, ids.slice(0, limit))
}

function dueKey(keys: OutboxKeys, target: string): string {
  const colon = target.indexOf(':')
  return keys.due(target.slice(0, colon), target.slice(colon + 1))
}

async function readEntry({ link, keys }: Outbox, id: string): Promise<OutboxEntry | null> {
  const text = await ask(link, (connection) => connection.hget(keys.entries, id))
  return text === null ? null : (JSON.parse(text) as OutboxEntry)
}

/** One that was dropped meanwhile is left out. */
async function readRows({ link, keys }: Outbox, ids: readonly string[]): Promise<OutboxRow[]> {
  if (ids.length === 0) return []
  const [entries, progress] = (await askAll(link, (pipeline) =>
    pipeline.hmget(keys.entries, ...ids).hmget(keys.progress, ...ids),
  )) as [(string | null)[], (string | null)[]]
  return entries.flatMap((entry, i) => (entry === null ? [] : [rowOf(entry, progress[i] ?? '')]))
}

function rowOf(entry: string, progress: string): OutboxRow {
  const [state, attempts, nextAtMs, createdAtMs, ...detail] = progress.split('\n')
  return {
    ...(JSON.parse(entry) as OutboxEntry),
    attempts: Number(attempts),
    state: state as OutboxRow['state'],
    nextAtMs: Number(nextAtMs),
    createdAtMs: Number(createdAtMs),
    lastDetail: detail.join('\n'),
  }
}

/** Newest first. */
async function list(outbox: Outbox, wanted: readonly OutboxRow['state'][], limit: number): Promise<OutboxRow[]> {
  if (limit < 1) return []
  const { link, keys } = outbox
  const found = await askAll(link, (pipeline) => {
    for (const state of wanted) pipeline.zrevrange(keys.in(state), 0, limit - 1, 'WITHSCORES')
  })
  const places = (found as string[][]).flatMap(pairs<string>).sort(([, a], [, b]) => Number(b) - Number(a))
  return await readRows(
    outbox,
    places.slice(0, limit).map(([id]) => id),
  )
}

async function waiting(outbox: Outbox, action: OutboxRow['action'], limit: number): Promise<OutboxRow[]> {
  if (limit < 1) return []
  const { link, keys } = outbox
  const targets = await ask(link, (connection) => connection.zrange(keys.targets, '0', '-1'))
  const own = targets.filter((target) => target.startsWith(`${action}:`))
  if (own.length === 0) return []
  const found = await askAll(link, (pipeline) => {
    for (const target of own) pipeline.zrange(dueKey(keys, target), '0', '-1')
  })
  const rows = await readRows(outbox, (found as readonly (readonly string[])[]).flat().slice(0, limit))
  return rows.sort((a, b) => a.createdAtMs - b.createdAtMs)
}

async function retry(outbox: Outbox, id: string | null, nowMs: number): Promise<number> {
  const { link, keys } = outbox
  const ids = id === null ? await ask(link, (connection) => connection.zrange(keys.in('failed'), '0', '-1')) : [id]
  let count = 0
  for (const each of ids) {
    const entry = await readEntry(outbox, each)
    if (entry) count += (await run(link, retryOne, scriptKeys(outbox, entry), [each, nowMs])) as number
  }
  return count
}

const scriptKeys = ({ keys }: Outbox, { action, target }: OutboxEntry): readonly string[] => [
  keys.entries,
  keys.progress,
  keys.due(action, target),
  ...states.map(keys.in),
]

const settleArguments = (id: string, { outcome, detail, nextAtMs }: Delivered, nowMs: number) => [
  id,
  outcome === 'retry' ? 'waiting' : outcome,
  nextAtMs ?? nowMs,
  detail,
  settledLimits.delivered,
  settledLimits.failed,
]

const readProgress = `
local entries, progress, due, waiting, delivered, failed = unpack(KEYS)
local id = ARGV[1]
local state, attempts, _, created, detail = string.match(
  redis.call('HGET', progress, id) or '', '^(%a+)\\n(%d+)\\n([^\\n]*)\\n([^\\n]*)\\n(.*)$')
local function write(state, attempts, next, detail)
  redis.call('HSET', progress, id, table.concat({state, attempts, next, created, detail}, '\\n'))
end
`

const settle = script(`${readProgress}
if state ~= 'waiting' then return 0 end
local outcome, next, text = unpack(ARGV, 2, 4)
write(outcome, attempts + 1, next, text)
if outcome == 'waiting' then return redis.call('ZADD', due, next, id) end
local to = outcome == 'delivered' and delivered or failed
local keep = tonumber(outcome == 'delivered' and ARGV[5] or ARGV[6])
redis.call('ZREM', due, id)
redis.call('ZADD', to, redis.call('ZSCORE', waiting, id), id)
redis.call('ZREM', waiting, id)
for _, old in ipairs(redis.call('ZRANGE', to, 0, -keep - 1)) do
  redis.call('HDEL', entries, old)
  redis.call('HDEL', progress, old)
  redis.call('ZREM', to, old)
end
return 1
`)

const retryOne = script(`${readProgress}
if not state or state == 'delivered' then return 0 end
write('waiting', 0, ARGV[2], detail)
redis.call('ZADD', due, ARGV[2], id)
if state == 'failed' then
  redis.call('ZADD', waiting, redis.call('ZSCORE', failed, id), id)
  redis.call('ZREM', failed, id)
end
return 1
`)
