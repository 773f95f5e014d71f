// Rules over the incidents of other rules → whose they ask for; and, of all files together, rules that there are not,
// rules that feed each other in a circle, and rules that ask for everybody's.
import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts'
import { nearest } from '../../diagnostic/nearest.ts'
import { categoryBit } from '../../event/category.ts'
import type { Comparison, EventQuery, Expression, Query, RuleDeclaration, RuleFile } from '../ast.ts'
import { eventQueriesIn } from '../walk.ts'
import { problem } from './place.ts'
import { resolveCategory, type Scope } from './scope.ts'

/** A rule's id, and where it is named. */
export interface NamedRule {
  readonly id: string
  readonly span: Span
}

export interface AskedFor {
  readonly rules: readonly NamedRule[]
  /** Where it asks for incidents without saying of which rule; null where it does not. */
  readonly open: Span | null
}

const incidents = categoryBit('incident')

/** Null where it asks for events alone. `any` stands for events. */
export function chainOf(query: Query, scope: Scope): AskedFor | null {
  const asked = eventQueriesIn(query).flatMap((events) => {
    const conditions = incidentConditions(events, scope)
    if (!conditions) return []
    return [{ events, named: namedIn({ kind: 'and', all: conditions, span: events.span }, scope) }]
  })
  if (asked.length === 0) return null
  const open = asked.find(({ named }) => named === null)
  return { rules: asked.flatMap(({ named }) => named ?? []), open: open?.events.span ?? null }
}

/** Null where the events are not incidents. */
function incidentConditions({ category, condition }: EventQuery, scope: Scope): readonly Expression[] | null {
  const resolved = resolveCategory(category.text, scope)
  if (resolved?.categories !== incidents) return null
  return condition ? [...resolved.conditions, condition] : resolved.conditions
}

/** The rules of which one must be it for the condition to hold; null where any may be. */
function namedIn(condition: Expression, scope: Scope, macros: readonly string[] = []): readonly NamedRule[] | null {
  const inside = (part: Expression) => namedIn(part, scope, macros)
  switch (condition.kind) {
    case 'and':
      return condition.all.reduce<readonly NamedRule[] | null>((found, part) => found ?? inside(part), null)
    case 'or': {
      const parts = condition.all.map(inside)
      return parts.includes(null) ? null : parts.flatMap((named) => named ?? [])
    }
    case 'field': {
      const macro = condition.optional ? undefined : scope.macros.get(condition.name)
      // A macro that uses itself is reported where it is declared.
      if (!macro || macros.includes(condition.name)) return null
      return namedIn(macro.condition, scope, [...macros, condition.name])
    }
    case 'compare':
      return condition.operator === '==' ? idsComparedIn(condition) : null
    case 'match':
      return condition.operator === ':' && isRuleId(condition.value) ? idsIn(condition.patterns) : null
    case 'in':
      return !condition.negated && isRuleId(condition.value) && condition.members ? idsIn(condition.members) : null
    default:
      return null
  }
}

function idsComparedIn({ left, right }: Comparison): readonly NamedRule[] | null {
  if (isRuleId(left)) return idsIn([right])
  return isRuleId(right) ? idsIn([left]) : null
}

const isRuleId = (part: Expression): boolean => part.kind === 'field' && part.name === 'rule.id'

/** Null where one of them is not a whole id. */
function idsIn(parts: readonly Expression[]): readonly NamedRule[] | null {
  const ids = parts.map((part) =>
    part.kind === 'literal' && typeof part.value === 'string' && !/[*?]/.test(part.value)
      ? { id: part.value, span: part.span }
      : null,
  )
  return ids.includes(null) ? null : ids.filter((id) => id !== null)
}

export interface ChainFile {
  readonly tree: RuleFile
  readonly scope: Scope
}

interface Link {
  readonly name: string
  readonly asked: AskedFor
}

