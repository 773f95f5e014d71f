// Pieces of a state → a partition's snapshot in Redis, in the place of the one before once it is whole.
import { ask, askAll, type Link } from '../../queue/redis/connect.ts'
import type { PartitionKeys } from '../../queue/redis/keys.ts'
import { type Argument, run, type Script, script } from '../../queue/redis/script.ts'
import { pack, unpack } from '../pieces.ts'
import type { Snapshot, SnapshotWriter } from '../store.ts'

export interface Own {
  readonly keys: PartitionKeys
  readonly fence: number
  /** How many commits the state of now builds on. */
  readonly commits: () => Promise<number>
  /** Throws where the answer says that it is not. */
  readonly check: (answer: unknown) => void
}

export async function beginSnapshot(link: Link, own: Own, format: number): Promise<SnapshotWriter> {
  const { keys, fence, commits, check } = own
  const write = async (what: Script, names: readonly string[], args: readonly Argument[]): Promise<unknown> =>
    run(link, what, [keys.fence, keys.commits, keys.newPieces, ...names], [fence, await commits(), ...args])
  const covered = await write(begin, [keys.journal], [])
  if (typeof covered !== 'number') check(covered)
  let pieces = 0
  return {
    write: async (piece) => {
      check(await write(add, [], [pieces, await pack(piece, pieces)]))
      pieces++
    },
    finish: async () => {
      const names = [keys.pieces, keys.snapshot, keys.journal, keys.batches, keys.bytes, link.keys.bytes]
      check(await write(replace, names, [pieces, covered as number, format]))
    },
  }
}

export async function loadSnapshot(link: Link, keys: PartitionKeys): Promise<Snapshot | null> {
  const format = await ask(link, (connection) => connection.hget(keys.snapshot, 'format'))
  if (!format) return null
  const [packed] = await askAll(link, (pipeline) => pipeline.lrangeBuffer(keys.pieces, 0, -1))
  return { format: Number(format), pieces: { [Symbol.iterator]: () => unpack(packed as Buffer[]) } }
}

/** Says how much of the journal is covered by what the state is now. */
const begin = script(`
local fence, turns, new, journal = unpack(KEYS)
if redis.call('GET', fence) ~= ARGV[1] or (redis.call('GET', turns) or '0') ~= ARGV[2] then return 'lost' end
redis.call('DEL', new)
return redis.call('LLEN', journal)
`)

/** Once, however often it is asked to. Takes something away first: see script.ts. */
const add = script(`
local fence, turns, new = unpack(KEYS)
if redis.call('GET', fence) ~= ARGV[1] or (redis.call('GET', turns) or '0') ~= ARGV[2] then return 'lost' end
local before = tonumber(ARGV[3])
if redis.call('LLEN', new) < before then return 'lost' end
if before == 0 then redis.call('DEL', new) else redis.call('LTRIM', new, 0, before - 1) end
redis.call('RPUSH', new, ARGV[4])
return 'ok'
`)

const replace = script(`
local fence, turns, new, pieces, snapshot, journal, batches, bytes, allBytes = unpack(KEYS)
if redis.call('GET', fence) ~= ARGV[1] or (redis.call('GET', turns) or '0') ~= ARGV[2] then return 'lost' end
local covered = tonumber(ARGV[4])
if redis.call('LLEN', new) ~= tonumber(ARGV[3]) or redis.call('LLEN', journal) < covered then return 'lost' end
local dropped, size = {}, 0
local lines = covered > 0 and redis.call('LRANGE', journal, 0, covered - 1) or {}
for _, line in ipairs(lines) do
  if string.sub(line, 1, 1) == '*' then
    local batch = string.sub(line, 2)
    size = size + redis.call('HSTRLEN', batches, batch)
    dropped[#dropped + 1] = batch
  end
end
for first = 1, #dropped, 1000 do
  redis.call('HDEL', batches, unpack(dropped, first, math.min(first + 999, #dropped)))
end
redis.call('LTRIM', journal, covered, -1)
redis.call('DECRBY', bytes, size)
redis.call('DECRBY', allBytes, size)
redis.call('RENAME', new, pieces)
redis.call('DEL', snapshot)
redis.call('HSET', snapshot, 'format', ARGV[5])
return 'ok'
`)
