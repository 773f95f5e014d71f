// `| first_seen … by … over 14d`: a value that did not come for so long, or never. With `by`, a value new to a key that has
// a past to compare with; without, any new value.

import type { FirstSeenPlan, KeyPart } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import type { Position } from '../../event/position.ts'
import type { Scalar, Value } from '../../event/value.ts'
import { keyOf, keyOfAll, keyValues } from '../key.ts'
import { type SavedSightings, Sightings } from '../seen.ts'
import type { Size } from '../size.ts'
import type { Candidate, Correlation, CorrelationContext } from './correlation.ts'
import { eventMatch } from './event.ts'

/** The values of an event, each combination of them by itself. */
export interface FirstSeenInput {
  readonly key: string
  readonly values: readonly (readonly Scalar[])[]
}

/** Of arrays so many combinations are looked at. */
const mostCombined = 100

export class FirstSeenCorrelation implements Correlation<FirstSeenInput> {
  readonly categories: number
  #plan: FirstSeenPlan
  readonly #context: CorrelationContext
  readonly #seen: Sightings

  constructor(plan: FirstSeenPlan, context: CorrelationContext) {
    this.categories = plan.categories
    this.#plan = plan
    this.#context = context
    const { bounds, counters, admits } = context
    const valuesPerKey = plan.by.length === 0 ? bounds.events : bounds.eventsPerKey
    this.#seen = new Sightings({ bounds, counters, admits, spanUs: plan.spanUs, valuesPerKey })
  }

  offer(batch: Batch, row: number): FirstSeenInput | null {
    const { test, by, values } = this.#plan
    if (!test(batch, row)) return null
    const key = keyOf(by, batch, row)
    const { owns } = this.#context
    if (key === null || (owns && !owns(key, batch, row))) return null
    const found = combinations(values.map(({ read }) => elements(read(batch, row))))
    return found.length === 0 ? null : { key, values: found }
  }

  apply({ event, input: { key, values } }: Candidate<FirstSeenInput>): boolean {
    const { isKnown, unseen } = this.#seen.see(key, values.map(keyOfAll), event)
    const found = values.filter((_, i) => unseen[i])
    if (found.length === 0 || (this.#plan.by.length > 0 && !isKnown)) return true
    this.#context.emit({
      ...eventMatch(event),
      key,
      keys: keyValues(this.#plan.by, key, event),
      values: named(this.#plan.values, found),
    })
    return true
  }

  advance(to: Position): void {
    this.#seen.advance(to)
  }

  waits(): boolean {
    return false
  }

  undecided(): number {
    return 0
  }

  size(): Size {
    return this.#seen.size()
  }

  evict(): boolean {
    return this.#seen.evict()
  }

  changePlan(plan: FirstSeenPlan): void {
    this.#plan = plan
  }

  save(): SavedSightings {
    return this.#seen.save()
  }

  load(saved: unknown): void {
    this.#seen.load(saved as SavedSightings)
  }
}

/** A value that is not there is none to be new. */
const elements = (value: Value): readonly Scalar[] => {
  if (value === null) return []
  return typeof value === 'object' ? value : [value]
}

function combinations(columns: readonly (readonly Scalar[])[]): readonly (readonly Scalar[])[] {
  let all: readonly (readonly Scalar[])[] = [[]]
  for (const column of columns) {
    const values = column.slice(0, mostCombined)
    all = all.flatMap((one) => values.map((value) => [...one, value])).slice(0, mostCombined)
  }
  return all
}

/** By name: the one value that is new, or all of them. */
const named = (parts: readonly KeyPart[], found: readonly (readonly Scalar[])[]): Record<string, Value> =>
  Object.fromEntries(
    parts.map(({ name }, i) => {
      const values = [...new Set(found.map((one) => one[i]!))]
      return [name, values.length === 1 ? values[0]! : values]
    }),
  )
