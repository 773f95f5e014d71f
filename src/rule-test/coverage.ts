// The conditions of a rule, and what its tests show it → which of them ever held, and which ever failed.
import type { Filter, Part } from '../compiler/3-emit/coverage.ts'
import type { RowPart, StageConditions } from '../compiler/3-emit/judged.ts'
import type { Dissected } from '../compiler/dissect.ts'
import type { Rule } from '../compiler/plan.ts'
import { watched } from '../engine/watched.ts'
import type { Batch } from '../event/batch.ts'
import type { Value } from '../event/value.ts'

export interface ConditionCoverage {
  /** Where it stands: the step's or the statistic's name, `where` behind statistics; empty for the query itself. */
  readonly filter: string
  readonly condition: Pick<Part, 'text' | 'span'>
  /** Events of the filter's categories for which it held, or judgements, over all tests. */
  readonly held: number
  /** Those for which it did not. */
  readonly failed: number
}

interface Counts {
  held: number
  failed: number
}

export class Coverage {
  /** The rule, which tells of what it judges: to be tested in the place of the other. */
  readonly rule: Rule
  readonly #events: readonly (Counts & { readonly filter: Filter; readonly condition: Part })[]
  readonly #judged: readonly (Counts & { readonly stage: StageConditions; readonly condition: RowPart })[]

  constructor(rule: Rule, { filters, judged }: Pick<Dissected, 'filters' | 'judged'>) {
    const none = { held: 0, failed: 0 }
    this.#events = filters.flatMap((filter) => filter.atoms.map((condition) => ({ filter, condition, ...none })))
    this.#judged = judged.flatMap((stage) => stage.atoms.map((condition) => ({ stage, condition, ...none })))
    this.rule = watched(rule, (stage, values) => this.#judge(judged[stage]!, values))
  }

  /** All events of a test, with those that were derived from them. */
  see(batch: Batch): void {
    for (const count of this.#events) {
      for (let row = 0; row < batch.length; row++) {
        if ((count.filter.categories & batch.categories[row]!) === 0) continue
        add(count, count.condition.holds(batch, row))
      }
    }
  }

  /** In the order of the rule. */
  read(): readonly ConditionCoverage[] {
    return [
      ...this.#events.map(({ filter, condition, held, failed }) => ({ filter: filter.name, condition, held, failed })),
      ...this.#judged.map(({ condition, held, failed }) => ({ filter: 'where', condition, held, failed })),
    ]
  }

  #judge(stage: StageConditions, values: readonly Value[]): void {
    for (const count of this.#judged) if (count.stage === stage) add(count, count.condition.holds(values))
  }
}

function add(counts: Counts, holds: boolean): void {
  if (holds) counts.held++
  else counts.failed++
}

/** A test shows what a condition is for if there is an event that it lets pass, and one that it does not. */
export const isCovered = ({ held, failed }: Pick<ConditionCoverage, 'held' | 'failed'>): boolean =>
  held > 0 && failed > 0
