// One partition's commits and snapshots in Redis, for as long as its lease is ours.
import { OperationalError } from '../../errors.ts'
import type { IncidentChange } from '../../incident/incident.ts'
import { requestLifeMs, requestLimit } from '../../queue/redis/commit-batches.ts'
import { ask, askAll, type Link } from '../../queue/redis/connect.ts'
import { batchId } from '../../queue/redis/keys.ts'
import type { Lease } from '../../queue/redis/lease.ts'
import { run, script } from '../../queue/redis/script.ts'
import type { Commit, CommitStore } from '../store.ts'
import { readJournal } from './journal.ts'
import { outboxArguments } from './outbox.ts'
import { beginSnapshot, loadSnapshot } from './snapshot.ts'

/** Changes of a partition that may wait for the search server: beyond them evaluation waits, and in the end the senders. */
const spoolBound = 10_000

export function partitionStore(link: Link, lease: Lease): CommitStore {
  const own = link.keys.partition(lease.partition)
  /** How many commits the state of now builds on; null as long as nobody asked. */
  let known: number | null = null
  const count = async (): Promise<number> => {
    known ??= Number(await ask(link, (connection) => connection.get(own.commits)))
    return known
  }
  return {
    recover: async () => {
      known = null
      await count()
      return {
        snapshot: await loadSnapshot(link, own),
        journal: await readJournal(link, lease.partition),
        positions: await positions(link, lease.partition),
      }
    },
    commit: async (commits, nowMs) => {
      if (commits.length === 0) return
      const before = await count()
      const written = commitArguments({ lease, before, nowMs }, commits)
      check(await run(link, commitAll, commitKeys(link, lease, commits), written), lease)
      known = before + 1
    },
    beginSnapshot: (format) => {
      const { fence } = lease
      return beginSnapshot(link, { keys: own, fence, commits: count, check: (answer) => check(answer, lease) }, format)
    },
    knowsRequest: async (key) => (await ask(link, (connection) => connection.zscore(link.keys.requests, key))) !== null,
  }
}

function check(answer: unknown, { partition }: Lease): void {
  if (answer === 'full') throw new OperationalError('SPOOL_FULL', { partition, changes: spoolBound })
  if (answer !== 'ok') throw new OperationalError('LEASE_LOST', { partition })
}

/** Producers' own positions lie with the producers. */
async function positions(link: Link, partition: number): Promise<Map<string, { n: number; resume: unknown }>> {
  const { done, resume } = link.keys.partition(partition)
  const [numbers, places] = await askAll(link, (pipeline) => pipeline.hgetall(done).hgetall(resume))
  const placeOf = new Map(Object.entries(places as Record<string, string>))
  return new Map(
    Object.entries(numbers as Record<string, string>).map(([source, n]) => [
      source,
      { n: Number(n), resume: JSON.parse(placeOf.get(source) ?? 'null') as unknown },
    ]),
  )
}

function commitKeys({ keys }: Link, { partition }: Lease, commits: readonly Commit[]): readonly string[] {
  const own = keys.partition(partition)
  const { entries, progress, sequence, targets } = own.outbox
  return [
    ...[own.fence, own.commits, own.done, own.resume, own.journal, own.batches, own.waiting, own.bytes, keys.bytes],
    ...[own.spool, keys.requests, entries, progress, sequence, targets, own.outbox.in('waiting')],
    ...commits.flatMap(({ outbox }) => outbox.map(({ action, target }) => own.outbox.due(action, target))),
  ]
}

interface Written {
  readonly lease: Lease
  /** Commits that these follow. */
  readonly before: number
  readonly nowMs: number
}

function commitArguments(
  { lease: { fence }, before, nowMs }: Written,
  commits: readonly Commit[],
): readonly (string | number)[] {
  const head = [fence, before, nowMs, requestLifeMs, requestLimit, spoolBound, commits.length]
  return [...head, ...commits.flatMap(argumentsOf)]
}

const argumentsOf = (commit: Commit): readonly (string | number)[] => [
  ...[commit.source, commit.n, commit.kept ? 'kept' : ''],
  commit.resume == null ? '' : JSON.stringify(commit.resume),
  journalLine(commit),
  commit.requestKey ?? '',
  ...[commit.changes.length, ...commit.changes.map(textOf)],
  ...[commit.outbox.length, ...commit.outbox.flatMap(outboxArguments)],
]

