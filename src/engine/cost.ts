// What rules do, and a clock → about how long each took. It stands beside what is decided: nothing depends on it, and
// nothing of it is saved.

/** Milliseconds, from anywhere on. */
export type Clock = () => number

export interface Spent {
  ms: number
}

/** Of so many rows one is timed: a prime, so that nothing that comes in turns is always met, or never. */
const rowsEach = 127
/** Rules are timed as they are released once so many rows came since. */
const rowsBetween = 256
const looksOfClock = 32

export class Stopwatch {
  readonly #clock: Clock
  /** What looking at the clock takes by itself. */
  readonly #ownMs: number
  #rows = 0
  #rowsSince = 0
  #releasesSince = 0
  /** How many releases the one at hand stands for; 0 where it is not timed. */
  #standsFor = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#ownMs = ownOf(clock)
  }

  /** Whether what rules do with the next row is timed. */
  isNextTimed(): boolean {
    this.#rows++
    return this.#rows % rowsEach === 0
  }

  /** What a rule does with a row that is timed. */
  row(spent: Spent, work: () => void): void {
    spent.ms += this.#taken(work) * rowsEach
  }

  /** Rules are about to be released, so many rows after they last were. */
  releases(rows: number): void {
    this.#rowsSince += Math.max(rows, 1)
    this.#releasesSince++
    this.#standsFor = this.#rowsSince >= rowsBetween ? this.#releasesSince : 0
    if (this.#standsFor > 0) this.#rowsSince = this.#releasesSince = 0
  }

  /** What a rule does as it is released, timed or not. */
  release(spent: Spent, work: () => void): void {
    if (this.#standsFor === 0) work()
    else spent.ms += this.#taken(work) * this.#standsFor
  }

  #taken(work: () => void): number {
    const from = this.#clock()
    work()
    return Math.max(0, this.#clock() - from - this.#ownMs)
  }
}

function ownOf(clock: Clock): number {
  const from = clock()
  for (let n = 1; n < looksOfClock; n++) clock()
  return (clock() - from) / looksOfClock
}
