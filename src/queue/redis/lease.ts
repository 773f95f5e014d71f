// A partition → its one owner, for as long as the lease is renewed; the number with which its writes are known.
import { ask, type Link } from './connect.ts'
import { run, script } from './script.ts'

export interface Lease {
  readonly partition: number
  readonly worker: string
  /** Higher than that of any lease before: who writes with a lower one is refused. */
  readonly fence: number
}

/** Null where another worker has it. Taken again by its own worker it gets a new number. */
export async function takeLease(link: Link, partition: number, worker: string, lifeMs: number): Promise<Lease | null> {
  const fence = (await run(link, take, keysOfLease(link, partition), [worker, lifeMs])) as number
  return fence > 0 ? { partition, worker, fence } : null
}

/** Those that are lost. One that ran out is still ours while nobody else took it. */
export async function renewLeases(link: Link, leases: readonly Lease[], lifeMs: number): Promise<readonly Lease[]> {
  const kept = (await run(
    link,
    renew,
    leases.flatMap(({ partition }) => keysOfLease(link, partition)),
    [lifeMs, ...leases.flatMap(({ worker, fence }) => [worker, fence])],
  )) as readonly number[]
  return leases.filter((_, i) => kept[i] === 0)
}

/** Another worker may have it at once. */
export async function releaseLease(link: Link, { partition, worker, fence }: Lease): Promise<void> {
  await run(link, release, keysOfLease(link, partition), [worker, fence])
}

/** Who owns which partition now. */
export async function leaseHolders(link: Link, partitions: number): Promise<ReadonlyMap<number, string>> {
  const keys = Array.from({ length: partitions }, (_, partition) => link.keys.partition(partition).lease)
  const holders = await ask(link, (connection) => connection.mget(keys))
  return new Map(holders.flatMap((worker, partition) => (worker === null ? [] : [[partition, worker]])))
}

function keysOfLease({ keys }: Link, partition: number): readonly [lease: string, fence: string] {
  const { lease, fence } = keys.partition(partition)
  return [lease, fence]
}

const take = script(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return redis.call('INCR', KEYS[2])
`)

const renew = script(`
local kept = {}
for i = 1, #KEYS / 2 do
  local lease, worker, fence = KEYS[2 * i - 1], ARGV[2 * i], ARGV[2 * i + 1]
  local holder = redis.call('GET', lease)
  local isOurs = redis.call('GET', KEYS[2 * i]) == fence and (not holder or holder == worker)
  if isOurs then
    redis.call('DEL', lease)
    redis.call('SET', lease, worker, 'PX', ARGV[1])
  end
  kept[i] = isOurs and 1 or 0
end
return kept
`)

const release = script(`
if redis.call('GET', KEYS[2]) == ARGV[2] and redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 0
`)
