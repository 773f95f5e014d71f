// `| first_seen … by … over 14d`: a value that did not come for so long, or never. With `by`, a value new to a key that has
// a past to compare with; without, any new value.
import type { FirstSeenPlan, KeyPart } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import type { Position } from '../../event/position.ts'
import type { Scalar, Value } from '../../event/value.ts'
import { type Time, timeOf } from '../held.ts'
import { joinParts, keyOf, keyOfAll, keyValues } from '../key.ts'
import { Keys } from '../keys.ts'
import { younger } from '../window.ts'
import type { Candidate, Correlation, CorrelationContext } from './correlation.ts'
import { eventMatch } from './event.ts'

/** The values of an event, each combination of them by itself. */
export interface FirstSeenInput {
  readonly key: string
  readonly values: readonly (readonly Scalar[])[]
}

type SavedTimes = readonly (readonly [text: string, us: number, nanos: number])[]

/** Of arrays so many combinations are looked at. */
const mostCombined = 100

export class FirstSeenCorrelation implements Correlation<FirstSeenInput> {
  readonly categories: number
  readonly #plan: FirstSeenPlan
  readonly #context: CorrelationContext
  /** When each key, and each value of it, came last. */
  readonly #keys: Keys<{ last: Time }>
  readonly #values: Keys<{ last: Time }>

  constructor(plan: FirstSeenPlan, context: CorrelationContext) {
    this.categories = plan.categories
    this.#plan = plan
    this.#context = context
    const { bounds, counters } = context
    const evicted = (): void => {
      counters.evictedKeys++
    }
    this.#keys = new Keys(bounds.keys, evicted)
    this.#values = new Keys(bounds.events, evicted)
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
    const isKnown = this.#plan.by.length === 0 || this.#see(this.#keys, key, event)
    const unseen = values.filter((one) => !this.#see(this.#values, joinParts([key, keyOfAll(one)]), event))
    if (!isKnown || unseen.length === 0) return true
    this.#context.emit({
      ...eventMatch(event),
      key,
      keys: keyValues(this.#plan.by, key),
      values: named(this.#plan.values, unseen),
    })
    return true
  }

  /** What came last so long ago is as if it had never come. */
  advance(to: Position): void {
    const isOver = ({ last }: { readonly last: Time }): boolean => !younger(last, to, this.#plan.spanUs)
    this.#keys.dropWhile(isOver)
    this.#values.dropWhile(isOver)
  }

  waits(): boolean {
    return false
  }

  undecided(): number {
    return 0
  }

  save(): unknown {
    return { keys: timesOf(this.#keys), values: timesOf(this.#values) }
  }

  load(saved: unknown): void {
    const { keys, values } = saved as { readonly keys: SavedTimes; readonly values: SavedTimes }
    for (const [text, us, nanos] of keys) this.#keys.touch(text, () => ({ last: { us, nanos } }))
    for (const [text, us, nanos] of values) this.#values.touch(text, () => ({ last: { us, nanos } }))
  }

  /** Whether it came within the span before that time; now it did. */
  #see(times: Keys<{ last: Time }>, text: string, at: Time): boolean {
    const before = times.get(text)
    const wasSeen = before !== undefined && younger(before.last, at, this.#plan.spanUs)
    times.touch(text, () => ({ last: timeOf(at) })).last = timeOf(at)
    return wasSeen
  }
}

const timesOf = (times: Keys<{ last: Time }>): SavedTimes =>
  [...times].map(([text, { last }]) => [text, last.us, last.nanos])

/** A value that is not there is none to be new. */
const elements = (value: Value): readonly Scalar[] => {
  if (value === null) return []
  return typeof value === 'object' ? value : [value]
}

function combinations(columns: readonly (readonly Scalar[])[]): readonly (readonly Scalar[])[] {
  let all: readonly (readonly Scalar[])[] = [[]]
  for (const column of columns)
    all = all.flatMap((one) => column.map((value) => [...one, value])).slice(0, mostCombined)
  return all
}

/** By name: the one value that is new, or all of them. */
const named = (parts: readonly KeyPart[], unseen: readonly (readonly Scalar[])[]): Record<string, Value> =>
  Object.fromEntries(
    parts.map(({ name }, i) => {
      const values = [...new Set(unseen.map((one) => one[i]!))]
      return [name, values.length === 1 ? values[0]! : values]
    }),
  )
