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
  readonly #grows: boolean
  /** Of one that grows the last two alone. */
  readonly #times = new Queue<number>()
  readonly #gaps = new Spread()
  /** How much each gap differs from the one before it. */
  readonly #changes = new Spread()

  constructor(kind: CadenceKind, motion: Motion) {
    this.#kind = kind
    this.#grows = motion === 'grows'
  }

  add(value: Value): void {
    const { size } = this.#times
    this.#times.push(value as number)
    if (size > 0) this.#gaps.add(this.#gap(size))
    if (size > 1) this.#changes.add(this.#change(size))
    if (this.#grows && size > 1) this.#times.shift()
  }

  remove(): void {
    const { size } = this.#times
    if (size > 1) this.#gaps.add(this.#gap(1), -1)
    if (size > 2) this.#changes.add(this.#change(2), -1)
    this.#times.shift()
  }

  /** Null where there are too few events for it: two for an interval, three for a jitter. */
  read(): number | null {
    switch (this.#kind) {
      case 'interval':
        return meanOf(this.#gaps)
      case 'interval_stddev': {
        const deviation = this.#gaps.deviation()
        return deviation === null ? null : deviation / secondUs
      }
      case 'jitter':
        return meanOf(this.#changes)
    }
  }

  save(): unknown {
    const times = [this.#times.at(0), this.#times.at(1)].filter((time) => time !== undefined)
    return [times, this.#gaps.save(), this.#changes.save()]
  }

  load(saved: unknown): void {
    const [times, gaps, changes] = saved as readonly [readonly number[], SavedSpread, SavedSpread]
    for (const time of times) this.#times.push(time)
    this.#gaps.load(gaps)
    this.#changes.load(changes)
  }

  /** Between the n-th time and the one before it. */
  #gap(n: number): number {
    return this.#times.at(n)! - this.#times.at(n - 1)!
  }

  #change(n: number): number {
    return Math.abs(this.#gap(n) - this.#gap(n - 1))
  }
}

const meanOf = (spread: Spread): number | null => (spread.n === 0 ? null : spread.sum / spread.n / secondUs)
