// `sample by … with maxspan=… [a] [b]`, in any order: for each key the events that fit each step, until different ones can
// be chosen for as many steps as are asked for. Then the key begins anew. Without maxspan, as EQL has it, every key is
// judged once, when the input is over.

import type { SamplePlan } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import type { Position } from '../../event/position.ts'
import { type HeldEvent, type Time, timeOf, within } from '../held.ts'
import { Keys, type SavedKeys } from '../keys.ts'
import { type Begun, countNear, type NearReason } from '../near.ts'
import { categoriesOf } from '../placement.ts'
import { noSize, type Size } from '../size.ts'
import type { Candidate, Correlation, CorrelationContext } from './correlation.ts'
import { type Choice, choose } from './sample-choice.ts'
import { inOrder, sampleMatch } from './sample-match.ts'
import { filled, loadSample, newSample, type SampleState, type SavedSample, saveSample } from './sample-state.ts'
import { type Hit, hitsOf } from './sequence-steps.ts'

export class SampleCorrelation implements Correlation<readonly Hit[]> {
  readonly categories: number
  #plan: SamplePlan
  readonly #context: CorrelationContext
  readonly #keys: Keys<SampleState>
  /** Whether the clock decides. Otherwise the end of the input does. */
  readonly #isBounded: boolean
  /** Events of one step that a key holds on to. */
  readonly #most: number
  /** Events that keys hold on to. */
  #kept = 0

