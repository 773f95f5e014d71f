// interval(), interval_stddev() and jitter(): how regularly events come, in seconds. What it is given are their times in
// microseconds; from those everything is whole numbers, so that it stays exact at constant cost an event.
import type { Value } from '../../event/value.ts'
import type { Accumulator, Motion } from './accumulator.ts'
import { Queue } from './queue.ts'
import { type SavedSpread, Spread } from './spread.ts'

export type CadenceKind = 'interval' | 'interval_stddev' | 'jitter'

const secondUs = 1_000_000

export class Cadence implements Accumulator {
  readonly held = 0
  readonly #kind: CadenceKind
  /** Null of one that grows: of that the last two are enough. */
  readonly #times: Queue<number> | null
  #last: number | null = null
  #lastGap: number | null = null
  /** Of the gaps, or of how much each differs from the one before it, whichever is asked for. */
  readonly #spread = new Spread()

  constructor(kind: CadenceKind, motion: Motion) {
    this.#kind = kind
    this.#times = motion === 'grows' ? null : new Queue()
  }

  add(value: Value): void {
    const time = value as number
    this.#times?.push(time)
    const gap = this.#last === null ? null : time - this.#last
    if (gap !== null) this.#count(gap, this.#lastGap, 1)
    this.#last = time
    this.#lastGap = gap
  }

  remove(): void {
    const times = this.#times!
    const [oldest, second, third] = [times.at(0)!, times.at(1), times.at(2)]
    times.shift()
    if (third === undefined) this.#lastGap = null
    if (second === undefined) this.#last = null
    else if (this.#kind !== 'jitter') this.#spread.add(second - oldest, -1)
    else if (third !== undefined) this.#count(third - second, second - oldest, -1)
  }

  /** Null where there are too few events for it: two for an interval, three for a jitter. */
  read(): number | null {
    if (this.#kind !== 'interval_stddev') return meanOf(this.#spread)
    const deviation = this.#spread.deviation()
    return deviation === null ? null : deviation / secondUs
  }

  save(): unknown {
    const times = [this.#lastGap === null ? null : this.#last! - this.#lastGap, this.#last].filter((us) => us !== null)
    const [spread, none] = [this.#spread.save(), new Spread().save()]
    return this.#kind === 'jitter' ? [times, none, spread] : [times, spread, none]
  }

  load(saved: unknown): void {
    const [times, gaps, changes] = saved as readonly [readonly number[], SavedSpread, SavedSpread]
    for (const time of times) this.add(time)
    this.#spread.load(this.#kind === 'jitter' ? changes : gaps)
  }

  /** A gap, and the one before it. */
  #count(gap: number, before: number | null, sign: 1 | -1): void {
    if (this.#kind !== 'jitter') this.#spread.add(gap, sign)
    else if (before !== null) this.#spread.add(Math.abs(gap - before), sign)
  }
}

const meanOf = (spread: Spread): number | null => (spread.n === 0 ? null : spread.sum / spread.n / secondUs)
