// A rule over statistics → the same rule, which tells of each judgement; and how near they came.
import type { Rule } from '../compiler/plan.ts'
import type { Value } from '../event/value.ts'

export interface JudgementCounts {
  readonly judged: number
  readonly held: number
  /** The smallest and the largest that each statistic was; null where it was never a number. */
  readonly statistics: readonly { readonly name: string; readonly least: number | null; readonly most: number | null }[]
}

export class Judgements {
  readonly #names: readonly string[]
  readonly #least: number[]
  readonly #most: number[]
  #judged = 0
  #held = 0

  constructor(names: readonly string[]) {
    this.#names = names
    this.#least = names.map(() => Number.POSITIVE_INFINITY)
    this.#most = names.map(() => Number.NEGATIVE_INFINITY)
  }

  take(values: readonly Value[], holds: boolean): void {
    this.#judged++
    if (holds) this.#held++
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
      statistics: this.#names.map((name, i) => ({
        name,
        least: finite(this.#least[i]!),
        most: finite(this.#most[i]!),
      })),
    }
  }
}

export function watched(rule: Rule): { readonly rule: Rule; readonly judgements: Judgements | null } {
  const { detect } = rule
  if (detect.kind !== 'stats') return { rule, judgements: null }
  const judgements = new Judgements(detect.aggregates.map(({ name }) => name))
  const having: typeof detect.having = (values) => {
    const holds = detect.having(values)
    judgements.take(values, holds)
    return holds
  }
  return { rule: { ...rule, detect: { ...detect, having } }, judgements }
}
