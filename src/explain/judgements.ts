// Judgements of a rule over statistics → how often each of its conditions failed, and how near the statistics came.
import type { RowPart, StageConditions } from '../compiler/3-emit/judged.ts'
import type { Value } from '../event/value.ts'

export interface JudgementCounts {
  readonly judged: number
  readonly held: number
  readonly conditions: readonly { readonly text: string; readonly failed: number; readonly alone: number }[]
  /** The smallest and the largest that each statistic was; null where it was never a number. */
  readonly statistics: readonly { readonly name: string; readonly least: number | null; readonly most: number | null }[]
}

/** Of one stage. */
export class Judgements {
  readonly #names: readonly string[]
  readonly #conditions: readonly { readonly part: RowPart; failed: number; alone: number }[]
  readonly #least: number[]
  readonly #most: number[]
  #judged = 0
  #held = 0

  constructor({ names, conjuncts }: StageConditions) {
    this.#names = names
    this.#conditions = conjuncts.map((part) => ({ part, failed: 0, alone: 0 }))
    this.#least = names.map(() => Number.POSITIVE_INFINITY)
    this.#most = names.map(() => Number.NEGATIVE_INFINITY)
  }

  take(values: readonly Value[], holds: boolean): void {
    this.#judged++
    if (holds) this.#held++
    const failed = this.#conditions.filter(({ part }) => !part.holds(values))
    for (const one of failed) one.failed++
    if (failed.length === 1) failed[0]!.alone++
    for (const [i] of this.#names.entries()) {
      const value = values[i]
      if (typeof value !== 'number') continue
      this.#least[i] = Math.min(this.#least[i]!, value)
      this.#most[i] = Math.max(this.#most[i]!, value)
    }
  }

  read(): JudgementCounts {
    const finite = (n: number): number | null => (Number.isFinite(n) ? n : null)
    return {
      judged: this.#judged,
      held: this.#held,
      conditions: this.#conditions.map(({ part, failed, alone }) => ({ text: part.text, failed, alone })),
      statistics: this.#names.map((name, i) => ({
        name,
        least: finite(this.#least[i]!),
        most: finite(this.#most[i]!),
      })),
    }
  }
}
