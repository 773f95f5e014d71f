// A further `| stats …` without a span: over what the stage before it found at one time, when its windows ended together.

import type { AnyStage } from '../../compiler/plan.ts'
import { exclusive, type Position } from '../../event/position.ts'
import { compareTime, type HeldEvent, type Time, timeOf } from '../held.ts'
import type { SavedKeys } from '../keys.ts'
import { completer } from '../match.ts'
import type { Size } from '../size.ts'
import { Tallies } from '../tallies.ts'
import type { SavedTally } from '../tally.ts'
import { type At, foundIn, holds, type Row, type Stage, type StageContext } from './stage.ts'

export class InstantStage implements Stage {
  #plan: AnyStage
  readonly #context: StageContext
  readonly #tallies: Tallies
  #now: Time = { us: Number.NEGATIVE_INFINITY, nanos: 0 }

  constructor(plan: AnyStage, context: StageContext) {
    this.#plan = plan
    this.#context = context
    this.#tallies = new Tallies(plan, context)
  }

  take({ key, inputs }: Row, at: At, event: HeldEvent | null): boolean {
    if (compareTime(this.#now, at) < 0) this.advance()
    this.#now = timeOf(at)
    if (!this.#tallies.admits(key)) return false
    this.#tallies.add(this.#tallies.touch(key, at), { at, event, inputs: inputs! })
    return true
  }

  /** All that was found at one time is given at once, before time goes on. */
  advance(_to?: Position): void {
    for (const tally of this.#tallies) {
      const values = tally.read(0)
      const at = { ...this.#now, sequence: exclusive }
      if (holds(this.#plan, { key: tally.key, values }, this.#context.counters))
        this.#context.found(foundIn(tally, { values, at, completedBy: completer(tally.lastId) }))
      this.#tallies.forget(tally)
    }
  }

  waits(): boolean {
    return this.#tallies.size > 0
  }

  undecided(): number {
    return 0
  }

  size(): Size {
    return this.#tallies.amount()
  }

  evict(): boolean {
    return this.#tallies.evict()
  }

  changePlan(plan: AnyStage): void {
    this.#plan = plan
  }

  save(): unknown {
    return { now: this.#tallies.size > 0 ? this.#now : null, tallies: this.#tallies.save() }
  }

  load(saved: unknown): void {
    const { now, tallies } = saved as { readonly now: Time | null; readonly tallies: SavedKeys<SavedTally> }
    if (now) this.#now = now
    this.#tallies.load(tallies)
  }
}
