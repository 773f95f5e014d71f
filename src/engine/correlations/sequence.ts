// `sequence by … with maxspan=… [a] ![b] [c] until […]`, as EQL defines it: for each key one partial sequence a stage,
// the newest wins, stages are tried last to first. An absence is decided only once event time has passed its span.

import type { SequencePlan } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import type { Position } from '../../event/position.ts'
import { HeldEvent, type Time, timeOf, within } from '../held.ts'
import { type HeldRows, positionIn } from '../held-rows.ts'
import { Keys, type SavedKeys } from '../keys.ts'
import { type Begun, countNear, type NearReason } from '../near.ts'
import { categoriesOf } from '../placement.ts'
import { noSize, type Size } from '../size.ts'
import { Absences } from './absences.ts'
import { type Candidate, type Correlation, type CorrelationContext, offerAndApply } from './correlation.ts'
import { sequenceMatch } from './sequence-match.ts'
import { deadlineOf, isForbidden, overdue, standingOf, stepOf } from './sequence-spans.ts'
import {
  hasPartials,
  isEmpty,
  type KeyState,
  loadState,
  newState,
  type Partial,
  type SavedState,
  saveState,
  type Waiting,
} from './sequence-state.ts'
import { type GroupHit, groupHitsOf, groupsOf, keyIn, layOut, type Stages, type StepGroup } from './sequence-steps.ts'

export class SequenceCorrelation implements Correlation<readonly GroupHit[]> {
  readonly categories: number
  #plan: SequencePlan
  #stages: Stages
  #groups: readonly StepGroup[]
  readonly #context: CorrelationContext
  readonly #keys: Keys<KeyState>
  readonly #absences: Absences
  /** Events that partials hold on to. */
  #kept = 0
  /** Before that time no key is over. */
  #keptUntilUs = -Infinity

