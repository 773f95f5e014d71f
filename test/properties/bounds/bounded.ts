// Rows in order and small bounds → what sliding windows find within them, and what is let go: told plainly, key by key.
import type { Bounds } from '../../../src/engine/bounds.ts'
import { timeOf } from '../../engine/arrivals.ts'
import type { Tiny } from '../../engine/build.ts'

/** A window fires where it holds so many. */
export interface Counting {
  readonly spanUs: number
  readonly least: number
  readonly keepWindow: boolean
}

export interface Told {
  /** The event at which a window fired, and how many it held. */
  found: string[]
  evictedKeys: number
  evictedEvents: number
  refused: number
}

interface Known {
  readonly user: string
  touched: number
  cameAgain: boolean
  rows: Tiny[]
}

export function boundedWindows(counting: Counting, bounds: Bounds, events: readonly Tiny[]): Told {
  const windows = new BoundedWindows(counting, bounds)
  for (const event of events) windows.take(event)
  return windows.told
}

class BoundedWindows {
  readonly told: Told = { found: [], evictedKeys: 0, evictedEvents: 0, refused: 0 }
  readonly #counting: Counting
  readonly #bounds: Bounds
  #known: Known[] = []
  /** Those that were let go: the last so many, and the so many before them. */
  #letGo: readonly string[] = []
  #letGoBefore: readonly string[] = []
  #touches = 0

  constructor(counting: Counting, bounds: Bounds) {
    this.#counting = counting
    this.#bounds = bounds
  }

  take(row: Tiny): void {
    if (typeof row.user !== 'string') return
    const { spanUs, least, keepWindow } = this.#counting
    const age = (other: Tiny): number => timeOf(row) - timeOf(other)
    this.#known = this.#known.filter(({ rows }) => age(rows.at(-1)!) <= spanUs * 1000)
    const one = this.#touch(row.user)
    if (!one) return
    one.rows = one.rows.filter((other) => age(other) < spanUs * 1000)
    this.#makeRoom(one)
    one.rows.push(row)
    if (one.rows.length < least) return
    this.told.found.push(`e${row.sequence} ${one.rows.length}`)
    if (!keepWindow) this.#forget(one)
  }

  /** Null where it is turned away. */
  #touch(user: string): Known | null {
    const known = this.#known.find((one) => one.user === user)
    if (known) {
      known.cameAgain = true
      known.touched = this.#touches++
      return known
    }
    const isFull = this.#known.length >= this.#bounds.keys
    if (isFull && this.#bounds.policy === 'refuse') {
      this.told.refused++
      return null
    }
    if (isFull) this.#evict(this.#goesFirst())
    const cameAgain = [...this.#letGo, ...this.#letGoBefore].includes(user)
    const made = { user, touched: this.#touches++, cameAgain, rows: [] }
    this.#known.push(made)
    return made
  }

  /** For one row more: other keys go as long as all hold too much, then the oldest of its own. */
  #makeRoom(one: Known): void {
    const all = (): number => this.#known.reduce((sum, { rows }) => sum + rows.length, 0)
    while (all() >= this.#bounds.events && this.#known.length > 1) {
      const first = this.#goesFirst()
      this.#evict(first === one ? stalestOf(this.#known) : first)
    }
    while (one.rows.length > 0 && (one.rows.length >= this.#bounds.eventsPerKey || all() >= this.#bounds.events)) {
      one.rows.shift()
      this.told.evictedEvents++
    }
  }

  /** Of those that came only once, as long as they are more than a fifth. */
  #goesFirst(): Known {
    const once = this.#known.filter(({ cameAgain }) => !cameAgain)
    return stalestOf(once.length * 5 > this.#known.length ? once : this.#known)
  }

  #evict(one: Known): void {
    this.told.evictedKeys++
    if (this.#letGo.length >= 8 * this.#bounds.keys) [this.#letGo, this.#letGoBefore] = [[], this.#letGo]
    this.#letGo = [...this.#letGo, one.user]
    this.#forget(one)
  }

  #forget(one: Known): void {
    this.#known = this.#known.filter((other) => other !== one)
  }
}

const stalestOf = (known: readonly Known[]): Known => known.reduce((a, b) => (a.touched < b.touched ? a : b))
