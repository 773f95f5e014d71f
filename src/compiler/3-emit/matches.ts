// `:`, `like`, `regex` and `in` → JavaScript over matchers and sets that are made once.

import { typeOf } from '../2-check/types.ts'
import type { Expression, Match, Membership } from '../ast.ts'
import { createAddressSet, type TextSet } from '../values/address-set.ts'
import { caselessRun } from '../values/caseless.ts'
import type { ValueList } from '../values/list.ts'
import { checkedPattern } from '../values/pattern.ts'
import { createWildcard } from '../values/wildcard.ts'
import { type Test, unaryAtom } from './atoms.ts'
import { condition } from './conditions.ts'
import { type Context, macroCondition } from './context.ts'
import { foldsCase, soughtBy } from './parts.ts'
import { literal, type Mode, type Unit } from './unit.ts'
import { constantOf, value } from './values.ts'

const isText = (x: string): string => `typeof ${x} === "string"`

export function match({ operator, value: operand, patterns }: Match, mode: Mode, context: Context): string {
  const { unit } = context
  const texts = patterns.map(constantOf).filter((pattern) => typeof pattern === 'string')
  const fold = foldsCase(operator)
  const passes = operator.startsWith('regex') ? anyPattern(texts, fold, unit) : anyWildcard(texts, fold, unit)
  const sought = soughtBy(operator, texts)
  const isField = operand.kind === 'field' && macroCondition(operand, context) === null
  const searched = isField && sought ? context.search(operand, sought) : value(operand, context)
  return unaryAtom(unit, mode, searched, { accepts: isText, passes })
}

const anyPattern = (texts: readonly string[], fold: boolean, unit: Unit): string =>
  `(${texts.map((text) => `${unit.constant(checkedPattern(text, fold).test)}(x)`).join(' || ') || 'false'})`

/** The text is put into lower case once for all patterns, and only where it holds what they have that knows no case. */
function anyWildcard(texts: readonly string[], fold: boolean, unit: Unit): string {
  const tests = texts.map((text) => wildcardTest(text, fold, unit)).join(' || ') || 'false'
  if (!fold) return `(${tests})`
  const folded = `${unit.helper('x', `(${tests})`)}(x.toLowerCase())`
  const runs = caselessRuns(texts)
  return runs ? `((${runs.map((run) => `x.includes(${literal(run)})`).join(' || ')}) && ${folded})` : folded
}

/** More of them cost more to look for than they spare. */
const mostRuns = 3

/** One of them stands in every text that fits one of the patterns; null where that is not known of all of them. */
function caselessRuns(patterns: readonly string[]): readonly string[] | null {
  const runs = patterns.map((pattern) => caselessRun(pattern.toLowerCase().split(/[*?]/)))
  const known = [...new Set(runs.filter((run) => run !== null))]
  return runs.length > 0 && !runs.includes(null) && known.length <= mostRuns ? known : null
}

/** The commonest shapes are written out, so that the engine's own text search is called directly. */
function wildcardTest(text: string, fold: boolean, unit: Unit): string {
  const pattern = fold ? text.toLowerCase() : text
  const shape = /^(\*?)([^*?]*)(\*?)$/.exec(pattern)
  if (!shape) return `${unit.constant(createWildcard(text, fold))}(x)`
  const [, start, inner, end] = shape
  if (!start && !end) return `x === ${literal(pattern)}`
  if (start && end) return inner === '' ? 'true' : `x.includes(${literal(inner!)})`
  return start ? `x.endsWith(${literal(inner!)})` : `x.startsWith(${literal(inner!)})`
}

export function membership(expression: Membership, mode: Mode, context: Context): string {
  if (!expression.negated) return positiveMembership(expression, mode, context)
  const not: Expression = { kind: 'not', value: { ...expression, negated: false }, span: expression.span }
  return condition(not, mode, context)
}

function positiveMembership(expression: Membership, mode: Mode, context: Context): string {
  const test = testOf(expression, context)
  if (test) return unaryAtom(context.unit, mode, value(expression.value, context), test)
  return `(${condition(asComparisons(expression), mode, context)})`
}

/** One look-up instead of a comparison for each member; null where the members depend on the event. */
function testOf({ list, members, fold, value: operand }: Membership, context: Context): Test | null {
  if (list) {
    const loaded = context.lists.get(list.text)
    return loaded?.ok ? { accepts: isText, passes: listTest(loaded.list, fold, context.unit) } : null
  }
  const constants = members!.map(constantOf)
  const isAddress = typeOf(operand, context.names) === 'ip'
  if (constants.every((constant) => typeof constant === 'string')) {
    const set = isAddress ? createAddressSet(constants) : textSet(constants, fold)
    return { accepts: isText, passes: setTest(set, fold && !isAddress, context.unit) }
  }
  if (!constants.every((constant) => typeof constant === 'number')) return null
  return { accepts: (x) => `typeof ${x} === "number"`, passes: `${context.unit.constant(new Set(constants))}.has(x)` }
}

const textSet = (texts: readonly string[], fold: boolean): TextSet =>
  new Set(fold ? texts.map((text) => text.toLowerCase()) : texts)

const setTest = (set: TextSet, fold: boolean, unit: Unit): string =>
  `${unit.constant(set)}.has(${fold ? 'x.toLowerCase()' : 'x'})`

/** What the list holds may be replaced under way, so that it is asked for each time. */
function listTest(list: ValueList, fold: boolean, unit: Unit): string {
  if (!fold) return `${unit.constant(list)}.exact.has(x)`
  list.fold()
  return `${unit.constant(list)}.folded.has(x.toLowerCase())`
}

/** `x in (a, b)` is `x == a or x == b`, and with `~` both sides are folded. */
function asComparisons({ value: operand, members, fold, span }: Membership): Expression {
  const folded = (side: Expression): Expression =>
    fold ? { kind: 'call', name: { text: 'lower', span }, fold: false, arguments: [side], span } : side
  const all = (members ?? []).map(
    (member): Expression => ({ kind: 'compare', operator: '==', left: folded(operand), right: folded(member), span }),
  )
  return all.length === 1 ? all[0]! : { kind: 'or', all, span }
}
