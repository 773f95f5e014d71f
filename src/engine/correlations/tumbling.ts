// `| stats … over tumbling 60s`: windows aligned to the epoch, start inclusive, end exclusive, judged when they end.
// A known key's empty windows are judged too, until one of them fired: then the key has to be seen again.

import type { AnyStage } from '../../compiler/plan.ts'
import { exclusive, type Position } from '../../event/position.ts'
import type { Value } from '../../event/value.ts'
import type { HeldEvent } from '../held.ts'
import type { SavedKeys } from '../keys.ts'
import { completer } from '../match.ts'
import type { Size } from '../size.ts'
import { Tallies } from '../tallies.ts'
import { type SavedTally, Tally } from '../tally.ts'
import { type At, foundIn, holds, type Row, type Stage, type StageContext } from './stage.ts'

export class TumblingStage implements Stage {
  #plan: AnyStage
  readonly #spanUs: number
  readonly #context: StageContext
  readonly #tallies: Tallies
  /** Where the open windows end, in microseconds: rows come in order, so it is one time for all keys. */
  #endUs = Number.NEGATIVE_INFINITY
  /** Whether an empty window would fire; where it would not, a key is forgotten as soon as it has nothing to say. */
  readonly #emptyFires: boolean

  constructor(plan: AnyStage, spanUs: number, context: StageContext) {
    this.#plan = plan
    this.#spanUs = spanUs
    this.#context = context
    this.#tallies = new Tallies(plan, context)
    const empty = new Tally('', { us: 0, nanos: 0 }, plan.aggregates, context.bounds)
    this.#emptyFires = !plan.readsKeys && this.#holds(empty, empty.read(spanUs))
  }

  take({ key, inputs }: Row, at: At, event: HeldEvent | null): boolean {
    const us = insideOf(at)
    this.#closeUntil(us)
    if (!this.#tallies.admits(key)) return false
    this.#endUs = (Math.floor(us / this.#spanUs) + 1) * this.#spanUs
    this.#tallies.add(this.#tallies.touch(key, at), { at, event, inputs: inputs! })
    return true
  }

  advance(to: Position): void {
    this.#closeUntil(to.us)
  }

  waits(): boolean {
    return this.#tallies.size > 0
  }

  undecided(): number {
    return [...this.#tallies].filter((tally) => tally.size > 0 && this.#holds(tally, tally.read(this.#spanUs))).length
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
    return { endUs: this.#tallies.size === 0 ? null : this.#endUs, tallies: this.#tallies.save() }
  }

  load(saved: unknown): void {
    const { endUs, tallies } = saved as { readonly endUs: number | null; readonly tallies: SavedKeys<SavedTally> }
    if (endUs !== null) this.#endUs = endUs
    this.#tallies.load(tallies)
  }

  #closeUntil(us: number): void {
    while (this.#tallies.size > 0 && this.#endUs <= us) {
      // At the end of time no further window follows.
      const isLast = us === Number.POSITIVE_INFINITY
      for (const tally of this.#tallies) this.#close(tally, isLast)
      this.#endUs += this.#spanUs
    }
  }

  #close(tally: Tally, isLast: boolean): void {
    const isEmpty = tally.size === 0
    // Nobody knows whether it would have stayed empty.
    if (isEmpty && isLast) {
      this.#tallies.forget(tally)
      return
    }
    const values = tally.read(this.#spanUs)
    const fires = this.#holds(tally, values)
    if (fires) this.#tell(tally, values)
    if (isLast || !this.#staysKnown(isEmpty, fires)) {
      this.#tallies.forget(tally)
      return
    }
    this.#tallies.follow(tally, isEmpty ? null : values)
  }

  /** What a condition on the past or on the key may say of an empty window shows only in that window. */
  #staysKnown(isEmpty: boolean, fired: boolean): boolean {
    if (!isEmpty) return this.#emptyFires || this.#readsMore
    return this.#emptyFires && !fired
  }

  get #readsMore(): boolean {
    return this.#plan.readsPast === true || this.#plan.readsKeys === true
  }

  #holds({ key, past }: Tally, values: readonly Value[]): boolean {
    return holds(this.#plan, { key, values, past }, this.#context.counters)
  }

  #tell(tally: Tally, values: readonly Value[]): void {
    const at = { us: this.#endUs, nanos: 0, sequence: exclusive }
    // The end of the window tells one window's incident from the next of the same key.
    this.#context.found(foundIn(tally, { values, at, completedBy: completer(`${tally.lastId}@${this.#endUs}`) }))
  }
}

/** What a window before found as it ended is of the time before that end. */
const insideOf = ({ us, nanos, sequence }: Position): number => (sequence === exclusive && nanos === 0 ? us - 1 : us)