  constructor(plan: SamplePlan, context: CorrelationContext) {
    this.categories = categoriesOf(plan)
    this.#plan = plan
    this.#context = context
    this.#isBounded = Number.isFinite(plan.maxspanUs)
    this.#most = this.#isBounded ? plan.atLeast : plan.steps.length
    this.#keys = new Keys(context.bounds.keys, (state) => {
      context.counters.evictedKeys++
      this.#lose(state, 'eviction', state.touched)
    })
  }

  offer(batch: Batch, row: number): readonly Hit[] | null {
    const hits = hitsOf(this.#plan, batch, row)
    const { owns } = this.#context
    if (hits === null || !owns) return hits
    const own = hits.filter(({ key }) => owns(key, batch, row))
    return own.length > 0 ? own : null
  }

  apply({ event, input }: Candidate<readonly Hit[]>): boolean {
    if (this.#isBounded) this.#forgetOver(event)
    const [first] = input
    if (input.length === 1) return this.#take(first!.key, [first!.step], event)
    let changed = false
    for (const key of new Set(input.map((hit) => hit.key))) {
      const steps = input.flatMap((hit) => (hit.key === key ? [hit.step] : []))
      if (this.#take(key, steps, event)) changed = true
    }
    return changed
  }

  advance(to: Position): void {
    if (!this.#isBounded) {
      if (to.us === Number.POSITIVE_INFINITY) this.#judgeAll()
      return
    }
    this.#forgetOver(to)
  }

  waits(): boolean {
    return false
  }

  undecided(): number {
    return 0
  }

  begun(): readonly Begun[] {
    return [...this.#keys].flatMap(([, state]) =>
      filled(state) > 0 ? [this.#standing(state.key, newestOfEach(state))] : [],
    )
  }

  size(): Size {
    return { ...noSize, keys: this.#keys.size, documents: this.#kept }
  }

  evict(): boolean {
    return this.#keys.evictOther()
  }

  changePlan(plan: SamplePlan): void {
    this.#plan = plan
  }

  save(): unknown {
    return this.#keys.saveLater(saveSample)
  }

  load(saved: unknown): void {
    this.#keys.load(saved as SavedKeys<SavedSample>, (one) => {
      const state = loadSample(one)
      this.#keys.touch(state.key, () => state)
      for (const events of state.fitting) this.#keep(events)
    })
  }

  /** Whether the event is now among those of the key, or was one of a match. */
  #take(key: string, steps: readonly number[], event: HeldEvent): boolean {
    const known = this.#keys.get(key)
    const { admits } = this.#context
    if (!known && admits && !admits(this.#keys.size)) return false
    if (known && this.#isBounded) this.#expire(known, event)
    const state = this.#keys.touch(key, () => newSample(key, this.#plan.steps.length))
    state.touched = timeOf(event)
    const taken = steps.filter((step) => this.#add(state, step, event))
    if (taken.length === 0) return false
    if (this.#isBounded) this.#judge(state)
    while (this.#kept > this.#context.bounds.evidence && this.#keys.evictOther());
    return true
  }

  /** No more events of a step than a choice has: among so many one is always left for it. */
  #add(state: SampleState, step: number, event: HeldEvent): boolean {
    const events = state.fitting[step]!
    const isFull = events.length >= this.#most
    // What a query takes are the earliest, as Elasticsearch does; a rule takes the newest.
    if (isFull && !this.#isBounded) return false
    if (events.length === 0) state.rising = true
    if (isFull) this.#drop(events.shift()!)
    events.push(event)
    this.#keep([event])
    return true
  }

  #judge(state: SampleState): void {
    if (filled(state) < this.#plan.atLeast) return
    const choice = choose(
      state.fitting.map((events) => events.toReversed()),
      this.#plan.atLeast,
    )
    if (!choice) return
    this.#emit(state.key, choice)
    this.#forget(state)
  }

  #judgeAll(): void {
    for (const [, state] of [...this.#keys]) {
      const choice = choose(state.fitting, this.#plan.atLeast)
      if (choice) this.#emit(state.key, choice)
      this.#forget(state)
    }
  }

  #emit(key: string, choice: Choice): void {
    this.#context.emit(sampleMatch(this.#plan, key, choice))
  }

  #forgetOver(at: Time): void {
    this.#keys.dropWhile((state) => {
      if (within(state.touched, at, this.#plan.maxspanUs)) return false
      this.#expire(state, at)
      return true
    })
  }

  /** Lets go what is too old for anything from that time on. */
  #expire(state: SampleState, at: Time): void {
    const isOver = (event: HeldEvent): boolean => !within(event, at, this.#plan.maxspanUs)
    if (!state.fitting.some(([first]) => first && isOver(first))) return
    const before = filled(state)
    const peak = newestOfEach(state)
    for (const events of state.fitting) {
      while (events.length > 0 && isOver(events[0]!)) this.#drop(events.shift()!)
    }
    if (filled(state) === before || !state.rising) return
    state.rising = false
    this.#tell(state.key, peak, 'maxspan', endOf(peak, this.#plan.maxspanUs))
  }

  #lose(state: SampleState, why: NearReason, at: Time): void {
    if (state.rising) this.#tell(state.key, newestOfEach(state), why, at)
    this.#release(state)
  }

  #tell(key: string, events: Choice, why: NearReason, at: Time): void {
    const standing = this.#standing(key, events)
    countNear(this.#context.counters, standing.step, why)
    this.#context.near?.({ ...standing, why, at: timeOf(at) })
  }

  /** It stands at the last of the steps that have an event, having come as far as there are such steps. */
  #standing(key: string, newest: Choice): Begun {
    const events = newest.filter((event) => event !== null)
    const { name } = this.#plan.steps[newest.findLastIndex((event) => event !== null)]!
    return { key, step: name, reached: events.length, of: this.#plan.atLeast, events }
  }

  #forget(state: SampleState): void {
    this.#release(state)
    this.#keys.delete(state.key)
  }

  #release({ fitting }: SampleState): void {
    for (const events of fitting) for (const event of events.splice(0)) this.#drop(event)
  }

  #keep(events: readonly HeldEvent[]): void {
    for (const event of events) if (event.keep()) this.#kept++
  }

  #drop(event: HeldEvent): void {
    if (event.drop()) this.#kept--
  }
}

const newestOfEach = ({ fitting }: SampleState): Choice => fitting.map((events) => events.at(-1) ?? null)

/** When the earliest of them is too old. */
function endOf(events: Choice, spanUs: number): Time {
  const [first] = inOrder(events)
  return { us: first!.us + spanUs, nanos: first!.nanos }
}
