// A query that stands alone, over finite sources → what matches, in the query's own order, cut as it asks.
import type { Cut, Detect, Rule, SamplePlan } from '../compiler/plan.ts'
import { capRuleId } from '../engine/caps.ts'
import { Engine } from '../engine/engine.ts'
import type { Match } from '../engine/match.ts'
import type { Layout } from '../event/layout.ts'
import type { Delivery, SourceInfo } from '../event/source.ts'
import type { Value } from '../event/value.ts'
import { Cuts } from './cuts.ts'

export interface HuntQuery {
  readonly detect: Detect
  readonly layout: Layout
  readonly cuts: readonly Cut[]
}

export class Hunt {
  readonly #engine: Engine
  readonly #cuts: Cuts<Match>
  readonly #isByKey: boolean

  constructor({ detect, layout, cuts }: HuntQuery, sources: readonly SourceInfo[]) {
    this.#engine = new Engine({ rules: [ruleOf(detect)], layout, hash: '' }, sources)
    this.#cuts = new Cuts(cuts)
    this.#isByKey = detect.kind === 'sample' && isUnbounded(detect)
  }

  evaluate({ source, batch, progress }: Delivery): readonly Match[] {
    return this.#take(this.#engine.evaluate(source, batch, progress, () => {}))
  }

  /** A source is over. */
  idle(source: string): readonly Match[] {
    return this.#take(this.#engine.idle(source))
  }

  /** All there is was read: absences are decided as if nothing else came. */
  end(): readonly Match[] {
    return [...this.#take(this.#engine.end('fire')), ...this.#cuts.end()]
  }

  /** Whatever is still to be read, nothing more will be found. */
  isOver(): boolean {
    return this.#cuts.isOver()
  }

  #take(all: readonly Match[]): readonly Match[] {
    const found = all.filter(({ rule }) => rule.metadata.id !== capRuleId)
    return this.#cuts.take(this.#isByKey ? found.toSorted(compareKeys) : found)
  }
}

/** Such a sample is decided at the end: its keys come in their own order, as Elasticsearch has it. */
const isUnbounded = ({ maxspanUs }: SamplePlan): boolean => !Number.isFinite(maxspanUs)

function compareKeys(a: Match, b: Match): number {
  const [left, right] = [Object.values(a.keys), Object.values(b.keys)]
  for (const [i, value] of left.entries()) {
    const order = compareValues(value, right[i]!)
    if (order !== 0) return order
  }
  return 0
}

/** What is missing comes first. */
function compareValues(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null)
  return a < b ? -1 : a > b ? 1 : 0
}

/** The rule around a query that has none. Suppression for none, so that the engine keeps its events in order. */
const ruleOf = (detect: Detect): Rule => ({
  // biome-ignore format: table
  metadata: {
    id: 'query', title: 'query', version: '', ruleset: '', path: 'query', level: 'informational', risk: 0, status: 'test',
    about: '', advice: '', author: '', falsePositives: [], attack: [], cwe: [], wstg: [], references: [],
  },
  detect,
  message: [],
  suppress: { spanUs: 0, by: [] },
  respond: [],
  evidence: { keep: [], hash: [], drop: [] },
  tests: [],
})
