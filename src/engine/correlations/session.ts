// `| stats … over session 5m`: a key's window goes on as long as its rows come less than the gap apart, and is judged
// when the gap has passed; with `keep judging` at each row as well.

import type { AnyStage, Window } from '../../compiler/plan.ts'
import { exclusive, type Position } from '../../event/position.ts'
import type { Value } from '../../event/value.ts'
import { compareTime, type HeldEvent, type Time } from '../held.ts'
import type { SavedKeys } from '../keys.ts'
import { completer } from '../match.ts'
import { Past, type SavedPast } from '../past.ts'
import type { Size } from '../size.ts'
import { Tallies } from '../tallies.ts'
import type { SavedTally, Tally } from '../tally.ts'
import { type At, foundIn, holds, type Row, type Stage, type StageContext } from './stage.ts'

export class SessionStage implements Stage {
  #plan: AnyStage
  readonly #window: Extract<Window, { kind: 'session' }>
  readonly #context: StageContext
  /** The longest untouched is the first whose gap will have passed. */
  readonly #tallies: Tallies
  readonly #past: Past

  constructor(plan: AnyStage, window: Extract<Window, { kind: 'session' }>, context: StageContext) {
    this.#plan = plan
    this.#window = window
    this.#context = context
    this.#tallies = new Tallies(plan, context)
    this.#past = new Past(context)
  }

  take({ key, inputs }: Row, at: At, event: HeldEvent | null): boolean {
    this.advance(at)
    if (!this.#tallies.admits(key)) return false
    const tally = this.#tallies.touch(key, at)
    this.#tallies.add(tally, { at, event, inputs: inputs! })
    if (this.#window.keepJudging && this.#judge(tally, at, () => at.id)) {
      tally.hasFired = true
      this.#tallies.clear(tally, at)
      tally.last = { us: at.us, nanos: at.nanos }
    }
    return true
  }

  advance(to: Position): void {
    for (const tally of this.#tallies) {
      const end = this.#endOf(tally)
      if (compareTime(end, to) > 0) return
      this.#close(tally, end)
    }
  }

  waits(): boolean {
    return this.#tallies.size > 0
  }

  undecided(): number {
    return [...this.#tallies].filter((tally) => !isSpent(tally) && this.#holds(tally, this.#read(tally))).length
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
    return { tallies: this.#tallies.save(), past: this.#past.save() }
  }

  load(saved: unknown): void {
    const { tallies, past } = saved as { readonly tallies: SavedKeys<SavedTally>; readonly past: SavedPast }
    this.#tallies.load(tallies)
    this.#past.load(past)
  }

  #endOf(tally: Tally): Time {
    const { us, nanos } = tally.last!
    return { us: us + this.#window.gapUs, nanos }
  }

  #close(tally: Tally, end: Time): void {
    const at = { ...end, sequence: exclusive }
    if (!isSpent(tally)) this.#judge(tally, at, () => `${tally.lastId}@${end.us}`)
    if (this.#plan.readsPast) this.#past.set(tally.key, this.#read(tally))
    this.#tallies.forget(tally)
  }

  #judge(tally: Tally, at: Position, completedBy: () => string): boolean {
    const values = this.#read(tally)
    if (!this.#holds(tally, values)) return false
    this.#context.found(foundIn(tally, { at, completedBy: completer(completedBy()), values }))
    return true
  }

  #holds({ key }: Tally, values: readonly Value[]): boolean {
    return holds(this.#plan, { key, values, past: this.#past.get(key) }, this.#context.counters)
  }

  #read(tally: Tally): readonly Value[] {
    return tally.read(tally.last!.us - tally.opened.us)
  }
}

/** Nothing came since it fired. */
const isSpent = ({ hasFired, size }: Tally): boolean => hasFired && size === 0
