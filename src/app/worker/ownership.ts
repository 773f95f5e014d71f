// Leases, as they come and go → partitions opened and closed: each belongs to one live worker, and shares are fair.

import type { Spoilt } from '../../pipeline/feed.ts'
import { claims } from '../../queue/redis/claims.ts'
import type { Link } from '../../queue/redis/connect.ts'
import { type Lease, leaseHolders, releaseLease, renewLeases, takeLease } from '../../queue/redis/lease.ts'
import { farewell, heartbeat } from '../../queue/redis/workers.ts'
import type { OpenPartition } from './partition.ts'

export interface OwnershipSettings {
  readonly link: Link
  readonly worker: string
  readonly partitions: number
  readonly leaseMs: number
  /** `spoilt`: a batch that is left out. */
  readonly open: (lease: Lease, spoilt: Spoilt | null) => Promise<OpenPartition>
  readonly onChange: (change: 'taken' | 'given up' | 'lost', partition: number) => void
  readonly onTrouble: (error: unknown) => void
}

interface Owned {
  readonly lease: Lease
  /** Null while it is being opened, and where that failed. */
  open: OpenPartition | null
  /** When opening or opening anew came to its end. */
  settled: Promise<void>
  isLeaving: boolean
}

export class Ownership {
  readonly #settings: OwnershipSettings
  readonly #owned = new Map<number, Owned>()
  #stopping = false
  #round: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined

  constructor(settings: OwnershipSettings) {
    this.#settings = settings
  }

  /** Looks several times within the life of a lease. */
  start(): void {
    const look = (): void => {
      this.#round = this.#look().finally(() => {
        if (!this.#stopping) this.#timer = setTimeout(look, this.#settings.leaseMs / 5)
      })
    }
    look()
  }

  open(): ReadonlyMap<number, OpenPartition> {
    return new Map([...this.#owned].flatMap(([partition, { open }]) => (open ? [[partition, open]] : [])))
  }

  /** It is somebody else's by now. */
  drop(partition: number): void {
    const owned = this.#owned.get(partition)
    if (!owned || owned.isLeaving) return
    this.#owned.delete(partition)
    this.#settings.onChange('lost', partition)
    void this.#close(owned)
  }

  /** It goes on from what is committed, without the batch that cannot be evaluated. */
  reopen(partition: number, spoilt: Spoilt): void {
    const owned = this.#owned.get(partition)
    if (!owned || owned.isLeaving) return
    owned.settled = this.#close(owned).then(() => this.#open(owned, spoilt))
  }

  /** Gives everything up in good order: others go on at once. */
  async stop(): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#timer)
    await this.#round
    // First, so that nothing of what becomes free is meant for it.
    await farewell(this.#settings.link, this.#settings.worker).catch(() => {})
    await Promise.all([...this.#owned.keys()].map((partition) => this.#giveUp(partition)))
  }

  async #look(): Promise<void> {
    const { link, worker, partitions, leaseMs, onTrouble } = this.#settings
    try {
      const live = await heartbeat(link, worker, leaseMs)
      await this.#renew()
      const holders = await leaseHolders(link, partitions)
      const { take, release } = claims({ partitions, holders, live }, worker)
      for (const partition of release) void this.#giveUp(partition)
      for (const partition of take) if (!this.#owned.has(partition) && !this.#stopping) await this.#take(partition)
    } catch (error) {
      onTrouble(error)
    }
  }

  async #renew(): Promise<void> {
    const { link, leaseMs } = this.#settings
    const leases = [...this.#owned.values()].map(({ lease }) => lease)
    if (leases.length === 0) return
    for (const { partition } of await renewLeases(link, leases, leaseMs)) this.drop(partition)
  }

  async #take(partition: number): Promise<void> {
    const { link, worker, leaseMs } = this.#settings
    const lease = await takeLease(link, partition, worker, leaseMs)
    if (!lease) return
    const owned: Owned = { lease, open: null, settled: Promise.resolve(), isLeaving: false }
    this.#owned.set(partition, owned)
    owned.settled = this.#open(owned, null)
  }

  async #open(owned: Owned, spoilt: Spoilt | null): Promise<void> {
    const { open, onChange, onTrouble } = this.#settings
    const { partition } = owned.lease
    try {
      if (spoilt !== null && !(await this.#isOurs(owned))) return
      owned.open = await open(owned.lease, spoilt)
      onChange('taken', partition)
    } catch (error) {
      if (!this.#stopping) onTrouble(error)
      if (this.#owned.get(partition) !== owned) return
      this.#owned.delete(partition)
      // Somebody else may have more luck with it.
      await this.#release(owned)
    }
  }

  /**
   * Asked before a batch is left out: what a worker misses that was frozen or cut off, the next owner may have evaluated
   * and let go.
   */
  async #isOurs({ lease }: Owned): Promise<boolean> {
    const { link, leaseMs } = this.#settings
    const [lost] = await renewLeases(link, [lease], leaseMs)
    if (lost && this.#owned.get(lost.partition)?.lease === lease) this.drop(lost.partition)
    return lost === undefined
  }

  async #giveUp(partition: number): Promise<void> {
    const owned = this.#owned.get(partition)
    if (!owned || owned.isLeaving) return
    owned.isLeaving = true
    await this.#close(owned)
    await this.#release(owned)
    if (this.#owned.get(partition) !== owned) return
    this.#owned.delete(partition)
    this.#settings.onChange('given up', partition)
  }

  async #close(owned: Owned): Promise<void> {
    await owned.settled
    const { open } = owned
    owned.open = null
    await open?.close().catch(this.#settings.onTrouble)
  }

  async #release({ lease }: Owned): Promise<void> {
    await releaseLease(this.#settings.link, lease).catch(this.#settings.onTrouble)
  }
}
