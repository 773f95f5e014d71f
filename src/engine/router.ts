// A batch → the rows that rules want, by the partition in which each rule's state for them lies.
import type { Rule, Ruleset } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import { type Counters, countFailure, noCounts } from './bounds.ts'
import { placementsOf } from './chains.ts'
import { categoriesOf, keysIn, type Placement, partitionOf } from './placement.ts'
import { type Routed, Routes } from './routes.ts'

interface RoutedRule extends Routed {
  readonly rule: Rule
  readonly place: Placement
  readonly counters: Counters
}

export class Router {
  readonly partitions: number
  readonly #rules: readonly RoutedRule[]
  readonly #routes: Routes<RoutedRule>

  constructor(ruleset: Ruleset, partitions: number) {
    this.partitions = partitions
    const placementOf = placementsOf(ruleset)
    this.#rules = ruleset.rules.map((rule) => ({
      rule,
      detect: rule.detect,
      categories: categoriesOf(rule.detect),
      place: placementOf(rule),
      counters: noCounts(),
    }))
    this.#routes = new Routes(this.#rules)
  }

  /** By partition, ascending row numbers; a row that nobody wants is nowhere. */
  route(batch: Batch): readonly (readonly number[])[] {
    const rows: number[][] = Array.from({ length: this.partitions }, () => [])
    for (let row = 0; row < batch.length; row++)
      for (const routed of this.#routes.of(batch, row)) this.#routeFor(routed, batch, row, rows)
    return rows.map(inOrder)
  }

  /** By rule, what its filters could not judge: no engine will see those events. */
  failures(): readonly { readonly rule: string; readonly errors: number; readonly lastError: string | null }[] {
    return this.#rules.flatMap(({ rule, counters: { errors, lastError } }) =>
      errors > 0 ? [{ rule: rule.metadata.id, errors, lastError }] : [],
    )
  }

  #routeFor({ detect, place, counters }: RoutedRule, batch: Batch, row: number, rows: number[][]): void {
    try {
      for (const key of keysIn(detect, batch, row))
        rows[partitionOf(place(key, batch, row), this.partitions)]!.push(row)
    } catch (error) {
      countFailure(counters, error)
    }
  }
}

/** Several rules may want a row in one place. */
function inOrder(rows: readonly number[]): readonly number[] {
  return rows.length < 2 ? rows : [...new Set(rows)].sort((a, b) => a - b)
}
