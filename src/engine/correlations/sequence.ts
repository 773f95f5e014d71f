// `sequence by … with maxspan=… [a] ![b] [c] until […]`, as EQL defines it: for each key one partial sequence a stage,
// the newest wins, stages are tried last to first. An absence is decided only once event time has passed its span.
import type { SequencePlan } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import { exclusive, type Position } from '../../event/position.ts'
import type { Value } from '../../event/value.ts'
import { Heap } from '../heap.ts'
import { HeldEvent, type SavedEvent, within } from '../held.ts'
import { Keys } from '../keys.ts'
import type { Candidate, Correlation, CorrelationContext } from './correlation.ts'
import { sequenceMatch } from './sequence-match.ts'
import { type Hit, hitsOf, layOut, type Stages, untilStep } from './sequence-steps.ts'

/** A sequence as far as it has come. */
export interface Partial {
  readonly parts: readonly Value[]
  /** One for each stage passed. */
  readonly events: readonly HeldEvent[]
  /** The newest event of a leading absence before the first step. */
  readonly before: Time | null
}

interface Time {
  readonly us: number
  readonly nanos: number
}

/** All steps happened; waits until nothing can come any more that must not. */
interface Waiting {
  readonly state: KeyState
  readonly partial: Partial
  readonly deadline: Time
  cancelled: boolean
}

interface KeyState {
  readonly key: string
  /** By stage: the partial whose newest event is of that stage. */
  readonly partials: (Partial | null)[]
  readonly waiting: Set<Waiting>
  before: Time | null
  touched: Time
}

export class SequenceCorrelation implements Correlation<readonly Hit[]> {
  readonly categories: number
  readonly #plan: SequencePlan
  readonly #stages: Stages
  readonly #context: CorrelationContext
  readonly #keys: Keys<KeyState>
  readonly #deadlines = new Heap<Waiting>((a, b) => compareTime(a.deadline, b.deadline))
  #open = 0

