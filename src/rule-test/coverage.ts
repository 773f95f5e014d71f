// The conditions of a rule, and the events of its tests → which of them ever held, and which ever failed.
import type { Filter, Part } from '../compiler/3-emit/coverage.ts'
import type { Batch } from '../event/batch.ts'

export interface ConditionCoverage {
  /** Where it stands: the step's or the statistic's name; empty for the query itself. */
  readonly filter: string
  readonly condition: Part
  /** Events of the filter's categories for which it held, over all tests. */
  readonly held: number
  /** Those for which it did not. */
  readonly failed: number
}

export class Coverage {
  readonly #counts: { readonly filter: Filter; readonly condition: Part; held: number; failed: number }[]

  constructor(filters: readonly Filter[]) {
    this.#counts = filters.flatMap((filter) =>
      filter.atoms.map((condition) => ({ filter, condition, held: 0, failed: 0 })),
    )
  }

  /** All events of a test, with those that were derived from them. */
  see(batch: Batch): void {
    for (const count of this.#counts) {
      for (let row = 0; row < batch.length; row++) {
        if ((count.filter.categories & batch.categories[row]!) === 0) continue
        if (count.condition.holds(batch, row)) count.held++
        else count.failed++
      }
    }
  }

  /** In the order of the rule. */
  read(): readonly ConditionCoverage[] {
    return this.#counts.map(({ filter, condition, held, failed }) => ({ filter: filter.name, condition, held, failed }))
  }
}

/** A test shows what a condition is for if there is an event that it lets pass, and one that it does not. */
export const isCovered = ({ held, failed }: Pick<ConditionCoverage, 'held' | 'failed'>): boolean =>
  held > 0 && failed > 0