/** One without an id could never be found again where it is searched. */
function textOf(change: IncidentChange): string {
  const id: unknown = change.kind === 'raised' ? change.incident.id : change.id
  if (typeof id !== 'string')
    throw new OperationalError('STORE_UNUSABLE', { path: 'in Redis', reason: 'an incident has no id' })
  return JSON.stringify(change)
}

/** See journal.ts for how a line is read. */
function journalLine({ source, n, journal, kept }: Commit): string {
  if (journal === null) return ''
  return kept ? `*${batchId(source, n)}` : `=${JSON.stringify([source, n])}\n${journal}`
}

/**
 * Whatever may fail is asked before anything is written: Lua takes nothing back. Where both scripts write, what is dropped
 * comes first: a server without room still allows that, and with it the rest.
 */
const commitAll = script(`
local fence, turns, done, resume, journal, batches, waiting, bytes, allBytes = unpack(KEYS, 1, 9)
local spool, requests, entries, progress, sequence, targets, waitingOnes = unpack(KEYS, 10, 16)
local ours, before, now, life, limit, room, count = unpack(ARGV, 1, 7)
local at = 8

local function read()
  local commit = {changes = {}, outbox = {}}
  commit.source, commit.n, commit.kept, commit.resume, commit.journal, commit.request = unpack(ARGV, at, at + 5)
  commit.batch = commit.source .. ':' .. commit.n
  at = at + 6
  local changes = tonumber(ARGV[at])
  for i = 1, changes do commit.changes[i] = ARGV[at + i] end
  at = at + changes + 1
  local responses = tonumber(ARGV[at])
  for i = 1, responses do commit.outbox[i] = {unpack(ARGV, at + 3 * i - 2, at + 3 * i)} end
  at = at + 3 * responses + 1
  return commit
end

if redis.call('GET', fence) ~= ours then return 'lost' end
local ahead = tonumber(redis.call('GET', turns) or '0') - tonumber(before)
-- One more: the answer to these was lost.
if ahead ~= 0 and ahead ~= 1 then return 'lost' end
if redis.call('XLEN', spool) >= tonumber(room) then return 'full' end
local commits, last, due = {}, {}, 16
for i = 1, tonumber(count) do
  local commit = read()
  local source, n = commit.source, tonumber(commit.n)
  last[source] = last[source] or tonumber(redis.call('HGET', done, source) or '0')
  if n > last[source] then
    local isKept = commit.kept ~= ''
    if isKept and (n > last[source] + 1 or redis.call('HEXISTS', batches, commit.batch) == 0) then return 'lost' end
    last[source] = n
    commit.due = due
    commits[#commits + 1] = commit
  end
  due = due + #commit.outbox
end

local function forget(batch)
  local size = redis.call('HSTRLEN', batches, batch)
  redis.call('HDEL', batches, batch)
  redis.call('DECRBY', bytes, size)
  redis.call('DECRBY', allBytes, size)
end

local function respond(entry, key)
  local id, target, text = unpack(entry)
  if redis.call('HSETNX', entries, id, text) == 0 then return end
  redis.call('HSET', progress, id, 'waiting\\n0\\n' .. now .. '\\n' .. now .. '\\n')
  local place = redis.call('INCR', sequence)
  redis.call('ZADD', targets, 'NX', place, target)
  redis.call('ZADD', waitingOnes, place, id)
  redis.call('ZADD', key, now, id)
end

redis.call('ZREMRANGEBYSCORE', requests, '-inf', '(' .. (tonumber(now) - tonumber(life)))
redis.call('ZREMRANGEBYRANK', requests, 0, -tonumber(limit) - 1)
redis.call('SET', turns, before + 1)
for _, commit in ipairs(commits) do
  redis.call('HSET', done, commit.source, commit.n)
  if commit.resume ~= '' then redis.call('HSET', resume, commit.source, commit.resume)
  else redis.call('HDEL', resume, commit.source) end
  if commit.journal ~= '' then redis.call('RPUSH', journal, commit.journal) end
  if redis.call('ZREM', waiting, commit.batch) == 1 and (commit.kept == '' or commit.journal == '') then
    forget(commit.batch)
  end
  for _, change in ipairs(commit.changes) do redis.call('XADD', spool, '*', 'at', now, 'change', change) end
  for i, entry in ipairs(commit.outbox) do respond(entry, KEYS[commit.due + i]) end
  if commit.request ~= '' then redis.call('ZADD', requests, now, commit.request) end
end
return 'ok'
`)