  constructor(plan: SequencePlan, context: CorrelationContext) {
    this.categories = [...plan.steps, ...(plan.until ? [plan.until] : [])].reduce(
      (all, step) => all | step.categories,
      0,
    )
    this.#plan = plan
    this.#stages = layOut(plan)
    this.#context = context
    this.#keys = new Keys(context.bounds.keys, (state) => {
      context.counters.evictedKeys++
      for (const waiting of state.waiting) this.#cancel(waiting)
    })
  }

  offer(batch: Batch, row: number): readonly Hit[] | null {
    return hitsOf(this.#plan, batch, row)
  }

  apply({ event, input }: Candidate<readonly Hit[]>): boolean {
    let changed = this.#decide(event)
    for (const hit of input) if (hit.step === untilStep && this.#abandon(hit.key)) changed = true
    for (let stage = this.#stages.happen.length - 1; stage >= 0; stage--) {
      for (const hit of input)
        if (hit.step === this.#stages.happen[stage] && this.#step(stage, hit, event)) changed = true
    }
    for (const hit of input) {
      const stage = this.#stages.absentAfter.get(hit.step)
      if (stage !== undefined && this.#forbid(stage, hit, event)) changed = true
    }
    return changed
  }

  advance(to: Position): void {
    this.#decide(to)
    this.#keys.dropWhile((state) => !within({ ...state.touched, sequence: exclusive }, to, this.#plan.maxspanUs))
  }

  waits(): boolean {
    return this.#open > 0
  }

  undecided(): number {
    return this.#open
  }

  /** The event passes that stage for its key: it begins a sequence, or moves one on. These say whether anything changed. */
  #step(stage: number, hit: Hit, event: HeldEvent): boolean {
    if (stage === 0) {
      const state = this.#touch(hit.key, event)
      this.#place(state, 0, { parts: hit.parts, events: [event.keep()], before: state.before })
      return true
    }
    const known = this.#keys.get(hit.key)
    const partial = known?.partials[stage - 1]
    if (!known || !partial) return false
    known.partials[stage - 1] = null
    if (!this.#inTime(stage, partial, event)) return true
    this.#place(this.#touch(hit.key, event), stage, { ...partial, events: [...partial.events, event.keep()] })
    return true
  }

  #inTime(stage: number, { events }: Partial, event: HeldEvent): boolean {
    const { withinUs } = this.#plan.steps[this.#stages.happen[stage]!]!
    return (
      within(events[0]!, event, this.#plan.maxspanUs) && (withinUs === null || within(events.at(-1)!, event, withinUs))
    )
  }

  #place(state: KeyState, stage: number, partial: Partial): void {
    if (stage === this.#stages.happen.length - 1) this.#complete(state, partial)
    else state.partials[stage] = partial
  }

  /** An event that must not happen after so many stages. A neighbour of the absence does not count against itself. */
  #forbid(stage: number, hit: Hit, event: HeldEvent): boolean {
    if (stage === 0) {
      this.#touch(hit.key, event).before = { us: event.us, nanos: event.nanos }
      return true
    }
    const state = this.#keys.get(hit.key)
    if (!state) return false
    return stage < this.#stages.happen.length ? this.#breakOff(state, stage - 1, event) : this.#answer(state, event)
  }

  #breakOff(state: KeyState, stage: number, event: HeldEvent): boolean {
    const partial = state.partials[stage]
    if (!partial || partial.events.at(-1) === event) return false
    state.partials[stage] = null
    return true
  }

  #answer(state: KeyState, event: HeldEvent): boolean {
    const answered = [...state.waiting].filter(({ partial }) => partial.events.at(-1) !== event)
    for (const waiting of answered) this.#cancel(waiting)
    return answered.length > 0
  }

  #abandon(key: string): boolean {
    const state = this.#keys.get(key)
    if (!state || (state.waiting.size === 0 && state.partials.every((partial) => partial === null))) return false
    state.partials.fill(null)
    for (const waiting of state.waiting) this.#cancel(waiting)
    return true
  }

  #complete(state: KeyState, partial: Partial): void {
    const deadline = this.#deadline(partial)
    if (deadline === 'never') return
    if (deadline === 'now') this.#context.emit(sequenceMatch(this.#plan, this.#stages, state.key, partial, null))
    else this.#wait({ state, partial, deadline, cancelled: false })
  }

  /** When it is certain that nothing forbidden came: at once, never, or once a deadline has passed. */
  #deadline({ events, before }: Partial): Time | 'now' | 'never' {
    const { leading, trailing } = this.#stages
    const { maxspanUs } = this.#plan
    const clear = before === null || !within({ ...before, sequence: exclusive }, events.at(-1)!, maxspanUs)
    if (!trailing) return !leading || clear ? 'now' : 'never'
    if (!leading) return { us: events[0]!.us + maxspanUs, nanos: events[0]!.nanos }
    // Both: some window of the span must hold the steps and nothing forbidden, so it begins just after what came before.
    return clear ? 'now' : { us: before!.us + maxspanUs, nanos: before!.nanos + 1 }
  }

  #wait(waiting: Waiting): void {
    if (this.#open >= this.#context.bounds.pending) {
      this.#context.counters.evictedEvents++
      return
    }
    waiting.state.waiting.add(waiting)
    this.#deadlines.push(waiting)
    this.#open++
  }

  #cancel(waiting: Waiting): void {
    waiting.cancelled = true
    waiting.state.waiting.delete(waiting)
    this.#open--
  }

  /** Absences whose deadline is before that time are certain: even an event of that very time comes too late. */
  #decide(at: Time): boolean {
    let decided = false
    for (let next = this.#deadlines.peek(); next && compareTime(next.deadline, at) < 0; next = this.#deadlines.peek()) {
      this.#deadlines.pop()
      if (next.cancelled) continue
      decided = true
      this.#cancel(next)
      this.#context.emit(sequenceMatch(this.#plan, this.#stages, next.state.key, next.partial, next.deadline))
    }
    return decided
  }

  #touch(key: string, { us, nanos }: HeldEvent): KeyState {
    const state = this.#keys.touch(key, () => this.#newState(key))
    state.touched = { us, nanos }
    return state
  }

  #newState(key: string): KeyState {
    return {
      key,
      partials: this.#stages.happen.map(() => null),
      waiting: new Set(),
      before: null,
      touched: { us: 0, nanos: 0 },
    }
  }

  save(): unknown {
    return [...this.#keys].map(([key, { partials, waiting, before, touched }]) => ({
      key,
      partials: partials.map((partial) => partial && savePartial(partial)),
      waiting: [...waiting].map(({ partial, deadline }) => ({ partial: savePartial(partial), deadline })),
      before,
      touched,
    }))
  }

  load(saved: unknown): void {
    for (const one of saved as SavedState[]) {
      const state = this.#keys.touch(one.key, () => this.#newState(one.key))
      state.before = one.before
      state.touched = one.touched
      for (const [stage, partial] of one.partials.entries()) state.partials[stage] = partial && loadPartial(partial)
      for (const { partial, deadline } of one.waiting)
        this.#wait({ state, partial: loadPartial(partial), deadline, cancelled: false })
    }
  }
}

interface SavedPartial {
  readonly parts: readonly Value[]
  readonly events: readonly SavedEvent[]
  readonly before: Time | null
}

interface SavedState {
  readonly key: string
  readonly partials: readonly (SavedPartial | null)[]
  readonly waiting: readonly { readonly partial: SavedPartial; readonly deadline: Time }[]
  readonly before: Time | null
  readonly touched: Time
}

const savePartial = ({ parts, events, before }: Partial): SavedPartial => ({
  parts,
  events: events.map((event) => event.save()),
  before,
})

const loadPartial = ({ parts, events, before }: SavedPartial): Partial => ({
  parts,
  events: events.map(HeldEvent.load),
  before,
})

const compareTime = (a: Time, b: Time): number => a.us - b.us || a.nanos - b.nanos
