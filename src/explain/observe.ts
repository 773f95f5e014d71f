// A rule, and what it is shown of an input → which of its conditions held how often, and how far it came.
import type { Filter, FilterRole } from '../compiler/3-emit/coverage.ts'
import type { Dissected } from '../compiler/dissect.ts'
import type { Rule } from '../compiler/plan.ts'
import type { Begun, NearMiss, NearReason } from '../engine/near.ts'
import { watched } from '../engine/watched.ts'
import type { Batch } from '../event/batch.ts'
import { formatTime } from '../event/time.ts'
import type { EventDocument, Value } from '../event/value.ts'
import { excerptOf, minimise } from '../incident/evidence.ts'
import { type JudgementCounts, Judgements } from './judgements.ts'
import { keysOfRule } from './keys.ts'

export interface Observation {
  readonly filters: readonly FilterCounts[]
  /** Of a rule over statistics, by stage. */
  readonly judgements: readonly JudgementCounts[]
  readonly nearMisses: NearMisses
}

export interface FilterCounts {
  readonly name: string
  readonly role: FilterRole
  readonly category: string
  /** Events of its categories. */
  readonly seen: number
  readonly passed: number
  /** Of those that passed, events without a value that state is kept under: they join nothing. */
  readonly keyless: number
  /** What those lack. */
  readonly keys: readonly string[]
  readonly conditions: readonly ConditionCounts[]
}

export interface ConditionCounts {
  readonly text: string
  readonly macro: string | null
  readonly isException: boolean
  /** Events of the filter's categories for which it does not hold. */
  readonly failed: number
  /** Those for which all others hold: it alone keeps them out. */
  readonly alone: number
}

export interface NearMisses {
  /** The furthest first. */
  readonly counts: readonly {
    readonly reached: number
    readonly of: number
    readonly step: string
    readonly why: NearReason | 'open'
    readonly count: number
  }[]
  /** Of each key the one that came the furthest; of these those that came the furthest. */
  readonly examples: readonly NearExample[]
}

export interface NearExample {
  readonly key: Readonly<Record<string, Value>>
  readonly reached: number
  readonly of: number
  readonly step: string
  /** `open`: it might still have come to its end when the input was over. */
  readonly why: NearReason | 'open'
  readonly at: string | null
  readonly events: readonly EventDocument[]
}

/** Shown whole; the others are counted. */
const mostExamples = 3

type NearCounting = { -readonly [K in keyof NearMisses['counts'][number]]: NearMisses['counts'][number][K] }

export class Observer {
  /** The rule, which tells of what it judges. To be run in the place of the other. */
  readonly rule: Rule
  readonly #filters: readonly FilterTally[]
  readonly #judgements: readonly Judgements[]
  readonly #near = new Map<string, NearCounting>()
  #examples: readonly (NearExample & { readonly id: string })[] = []

  constructor(rule: Rule, { filters, judged }: Pick<Dissected, 'filters' | 'judged'>) {
    this.#judgements = judged.map((stage) => new Judgements(stage))
    this.rule = watched(rule, (stage, values, holds) => this.#judgements[stage]?.take(values, holds))
    this.#filters = filters.map((filter) => new FilterTally(filter))
  }

  /** Events as rules see them: once the evaluator has them, with those that were derived. */
  see(batch: Batch): void {
    for (let row = 0; row < batch.length; row++) for (const filter of this.#filters) filter.see(batch, row)
  }

  near(miss: NearMiss): void {
    this.#count(miss, miss.why, formatTime(miss.at.us, miss.at.nanos))
  }

  /** What has begun and was still going on when the input was over. */
  open(begun: readonly Begun[]): void {
    for (const one of begun) this.#count(one, 'open', null)
  }

  read(): Observation {
    return {
      filters: this.#filters.map((filter) => filter.read()),
      judgements: this.#judgements.map((stage) => stage.read()),
      nearMisses: {
        counts: [...this.#near.values()].sort((a, b) => b.reached - a.reached || b.count - a.count),
        examples: this.#examples.map(({ id: _, ...example }) => example),
      },
    }
  }

  #count(begun: Begun, why: NearExample['why'], at: string | null): void {
    const { reached, of, step } = begun
    const name = `${reached} ${step} ${why}`
    const known = this.#near.get(name) ?? { reached, of, step, why, count: 0 }
    known.count++
    this.#near.set(name, known)
    // What gave way to a newer one of the same key says little: that one is told of.
    if (why === 'replaced') return
    this.#keepExample({ reached, of, step, why, at }, begun)
  }

  /** Of one key the one that came the furthest. */
  #keepExample(example: Omit<NearExample, 'key' | 'events'>, begun: Begun): void {
    const same = this.#examples.find(({ id }) => id === begun.key)
    if (same && byDistance(same, begun) <= 0) return
    const others = this.#examples.filter((one) => one !== same)
    const last = others.at(-1)
    if (last && others.length >= mostExamples && byDistance(last, begun) <= 0) return
    const kept = { ...example, ...shownOf(this.rule, begun), id: begun.key }
    this.#examples = [...others, kept].sort(byDistance).slice(0, mostExamples)
  }
}

/** The furthest first; of a step with several runs, that with the most of them. */
const byDistance = (a: Distance, b: Distance): number => b.reached - a.reached || b.events.length - a.events.length

interface Distance {
  readonly reached: number
  readonly events: readonly unknown[]
}

/** What an incident of the rule would show of it: it may be about to be printed, or kept in the log of a build. */
function shownOf(rule: Rule, { key, events }: Begun): Pick<NearExample, 'key' | 'events'> {
  const keys = Object.entries(keysOfRule(rule, key)).map(([name, value]) => [name, excerptOf(value)])
  return {
    key: Object.fromEntries(keys),
    events: events.flatMap(({ document }) => (document ? [minimise(document, rule.evidence)] : [])),
  }
}

/** One filter over the events that come by. */
class FilterTally {
  readonly #filter: Filter
  readonly #failed: number[]
  readonly #alone: number[]
  #seen = 0
  #passed = 0
  #keyless = 0

  constructor(filter: Filter) {
    this.#filter = filter
    this.#failed = filter.conjuncts.map(() => 0)
    this.#alone = filter.conjuncts.map(() => 0)
  }

  see(batch: Batch, row: number): void {
    const { categories, conjuncts } = this.#filter
    if ((categories & batch.categories[row]!) === 0) return
    this.#seen++
    const failed = conjuncts.flatMap(({ holds }, i) => (holds(batch, row) ? [] : [i]))
    if (failed.length === 0) this.#pass(batch, row)
    if (failed.length === 1) this.#alone[failed[0]!]!++
    for (const i of failed) this.#failed[i]!++
  }

  #pass(batch: Batch, row: number): void {
    this.#passed++
    if (this.#filter.keys.some(({ read, optional }) => !optional && read(batch, row) === null)) this.#keyless++
  }

  read(): FilterCounts {
    const { name, role, category, conjuncts, keys } = this.#filter
    return {
      ...{ name, role, category, seen: this.#seen, passed: this.#passed, keyless: this.#keyless },
      keys: keys.filter(({ optional }) => !optional).map((key) => key.name),
      conditions: conjuncts.map(({ text, macro, isException }, i) => ({
        ...{ text, macro, isException, failed: this.#failed[i]!, alone: this.#alone[i]! },
      })),
    }
  }
}