  constructor(plan: SequencePlan, context: CorrelationContext) {
    this.categories = categoriesOf(plan)
    this.#plan = plan
    this.#stages = layOut(plan)
    this.#groups = groupsOf(plan, this.#stages)
    this.#context = context
    // To be got is to be written before it changes, where keys are being saved.
    this.#absences = new Absences(context.bounds.pending, ({ key }) => this.#keys.get(key))
    this.#keys = new Keys(context.bounds.keys, (state) => {
      context.counters.evictedKeys++
      this.#empty(state, 'eviction', state.touched)
    })
  }

  offer(batch: Batch, row: number): readonly GroupHit[] | null {
    const hits = groupHitsOf(this.#groups, batch, row)
    const { owns } = this.#context
    if (hits === null || !owns) return hits
    const own = hits.filter(({ key }) => owns(key, batch, row))
    return own.length > 0 ? own : null
  }

  apply({ event, input }: Candidate<readonly GroupHit[]>): boolean {
    const decided = this.#runTo(event)
    if (input.length > 1) return this.#takeAll(input, event) || decided
    const [{ group, key }] = input as readonly [GroupHit]
    return this.#takeOne(group, key, this.#keys.get(key), event) || decided
  }

  /** Most rows fit one group of steps, and say nothing of keys of which nothing has begun: nothing is made for those. */
  takeRow(batch: Batch, row: number, rows: HeldRows): boolean | null {
    const groups = this.#groups
    let fits = -1
    let key = ''
    for (let group = 0; group < groups.length; group++) {
      const found = keyIn(groups[group]!.step, batch, row)
      if (found === null) continue
      if (fits >= 0 || this.#context.owns) return offerAndApply(this, batch, row, rows)
      fits = group
      key = found
    }
    if (fits < 0) return null
    const decided = batch.times[row]! >= this.#quietUntilUs && this.#runTo(positionIn(batch, row))
    const known = this.#keys.get(key)
    if (known === undefined && !groups[fits]!.begins) return decided
    return this.#takeOne(fits, key, known, HeldEvent.of(batch, row, rows)) || decided
  }

  /** One that fits one group of steps. `known`: what has begun of its key. */
  #takeOne(group: number, key: string, known: KeyState | undefined, event: HeldEvent): boolean {
    const { stages, absent, isUntil, begins } = this.#groups[group]!
    let changed = isUntil && this.#abandon(known, event)
    for (let n = 0; n < stages.length; n++) {
      const stage = stages[n]!
      if (stage === 0 ? this.#begin(key, event) : this.#goOn(stage, known, event)) changed = true
    }
    for (let n = 0; n < absent.length; n++) {
      const state = begins ? this.#keys.get(key) : known
      if (this.#forbid(absent[n]!, key, state, event)) changed = true
    }
    return changed
  }

  /** Stages are tried last to first, so that no event takes part twice in one sequence. */
  #takeAll(input: readonly GroupHit[], event: HeldEvent): boolean {
    let changed = false
    for (const { group, key } of input)
      if (this.#groups[group]!.isUntil && this.#abandon(this.#keys.get(key), event)) changed = true
    for (let stage = this.#stages.happen.length - 1; stage >= 0; stage--) {
      for (const { group, key } of input) {
        if (this.#groups[group]!.stages.includes(stage) && this.#step(stage, key, event)) changed = true
      }
    }
    for (const { group, key } of input) {
      for (const step of this.#groups[group]!.absent)
        if (this.#forbid(step, key, this.#keys.get(key), event)) changed = true
    }
    return changed
  }

  advance(to: Position): void {
    this.#runTo(to)
  }

  /** Time has come so far. Whether anything was decided by it. */
  #runTo(at: Time): boolean {
    if (at.us < this.#quietUntilUs) return false
    const decided = this.#decide(at)
    this.#forgetOver(at)
    return decided
  }

  /** Before that time nothing is decided, and nothing is over. */
  get #quietUntilUs(): number {
    return Math.min(this.#absences.quietUntilUs, this.#keptUntilUs)
  }

  waits(): boolean {
    return this.#absences.open > 0
  }

  isEmpty(): boolean {
    return this.#keys.size === 0
  }

  undecided(): number {
    return this.#absences.open
  }

  begun(): readonly Begun[] {
    return [...this.#keys].flatMap(([key, { partials, waiting }]) =>
      [...partials, ...[...waiting].map(({ partial }) => partial)].flatMap((partial) =>
        partial ? [{ key, ...standingOf(this.#plan, this.#stages, partial), events: partial.events }] : [],
      ),
    )
  }

  size(): Size {
    return { ...noSize, keys: this.#keys.size, documents: this.#kept }
  }

  evict(): boolean {
    return this.#keys.evictOther()
  }

  changePlan(plan: SequencePlan): void {
    this.#plan = plan
    this.#stages = layOut(plan)
    this.#groups = groupsOf(plan, this.#stages)
    this.#keptUntilUs = -Infinity
  }

  save(): unknown {
    return this.#keys.saveLater(saveState)
  }

  load(saved: unknown): void {
    this.#keptUntilUs = -Infinity
    this.#keys.load(saved as SavedKeys<SavedState>, (one) => {
      const { state, waiting } = loadState(one)
      this.#keys.touch(state.key, () => state)
      for (const partial of state.partials) if (partial) this.#keep(partial.events)
      for (const absence of waiting) {
        this.#keep(absence.partial.events)
        this.#wait(absence)
      }
    })
  }

  /** The event passes that stage for its key: it begins a sequence, or moves one on. These say whether anything changed. */
  #step(stage: number, key: string, event: HeldEvent): boolean {
    return stage === 0 ? this.#begin(key, event) : this.#goOn(stage, this.#keys.get(key), event)
  }

  #begin(key: string, event: HeldEvent): boolean {
    if (!this.#admits(key)) return false
    const state = this.#touch(key, event)
    this.#keepOne(event)
    this.#place(state, 0, { events: [event], before: state.before })
    return true
  }

  #goOn(stage: number, known: KeyState | undefined, event: HeldEvent): boolean {
    const partial = known?.partials[stage - 1]
    if (!known || !partial) return false
    known.partials[stage - 1] = null
    if (overdue(this.#plan, this.#stages, partial, event)) this.#lose(known.key, partial, 'maxspan', event)
    else {
      this.#keepOne(event)
      partial.events.push(event)
      this.#place(this.#touch(known.key, event), stage, partial)
    }
    this.#forgetEmpty(known)
    return true
  }

  #place(state: KeyState, stage: number, partial: Partial): void {
    if (stage === this.#stages.happen.length - 1) this.#complete(state, partial)
    else {
      this.#clear(state, stage, 'replaced', partial.events.at(-1)!)
      state.partials[stage] = partial
      while (this.#kept > this.#context.bounds.evidence && this.#keys.evictOther());
    }
  }

  /** An event that must not happen. */
  #forbid(step: number, key: string, state: KeyState | undefined, event: HeldEvent): boolean {
    const stage = this.#stages.absentAfter.get(step)!
    if (stage === 0) {
      if (!this.#admits(key)) return false
      this.#touch(key, event).before = { us: event.us, nanos: event.nanos }
      return true
    }
    if (!state) return false
    const isTrailing = stage === this.#stages.happen.length
    return isTrailing ? this.#answer(state, step, event) : this.#breakOff(state, step, event)
  }

  #breakOff(state: KeyState, step: number, event: HeldEvent): boolean {
    const stage = this.#stages.absentAfter.get(step)! - 1
    const partial = state.partials[stage]
    if (!partial || !this.#forbids(step, partial, event)) return false
    this.#clear(state, stage, 'forbidden', event)
    this.#forgetEmpty(state)
    return true
  }

  #answer(state: KeyState, step: number, event: HeldEvent): boolean {
    let answered = false
    for (const waiting of state.waiting) {
      if (!this.#forbids(step, waiting.partial, event)) continue
      this.#cancel(waiting, 'forbidden', event)
      answered = true
    }
    this.#forgetEmpty(state)
    return answered
  }

  /** A neighbour of the absence does not count against itself. */
  #forbids(step: number, partial: Partial, event: HeldEvent): boolean {
    return partial.events.at(-1) !== event && isForbidden(this.#plan, this.#stages, { step, partial, event })
  }

  #abandon(state: KeyState | undefined, event: HeldEvent): boolean {
    if (!state || (state.waiting.size === 0 && !hasPartials(state))) return false
    this.#empty(state, 'until', event)
    this.#forgetEmpty(state)
    return true
  }

  #complete(state: KeyState, partial: Partial): void {
    const deadline = deadlineOf(this.#plan, this.#stages, partial)
    if (deadline === 'never') this.#lose(state.key, partial, 'forbidden', partial.events.at(-1)!)
    else if (deadline === 'now') this.#emit(state.key, partial, null)
    else this.#wait({ state, partial, deadline, cancelled: false })
  }

  #wait(waiting: Waiting): void {
    if (this.#absences.add(waiting)) return
    this.#context.counters.evictedEvents++
    this.#lose(waiting.state.key, waiting.partial, 'eviction', waiting.partial.events.at(-1)!)
  }

  #cancel(waiting: Waiting, why: NearReason, at: Time): void {
    this.#absences.cancel(waiting)
    this.#lose(waiting.state.key, waiting.partial, why, at)
  }

  /** Absences whose deadline is before that time are certain. */
  #decide(at: Time): boolean {
    let decided = false
    for (let due = this.#absences.takeDue(at); due; due = this.#absences.takeDue(at)) {
      decided = true
      this.#emit(due.state.key, due.partial, due.deadline)
      this.#forgetEmpty(due.state)
    }
    return decided
  }

  #emit(key: string, partial: Partial, deadline: Time | null): void {
    this.#context.emit(sequenceMatch(this.#plan, this.#stages, { key, events: partial.events, deadline }))
    this.#drop(partial)
  }

  #admits(key: string): boolean {
    const { admits } = this.#context
    return admits === null || this.#keys.get(key) !== undefined || admits(this.#keys.size)
  }

  #touch(key: string, { us, nanos }: HeldEvent): KeyState {
    const state = this.#keys.touch(key, () => newState(key, this.#stages.happen.length))
    state.touched = { us, nanos }
    return state
  }

  #keep(events: readonly HeldEvent[]): void {
    for (const event of events) this.#keepOne(event)
  }

  #keepOne(event: HeldEvent): void {
    if (event.keep()) this.#kept++
  }

  /** It came so far, and no further. What was over in time before it ended so is over by that time. */
  #lose(key: string, partial: Partial, why: NearReason, at: Time): void {
    const { near, counters } = this.#context
    const over = overdue(this.#plan, this.#stages, partial, at)
    const ended = { why: over?.why ?? why, at: over?.at ?? at }
    countNear(counters, this.#plan.steps[stepOf(this.#stages, partial)]!.name, ended.why)
    if (near) {
      const { events } = partial
      near({ key, ...standingOf(this.#plan, this.#stages, partial), why: ended.why, at: timeOf(ended.at), events })
    }
    this.#drop(partial)
  }

  #drop({ events }: Partial): void {
    for (const event of events) if (event.drop()) this.#kept--
  }

  #clear(state: KeyState, stage: number, why: NearReason, at: Time): void {
    const partial = state.partials[stage]
    if (!partial) return
    state.partials[stage] = null
    this.#lose(state.key, partial, why, at)
  }

  #empty(state: KeyState, why: NearReason, at: Time): void {
    for (let stage = 0; stage < state.partials.length; stage++) this.#clear(state, stage, why, at)
    for (const waiting of [...state.waiting]) this.#cancel(waiting, why, at)
  }

  /** Nothing that comes from that time on can go on with them. */
  #forgetOver(at: Time): void {
    if (at.us < this.#keptUntilUs) return
    const { maxspanUs } = this.#plan
    // The stalest was touched before all others.
    this.#keptUntilUs = at.us + maxspanUs
    this.#keys.dropWhile((state) => {
      if (state.waiting.size > 0 || within(state.touched, at, maxspanUs)) {
        this.#keptUntilUs = state.touched.us + maxspanUs
        return false
      }
      this.#empty(state, 'maxspan', at)
      return true
    })
  }

  #forgetEmpty(state: KeyState): void {
    if (isEmpty(state)) this.#keys.delete(state.key)
  }
}
