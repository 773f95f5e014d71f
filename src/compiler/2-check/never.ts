// A condition without mistakes → the parts of it that nothing can make true: alone, or beside each other.
import type { Diagnostic, Label, Span } from '../../diagnostic/diagnostic.ts'
import { nearest } from '../../diagnostic/nearest.ts'
import type { Expression } from '../ast.ts'
import { expression as printed } from '../print/expressions.ts'
import { namesIn } from '../walk.ts'
import { judge } from './facts.ts'
import { type Place, problem } from './place.ts'
import { isFact, isPossible, type Subject } from './possible.ts'

/** What a condition is about. */
export interface About extends Pick<Place, 'scope' | 'report'> {
  /** Null for a name of which nothing is known, or that may have several values at once. */
  readonly subjectOf: (name: string) => Subject | null
  /** What holds besides, and the place that it is shown at: the conditions of a macro that stands for a category. */
  readonly given?: { readonly conditions: readonly Expression[]; readonly span: Span }
}

export function checkNever(condition: Expression, about: About): void {
  const { scope, given } = about
  const before = given?.conditions.flatMap((part) => conjuncts(part, scope, given.span)) ?? []
  checkTogether(conjuncts(condition, scope), before, { ...about, isNegated: false })
}

/** Part of an `and`, with the place that it is shown at: that of a macro's name for what the macro says. */
interface Conjunct {
  readonly node: Expression
  readonly span: Span
  /** The only name in it; null where there are others, or none. */
  readonly name: string | null
}

interface Around extends About {
  /** Under a `not`, a constant may be meant as it is. */
  readonly isNegated: boolean
}

/** All that must be true at once, through nested `and`s, macros, and `not (… or …)`. */
function conjuncts(
  node: Expression,
  scope: Place['scope'],
  at: Span | null = null,
  seen: readonly string[] = [],
): readonly Conjunct[] {
  const span = at ?? node.span
  if (node.kind === 'and') return node.all.flatMap((part) => conjuncts(part, scope, at, seen))
  if (node.kind === 'not' && node.value.kind === 'not') return conjuncts(node.value.value, scope, at, seen)
  if (node.kind === 'not' && node.value.kind === 'or') {
    return node.value.all.flatMap((part) => conjuncts({ kind: 'not', value: part, span: node.span }, scope, at, seen))
  }
  const macro = node.kind === 'field' && !node.optional ? scope.macros.get(node.name) : undefined
  if (!macro || macro.category || seen.includes(macro.name.text)) return [{ node, span, name: onlyName(node) }]
  return conjuncts(macro.condition, scope, span, [...seen, macro.name.text])
}

function checkTogether(own: readonly Conjunct[], before: readonly Conjunct[], around: Around): void {
  for (const [i, conjunct] of own.entries()) {
    const others = [...before, ...own.slice(0, i)]
    const found = neverAlone(conjunct, around) ?? neverBeside(conjunct, others, around)
    if (found) around.report(found)
    else checkInside(conjunct, [...before, ...own.filter((other) => other !== conjunct)], around)
  }
}

/** Each alternative must be able to hold beside the rest. */
function checkInside({ node, span }: Conjunct, others: readonly Conjunct[], around: Around): void {
  // What a macro says is reported where it is declared.
  if (node.span !== span) return
  if (node.kind === 'or') {
    for (const part of node.all) checkTogether(conjuncts(part, around.scope), others, around)
  } else if (node.kind === 'not') {
    checkTogether(conjuncts(node.value, around.scope), [], { ...around, isNegated: !around.isNegated })
  }
}

function neverAlone({ node, span, name }: Conjunct, { subjectOf, isNegated }: Around): Diagnostic | null {
  if (node.span !== span) return null
  if (name === null) return isNegated ? null : neverConstant(node)
  const subject = subjectOf(name)
  if (!subject || !isFact(node, subject) || isPossible([node], subject)) return null
  return problem({
    code: 'R801',
    message: reason(subject),
    ...(wrongWord(node, subject) ?? { span, label: 'never true' }),
  })
}

function neverConstant(node: Expression): Diagnostic | null {
  if (namesIn(node).length > 0) return null
  const truth = judge(node, { name: '', isAddress: false, value: null })
  if (truth === undefined || truth === true) return null
  return problem({ code: 'R801', message: `\`${printed(node)}\` never holds`, span: node.span, label: 'never true' })
}

function reason({ name, domain }: Subject): string {
  if (domain === 'only null') return `these events have no \`${name}\``
  if (domain?.kind === 'words')
    return `\`${name}\` is ${domain.words.slice(0, -1).join(', ')} or ${domain.words.at(-1)}`
  if (domain?.kind === 'range' && domain.most < Number.MAX_SAFE_INTEGER) {
    return `\`${name}\` is from ${domain.least} to ${domain.most}`
  }
  return domain ? `\`${name}\` is never less than ${domain.least}` : `no \`${name}\` is like that`
}

/** A single word that is not one of those that there are: it is pointed at, and may be misspelt. */
function wrongWord(node: Expression, { domain }: Subject) {
  if (node.kind !== 'compare' || domain === 'only null' || domain?.kind !== 'words') return null
  const { right } = node
  if (right.kind !== 'literal' || typeof right.value !== 'string') return null
  const near = nearest(right.value, domain.words)
  return { span: right.span, label: 'never this', help: near ? `Did you mean \`"${near}"\`?` : null }
}

function neverBeside(conjunct: Conjunct, others: readonly Conjunct[], around: Around): Diagnostic | null {
  const opposite = others.find(({ node }) => isOpposite(node, conjunct.node))
  if (opposite) return contradiction(conjunct, [opposite], 'this and its opposite never hold together')
  const subject = conjunct.name === null ? null : around.subjectOf(conjunct.name)
  if (!subject || !isFact(conjunct.node, subject)) return null
  const facts = others.filter(
    ({ node, name }) => name === subject.name && isFact(node, subject) && isPossible([node], subject),
  )
  const message = `\`${subject.name}\` cannot be ${facts.length > 1 ? 'all of this' : 'both'}`
  const pair = facts.find(({ node }) => !isPossible([node, conjunct.node], subject))
  if (pair) return contradiction(conjunct, [pair], `\`${subject.name}\` cannot be both`)
  if (facts.length < 2 || isPossible([...facts.map(({ node }) => node), conjunct.node], subject)) return null
  return contradiction(conjunct, facts, message)
}

/** Two parts of one `not` are shown as one; two of one macro are reported where it is declared. */
function contradiction({ node, span }: Conjunct, others: readonly Conjunct[], message: string): Diagnostic | null {
  const elsewhere = others.filter((other) => other.span !== span)
  if (elsewhere.length === 0 && node.span !== span) return null
  const context: Label[] = elsewhere.map((other) => ({ span: other.span, message: 'this' }))
  const label = elsewhere.length === 0 ? 'never true' : 'and this: never true together'
  return problem({ code: 'R801', message, span, label, context })
}

const isOpposite = (a: Expression, b: Expression): boolean =>
  (a.kind === 'not' && printed(a.value) === printed(b)) || (b.kind === 'not' && printed(b.value) === printed(a))

function onlyName(node: Expression): string | null {
  const names = new Set(namesIn(node).map(({ name }) => name))
  const [only] = names
  return names.size === 1 ? only! : null
}
