// A rule that compiled → what it looks at, how it decides, what it keeps and which part of it reads which fields.

import { keysOf as windowKeys } from '../compiler/2-check/having.ts'
import type { Filter, FilterRole } from '../compiler/3-emit/coverage.ts'
import type { Expression, Query, Step } from '../compiler/ast.ts'
import type { Dissected } from '../compiler/dissect.ts'
import type { Rule } from '../compiler/plan.ts'
import { keyName } from '../compiler/print/expressions.ts'
import { namesIn, stepsIn } from '../compiler/walk.ts'
import type { Bounds } from '../engine/bounds.ts'
import { categories } from '../event/category.ts'
import { dynamicFieldOf, fieldOf } from '../event/schema.ts'
import { foundBy } from './found-by.ts'
import { type StateBound, stateBound } from './memory.ts'
import { howItWorks, type Span, spansOf } from './windows.ts'

export interface Explanation {
  readonly rule: Pick<Rule['metadata'], 'id' | 'title' | 'path' | 'level' | 'version'>
  /** The query in canonical form. */
  readonly detect: string
  readonly filters: readonly ExplainedFilter[]
  /**
   * Of each filter that an event may come in by, what the event must say for it to be asked, where enough rules need the same
   * kind of thing of that field; null where it is asked of every event of its categories.
   */
  readonly index: readonly string[] | null
  /** What state is kept apart by; empty where all of it is one. */
  readonly keys: readonly string[]
  /** How it is decided, a sentence each. */
  readonly decides: readonly string[]
  readonly spans: readonly Span[]
  /** Null for a rule that keeps nothing. */
  readonly state: StateBound | null
  readonly suppress: Rule['suppress']
  readonly lists: Dissected['lists']
  readonly reads: readonly { readonly field: string; readonly by: readonly string[] }[]
}

export interface ExplainedFilter {
  readonly name: string
  readonly role: FilterRole
  readonly category: string
  /** Names of the categories whose events come to it. */
  readonly categories: readonly string[] | 'all'
  readonly conditions: readonly ExplainedCondition[]
}

export interface ExplainedCondition {
  readonly text: string
  readonly macro: string | null
  readonly isException: boolean
  readonly fields: readonly string[]
}

/** `rules`: all that are loaded with it. */
export function explain(
  rule: Rule,
  dissected: Dissected,
  { bounds, rules }: { readonly bounds: Bounds; readonly rules: readonly Rule[] },
): Explanation {
  const { id, title, path, level, version } = rule.metadata
  const { query } = dissected
  return {
    rule: { id, title, path, level, version },
    detect: dissected.detect,
    filters: dissected.filters.map(explainedFilter),
    index: foundBy(rule.detect, rules),
    keys: keysOf(query),
    decides: howItWorks(query),
    spans: spansOf(query),
    state: stateBound(query, bounds, rule.suppress !== null),
    suppress: rule.suppress,
    lists: dissected.lists,
    reads: readsOf(rule, dissected),
  }
}

const explainedFilter = ({ name, role, category, categories: bits, conjuncts }: Filter): ExplainedFilter => ({
  name,
  role,
  category,
  categories: categoryNames(bits),
  conditions: conjuncts.map(({ text, macro, isException, fields }) => ({ text, macro, isException, fields })),
})

function categoryNames(bits: number): readonly string[] | 'all' {
  const named = categories.filter((_, i) => (bits & (1 << i)) !== 0)
  return named.length === categories.length ? 'all' : named
}

/** As the first step that must happen calls them. */
function keysOf(query: Query): readonly string[] {
  if (query.kind === 'event') return []
  if (query.kind === 'limit') return keysOf(query.query)
  if (query.kind === 'stats') return windowKeys(query).map(keyName)
  const shared = 'by' in query ? query.by : []
  const own = stepsIn(query).find(({ absent }) => !absent)?.by ?? []
  return [...shared, ...own].map(keyName)
}

/** What a part of the rule reads, under the name of that part. */
function readsOf(rule: Rule, { query, filters }: Dissected): Explanation['reads'] {
  const readers = new Map<string, Set<string>>()
  const read = (field: string, by: string): void => {
    readers.set(field, (readers.get(field) ?? new Set()).add(by))
  }
  for (const { name, role, conjuncts } of filters)
    for (const { fields } of conjuncts) for (const field of fields) read(field, placeName({ name, role }))
  for (const [by, nodes] of valuesOf(query)) for (const { name } of nodes.flatMap(namesIn)) read(name, by)
  for (const name of rule.suppress?.by ?? []) read(name, 'suppress')
  const names = rule.message.flatMap((part) => (typeof part === 'string' ? [] : [part.name]))
  for (const name of names.flatMap((each) => fieldNamed(each, stepsIn(query)))) read(name, 'incident')
  return [...readers].map(([field, by]) => ({ field, by: [...by] })).sort((a, b) => (a.field < b.field ? -1 : 1))
}

/** The field that a name of a message means, which may be that of one step; none where it is a statistic or its like. */
function fieldNamed(name: string, steps: readonly Step[]): readonly string[] {
  const step = steps.find((each) => each.name !== null && name.startsWith(`${each.name.text}.`))
  const field = step ? name.slice(step.name!.text.length + 1) : name
  return fieldOf(field) || dynamicFieldOf(field) ? [field] : []
}

/** `step 2`, `until`, `statistic bad`; `events` for what the whole query looks at. */
export function placeName({ name, role }: Pick<Filter, 'name' | 'role'>): string {
  switch (role) {
    case 'query':
      return 'events'
    case 'step':
    case 'choice':
    case 'flow':
    case 'absent':
      return `step ${name}`
    case 'aggregate':
      return `statistic ${name}`
    default:
      return role
  }
}

/** Keys, and what statistics are made of. */
function valuesOf(query: Query): readonly (readonly [by: string, nodes: readonly Expression[]])[] {
  if (query.kind === 'limit') return valuesOf(query.query)
  const keys = [...('by' in query ? query.by : []), ...stepsIn(query).flatMap(({ by }) => by)]
  const key = ['key', keys] as const
  if (query.kind === 'first_seen') return [key, ['value', query.values]]
  if (query.kind !== 'stats') return [key]
  return [key, ...query.aggregates.map((each) => [`statistic ${each.name.text}`, each.arguments] as const)]
}
