// `category where condition`, for a rule that must see its events in order (because it suppresses).
import type { EventPlan } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import { type HeldEvent, timeOf } from '../held.ts'
import type { Finding } from '../match.ts'
import { stepEvidence } from '../step-evidence.ts'
import type { Candidate, Correlation, CorrelationContext } from './correlation.ts'

export class EventCorrelation implements Correlation<true> {
  readonly categories: number
  #plan: EventPlan
  readonly #context: CorrelationContext

  constructor(plan: EventPlan, context: CorrelationContext) {
    this.categories = plan.categories
    this.#plan = plan
    this.#context = context
  }

  offer(batch: Batch, row: number): true | null {
    const { owns } = this.#context
    return this.#plan.test(batch, row) && (!owns || owns('', batch, row)) ? true : null
  }

  apply({ event }: Candidate<true>): boolean {
    this.#context.emit(eventMatch(event))
    return true
  }

  advance(): void {}

  waits(): boolean {
    return false
  }

  undecided(): number {
    return 0
  }

  changePlan(plan: EventPlan): void {
    this.#plan = plan
  }

  save(): unknown {
    return null
  }

  load(): void {}
}

/** The match of one event by itself. */
export const eventMatch = (event: HeldEvent): Finding => ({
  us: event.us,
  nanos: event.nanos,
  start: timeOf(event),
  sequence: event.sequence,
  completedBy: event.source,
  key: '',
  keys: {},
  values: {},
  steps: [stepEvidence('1', 1, [event])],
})
