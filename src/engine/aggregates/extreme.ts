// min(x) and max(x) by a monotonic queue: amortised constant time for each event, whatever the window.
import type { Rank } from '../../compiler/plan.ts'
import type { Scalar, Value } from '../../event/value.ts'
import type { Accumulator, Motion } from './accumulator.ts'
import { Queue } from './queue.ts'

interface Candidate {
  readonly value: Scalar
  readonly rank: Scalar
  readonly ordinal: number
}

export class Extreme implements Accumulator {
  readonly held = 0
  readonly #sign: 1 | -1
  readonly #rank: Rank | undefined
  /** Null of what never goes out again: there one is enough. */
  readonly #queue: Queue<Candidate> | null
  #most: Candidate | undefined

  constructor(which: 'min' | 'max', motion: Motion, rank?: Rank) {
    this.#sign = which === 'min' ? 1 : -1
    this.#queue = motion === 'grows' ? null : new Queue()
    this.#rank = rank
  }

  add(value: Value, ordinal: number): void {
    if (value === null || typeof value === 'object') return
    const rank = this.#rank ? this.#rank(value) : value
    if (rank === null) return
    if (this.#queue !== null) this.#push(this.#queue, { value, rank, ordinal })
    else if (this.#most === undefined || this.#wins(rank, this.#most.rank)) this.#most = { value, rank, ordinal }
  }

  remove(_value: Value, ordinal: number): void {
    if (this.#queue?.oldest?.ordinal === ordinal) this.#queue.shift()
  }

  read(): Value {
    const most = this.#queue === null ? this.#most : this.#queue.oldest
    return most?.value ?? null
  }

  save(): Value {
    return this.read()
  }

  load(saved: unknown): void {
    this.add(saved as Value, 0)
  }

  /** What comes later and is at least as extreme outlives it. */
  #push(queue: Queue<Candidate>, candidate: Candidate): void {
    for (let last = queue.newest; last && this.#wins(candidate.rank, last.rank); last = queue.newest) queue.pop()
    queue.push(candidate)
  }

  #wins(a: Scalar, b: Scalar): boolean {
    return this.#sign * compare(a, b) <= 0
  }
}

/** A field whose type only the event tells may hold several: each is ordered in itself. */
function compare(a: Scalar, b: Scalar): number {
  if (typeof a !== typeof b) return typeof a < typeof b ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
