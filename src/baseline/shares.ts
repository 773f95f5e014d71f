// Who wants to teach, and when → whether they may: nobody teaches a class alone, however much they send.

const periodUs = 60e6
/** Frames a minute that anybody may teach. */
const leastShare = 20
/** Of what was taught the minute before, one of so many. */
const shareOf = 10
/** Whose frames are counted one by one; all others share. */
const mostKnown = 256

export type SavedShares = readonly [
  period: number,
  taught: number,
  before: number,
  known: readonly (readonly [who: string, count: number])[],
]

export class Shares {
  #period = -1
  #taught = 0
  #before = 0
  readonly #known = new Map<string, number>()

  /** Counts it where it may be taken. */
  takes(who: string, us: number): boolean {
    this.#begin(Math.floor(us / periodUs))
    const key = this.#known.has(who) || this.#known.size < mostKnown ? who : others
    const count = this.#known.get(key) ?? 0
    if (count >= Math.max(leastShare, this.#before / shareOf)) return false
    this.#known.set(key, count + 1)
    this.#taught++
    return true
  }

  save(): SavedShares {
    return [this.#period, this.#taught, this.#before, [...this.#known]]
  }

  load([period, taught, before, known]: SavedShares): void {
    this.#period = period
    this.#taught = taught
    this.#before = before
    this.#known.clear()
    for (const [who, count] of known) this.#known.set(who, count)
  }

  /** What comes late counts in the period that is open. */
  #begin(period: number): void {
    if (period <= this.#period) return
    this.#before = period === this.#period + 1 ? this.#taught : 0
    this.#period = period
    this.#taught = 0
    this.#known.clear()
  }
}

/** No address. */
const others = '*'