/** For each file what is wrong with whom its rules ask. `beside`: asked for more files, where a rule is not in these. */
export function checkChains(
  files: readonly ChainFile[],
  beside: () => readonly ChainFile[] = () => [],
): readonly (readonly Diagnostic[])[] {
  const links = files.map(linksOf)
  const given = knownIn(files, links)
  const isWhole = links.flat().every(({ asked }) => asked.rules.every(({ id }) => given.ids.has(id)))
  const more = isWhole ? [] : beside()
  const all = isWhole ? given : knownIn([...more, ...files], [...more.map(linksOf), ...links])
  return links.map((ofFile) =>
    ofFile.flatMap(({ name, asked: { rules, open } }) => [
      ...(open ? [tiesAll(open)] : []),
      ...rules.flatMap((rule) => wrongWith(rule, name, all)),
    ]),
  )
}

/** Ids of the rules of a file, and of those whose incidents its rules name. */
export const chainedIn = (file: ChainFile): { readonly ids: readonly string[]; readonly asked: readonly string[] } => ({
  ids: rulesIn(file).map(({ name }) => name.text),
  asked: linksOf(file).flatMap(({ asked }) => asked.rules.map(({ id }) => id)),
})

const rulesIn = ({ tree }: ChainFile): readonly RuleDeclaration[] =>
  tree.declarations.filter((declaration) => declaration.kind === 'rule')

const linksOf = (file: ChainFile): readonly Link[] => rulesIn(file).flatMap((rule) => linkOf(rule, file.scope))

const knownIn = (files: readonly ChainFile[], links: readonly (readonly Link[])[]): AllRules => ({
  ids: new Set(files.flatMap(rulesIn).map(({ name }) => name.text)),
  feeds: new Map(links.flat().map(({ name, asked }) => [name, asked.rules.map(({ id }) => id)])),
})

function linkOf({ name, entries }: RuleDeclaration, scope: Scope): readonly Link[] {
  const query = entries.find((entry) => entry.kind === 'detect')?.query
  const asked = query ? chainOf(query, scope) : null
  return asked ? [{ name: name.text, asked }] : []
}

interface AllRules {
  readonly ids: ReadonlySet<string>
  /** By rule, those whose incidents it names. */
  readonly feeds: ReadonlyMap<string, readonly string[]>
}

function wrongWith({ id, span }: NamedRule, asking: string, { ids, feeds }: AllRules): readonly Diagnostic[] {
  if (!ids.has(id)) {
    const near = nearest(
      id,
      [...ids].filter((other) => other !== asking),
    )
    const help = near
      ? `Did you mean \`${near}\`?`
      : 'A rule over incidents needs the rules that raise them: their files have to be given as well.'
    return [problem({ code: 'R235', message: `there is no rule \`${id}\``, span, label: 'not a rule', help })]
  }
  const way = wayBack(id, asking, feeds)
  if (!way) return []
  const message = `the rule depends on itself: ${[asking, ...way].join(' → ')}`
  const help = 'An arrow points to a rule whose incidents are asked for.'
  return [problem({ code: 'R236', message, span, label: 'comes back to it', help })]
}

/** Rules that may ask for each other's incidents keep their state in one place. */
const tiesAll = (span: Span): Diagnostic =>
  problem({
    code: 'R809',
    message: 'this asks for the incidents of every rule, and so ties all rules together',
    span,
    label: 'of which rules?',
    help: 'Over several workers they lie by a key that all of them have, or all in one partition: name those that are meant, `rule.id in ("…", "…")`.',
  })

/** From a rule to the rules whose incidents it asks for, and so on, until it is that one again. */
function wayBack(
  from: string,
  to: string,
  feeds: ReadonlyMap<string, readonly string[]>,
  seen: Set<string> = new Set(),
): readonly string[] | null {
  if (from === to) return [from]
  if (seen.has(from)) return null
  seen.add(from)
  for (const next of feeds.get(from) ?? []) {
    const way = wayBack(next, to, feeds, seen)
    if (way) return [from, ...way]
  }
  return null
}
