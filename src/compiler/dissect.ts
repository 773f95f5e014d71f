// A rule that compiled, taken apart again: its tree, its conditions one by one, the lists that it uses. For explaining
// and for coverage, not for running.
import type { Layout } from '../event/layout.ts'
import { parseFile } from './1-parse/parse.ts'
import { type DeployedLists, type Scope, scopeOf } from './2-check/scope.ts'
import { type Filter, filtersOf } from './3-emit/coverage.ts'
import { judgedOf, type StageConditions } from './3-emit/judged.ts'
import type { Entry, Expression, Query, RuleDeclaration } from './ast.ts'
import type { RuleText } from './compile.ts'
import { printQuery } from './print.ts'
import { categoriesIn, everything, expressionsIn } from './walk.ts'

export interface Dissected {
  readonly path: string
  /** The file's text: spans of conditions point into it. */
  readonly text: string
  readonly query: Query
  /** The query in canonical form. */
  readonly detect: string
  readonly filters: readonly Filter[]
  /** The conditions on statistics, by stage. */
  readonly judged: readonly StageConditions[]
  readonly lists: readonly { readonly name: string; readonly type: string; readonly entries: number }[]
}

/** Null where the file has no such rule. The rule must have compiled, and the layout be one that it was compiled for. */
export function dissect(
  { path, text }: RuleText,
  id: string,
  layout: Layout,
  deployed: DeployedLists = {},
): Dissected | null {
  const { tree } = parseFile(text)
  const rule = tree.declarations.find((each): each is RuleDeclaration => each.kind === 'rule' && each.name.text === id)
  const query = rule && entries(rule, 'detect')[0]?.query
  if (!rule || !query) return null
  const scope = scopeOf(tree, path, deployed)
  const exceptions = entries(rule, 'except')
  const written = [...expressionsIn(query), ...exceptions.map(({ condition }) => condition)]
  const used = listsIn([...written, ...categoriesIn(query).flatMap((word) => macroOf(word, scope))], scope)
  return {
    path,
    text,
    query,
    detect: printQuery(query).trimEnd(),
    filters: filtersOf(query, { scope, exceptions, layout }),
    judged: judgedOf(query, scope),
    lists: [...scope.entries]
      .filter(([name]) => used.has(name))
      .flatMap(([name, loaded]) => (loaded.ok ? [{ name, type: loaded.list.type, entries: loaded.list.size }] : [])),
  }
}

/** Names of lists, also of those that macros use. */
function listsIn(conditions: readonly Expression[], scope: Scope): ReadonlySet<string> {
  const found = new Set<string>()
  for (const node of conditions.flatMap(everything)) {
    if (node.kind === 'in' && node.list) found.add(node.list.text)
    if (node.kind === 'field') for (const name of listsIn(macroOf(node.name, scope), scope)) found.add(name)
  }
  return found
}

/** What stands in a macro of that name, and in the macro whose events it takes. */
function macroOf(name: string, scope: Scope): readonly Expression[] {
  const macro = scope.macros.get(name)
  if (!macro) return []
  return [macro.condition, ...(macro.category ? macroOf(macro.category.text, scope) : [])]
}

const entries = <K extends Entry['kind']>(rule: RuleDeclaration, kind: K): Extract<Entry, { kind: K }>[] =>
  rule.entries.filter((entry): entry is Extract<Entry, { kind: K }> => entry.kind === kind)
