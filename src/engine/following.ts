// A sequence → the steps that say nothing before something has begun. Many rules have the same: whether an event fits them is
// found out once for all.
import type { Detect, Step } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import { keyOf } from './key.ts'
import { beginningOf, laterStepsOf } from './routing/choice.ts'

export interface Following {
  /** Bits of the categories in which something may begin. */
  readonly beginsIn: number
  readonly steps: FollowingSteps
}

/** Those of one engine. */
export class Followings {
  readonly #known = new Map<unknown, FollowingSteps[]>()

  /** Null where every event may begin something, or count for what begins. */
  of(detect: Detect): Following | null {
    if (detect.kind !== 'sequence') return null
    const beginsIn = beginningOf(detect).reduce((all, { categories }) => all | categories, 0)
    return { beginsIn, steps: this.#stepsOf(laterStepsOf(detect)) }
  }

  #stepsOf(steps: readonly Step[]): FollowingSteps {
    const alike = this.#known.get(steps[0]?.test) ?? []
    this.#known.set(steps[0]?.test, alike)
    const known = alike.find((other) => other.isOf(steps))
    if (known) return known
    const added = new FollowingSteps(steps)
    alike.push(added)
    return added
  }
}

export class FollowingSteps {
  /** Numbers of the rules to which rows come that may fit them. */
  readonly awake: number[] = []
  /** Rows that may fit them, and those that do: what each rule was asked about while it was asleep. */
  asked = 0
  passed = 0
  readonly #steps: readonly Step[]
  #batch: Batch | null = null
  #row = -1
  #fits = false

  constructor(steps: readonly Step[]) {
    this.#steps = steps
  }

  /** Whether the row fits any of them, and has its key. */
  fits(batch: Batch, row: number): boolean {
    if (row !== this.#row || batch !== this.#batch) {
      this.#batch = null
      this.#fits = this.#steps.some((step) => fits(step, batch, row))
      this.#batch = batch
      this.#row = row
    }
    return this.#fits
  }

  /** The row may fit them. Throws where that cannot be told. */
  pass(batch: Batch, row: number): void {
    if (this.fits(batch, row)) this.passed++
    this.asked++
  }

  isOf(steps: readonly Step[]): boolean {
    return steps.length === this.#steps.length && steps.every((step, i) => isAlike(step, this.#steps[i]!))
  }
}

const fits = ({ categories, test, by }: Step, batch: Batch, row: number): boolean =>
  (categories & batch.categories[row]!) !== 0 && test(batch, row) && keyOf(by, batch, row) !== null

/** Conditions that are written alike are one function, where they hold nothing of their own. */
const isAlike = (a: Step, b: Step): boolean =>
  a.test === b.test &&
  a.categories === b.categories &&
  a.by.length === b.by.length &&
  a.by.every(({ read, optional }, i) => read === b.by[i]!.read && optional === b.by[i]!.optional)
