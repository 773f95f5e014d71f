// Who owns what, and who lives → the partitions that one worker should take or give up. Every worker decides for itself.

export interface Claims {
  readonly take: readonly number[]
  readonly release: readonly number[]
}

export interface Holdings {
  readonly partitions: number
  /** Partition → worker, for each lease that has not run out; of workers that died meanwhile as well. */
  readonly holders: ReadonlyMap<number, string>
  /** Workers that were heard of lately. */
  readonly live: readonly string[]
}

/**
 * Workers that see the same come to shares that add up: at most one apart, nothing taken by two. Who holds more than
 * others keeps the larger share, so that nothing moves once shares are fair.
 */
export function claims({ partitions, holders, live }: Holdings, me: string): Claims {
  const workers = [...new Set([...live, me])]
  const held = new Map(workers.map((worker) => [worker, [] as number[]]))
  const free: number[] = []
  for (let partition = 0; partition < partitions; partition++) {
    const holder = holders.get(partition)
    if (holder === undefined) free.push(partition)
    else held.get(holder)?.push(partition)
  }
  const shares = fairShares(held, partitions)
  return { take: ofFree(free, shares, me), release: held.get(me)!.slice(shareOf(shares, me)) }
}

interface Share {
  readonly worker: string
  readonly size: number
  readonly missing: number
}

function fairShares(held: ReadonlyMap<string, readonly number[]>, partitions: number): readonly Share[] {
  const small = Math.floor(partitions / held.size)
  const large = partitions % held.size
  return [...held]
    .sort(([a, { length: ofA }], [b, { length: ofB }]) => ofB - ofA || (a < b ? -1 : 1))
    .map(([worker, { length }], rank) => {
      const size = rank < large ? small + 1 : small
      return { worker, size, missing: Math.max(0, size - length) }
    })
}

const shareOf = (shares: readonly Share[], me: string): number => shares.find(({ worker }) => worker === me)!.size

/** Each has a piece of its own of what is free, so that workers that look at once do not reach for the same. */
function ofFree(free: readonly number[], shares: readonly Share[], me: string): readonly number[] {
  let start = 0
  for (const { worker, missing } of shares) {
    if (worker === me) return free.slice(start, start + missing)
    start += missing
  }
  return []
}
