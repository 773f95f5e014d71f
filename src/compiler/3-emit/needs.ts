// The conditions of a filter → what they need of single fields to hold. Rules that need something else than an event has are
// not even asked.
import { eventNames, type Scope } from '../2-check/scope.ts'
import { comparisonKind, type Names, typeOf } from '../2-check/types.ts'
import type { Call, Comparator, Comparison, Expression, FieldReference, Match, Membership } from '../ast.ts'
import { elementSearch } from '../element-search.ts'
import { findingField, learnedField } from '../functions/index.ts'
import type { Wanted } from '../plan.ts'
import { type Clause, either, type FieldNeed } from './clauses.ts'
import { macroCondition } from './context.ts'
import { partOf, wantedBy } from './parts.ts'
import { constantOf } from './values.ts'

/** All of them must be met; empty where nothing can be told before the conditions are asked. */
export function needsOf(conditions: readonly Expression[], scope: Scope): readonly Clause[] {
  const where = { names: eventNames(scope), macros: scope.macros, lists: scope.entries }
  return conditions.flatMap((condition) => needsIn(condition, 'holds', where))
}

interface Where {
  readonly names: Names
  readonly macros: Scope['macros']
  readonly lists: Scope['entries']
}

/** What it takes that the condition surely holds, or surely fails. */
type Mode = 'holds' | 'fails'

function needsIn(condition: Expression, mode: Mode, where: Where): readonly Clause[] {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const parts = condition.all.map((part) => needsIn(part, mode, where))
      return (condition.kind === 'and') === (mode === 'holds') ? parts.flat() : either(parts)
    }
    case 'not':
      return needsIn(condition.value, opposite(mode), where)
    case 'compare':
      return comparison(condition, mode, where)
    case 'in':
      return membership(condition, condition.negated ? opposite(mode) : mode, where)
    case 'match':
      return match(condition, mode, where)
    case 'field':
      return truth(condition, mode, where)
    case 'call':
      return finding(condition, mode) ?? search(condition, mode, where) ?? present([condition], where)
    default:
      return []
  }
}

const opposite = (mode: Mode): Mode => (mode === 'holds' ? 'fails' : 'holds')

function truth(field: FieldReference, mode: Mode, where: Where): readonly Clause[] {
  const macro = macroCondition(field, where)
  return macro ? needsIn(macro, mode, where) : need(field, { kind: 'value', values: [mode === 'holds'] })
}

function comparison({ operator, left, right }: Comparison, mode: Mode, where: Where): readonly Clause[] {
  const kind = comparisonKind(typeOf(left, where.names), typeOf(right, where.names))
  if (kind === 'null') return nullComparison({ operator, left, right }, mode, where)
  const [operand, constant, wanted] =
    constantOf(left) === undefined ? [left, constantOf(right), operator] : [right, constantOf(left), mirrored[operator]]
  const isPlain = kind === 'string' || kind === 'number' || kind === 'boolean'
  const sure = mode === 'holds' ? wanted : negated[wanted]
  const found = isPlain && constant !== undefined ? compared(sure, constant) : null
  return found && isField(operand, where) ? need(operand, found) : present([left, right], where)
}

/** Only `x != null` needs something. */
function nullComparison(
  { operator, left, right }: Pick<Comparison, 'operator' | 'left' | 'right'>,
  mode: Mode,
  where: Where,
): readonly Clause[] {
  if (operator !== '==' && operator !== '!=') return []
  return (operator === '!=') === (mode === 'holds') ? present([left, right], where) : []
}

function compared(operator: Comparator, constant: string | number | boolean): Wanted | null {
  if (operator === '==') return { kind: 'value', values: [constant] }
  if (operator === '!=' || typeof constant !== 'number') return null
  return { kind: operator.startsWith('>') ? 'least' : 'most', bound: constant }
}

// biome-ignore format: table
const mirrored: Readonly<Record<Comparator, Comparator>> = {
  '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=',
}
// biome-ignore format: table
const negated: Readonly<Record<Comparator, Comparator>> = {
  '==': '!=', '!=': '==', '<': '>=', '<=': '>', '>': '<=', '>=': '<',
}

function membership(expression: Membership, mode: Mode, where: Where): readonly Clause[] {
  const { value, list, members } = expression
  const loaded = list && where.lists.get(list.text)
  const constants = members?.map(constantOf) ?? []
  // Null may be one of the members, and be what is looked for.
  if (list ? !loaded?.ok : constants.includes(undefined)) return []
  const wanted = mode === 'holds' && isField(value, where) ? memberOf(expression, value, where) : null
  return wanted ? need(value as FieldReference, wanted) : present([value], where)
}

function memberOf({ fold, list, members }: Membership, field: FieldReference, where: Where): Wanted | null {
  const loaded = list && where.lists.get(list.text)
  if (loaded?.ok) return { kind: 'list', name: list!.text, list: loaded.list, isFolded: fold }
  const constants = (members ?? []).map(constantOf).filter((constant) => constant !== undefined)
  const kinds = (members ?? []).map((member) => comparisonKind(typeOf(field, where.names), typeOf(member, where.names)))
  // Addresses and times are written in several ways.
  if (!kinds.every((kind) => kind === 'string' || (kind === 'number' && !fold))) return null
  if (!fold) return { kind: 'value', values: [...new Set(constants)] }
  return { kind: 'folded', values: [...new Set(constants.map((constant) => String(constant).toLowerCase()))] }
}

function match({ operator, value, patterns }: Match, mode: Mode, where: Where): readonly Clause[] {
  const texts = patterns.map(constantOf).filter((pattern) => typeof pattern === 'string')
  const wanted = mode === 'holds' && isField(value, where) ? wantedBy(operator, texts) : null
  const alternatives = (wanted ?? []).flatMap((each) => need(value as FieldReference, each))
  return alternatives.length > 0 ? either(alternatives.map((clause) => [clause])) : present([value], where)
}

/** Something was found; null for a call that asks something else. */
function finding(call: Call, mode: Mode): readonly Clause[] | null {
  const field = findingField(call)
  return field === null ? null : mode === 'holds' ? [[{ field, kind: 'present' }]] : []
}

const searching = ['startsWith', 'endsWith', 'stringContains']

/** A text that must be in another; null where the call asks for something else. */
function search({ name, fold, arguments: given }: Call, mode: Mode, where: Where): readonly Clause[] | null {
  const [source, text] = given
  const constant = text && constantOf(text)
  if (mode === 'fails' || !searching.includes(name.text) || typeof constant !== 'string') return null
  const part = partOf([constant], fold)
  return part !== null && isField(source!, where) ? need(source, { kind: 'part', texts: [part] }) : null
}

const need = ({ name }: FieldReference, wanted: Wanted): readonly Clause[] => [[{ field: name, ...wanted }]]

const present = (operands: readonly Expression[], where: Where): readonly Clause[] =>
  [...new Set(operands.flatMap((operand) => strictIn(operand, where)))].map((field): readonly FieldNeed[] => [
    { field, kind: 'present' },
  ])

/** Fields without which the value is null. */
function strictIn(operand: Expression, where: Where): readonly string[] {
  switch (operand.kind) {
    case 'field':
      return isField(operand, where) ? [operand.name] : []
    case 'negate':
      return strictIn(operand.value, where)
    case 'arithmetic':
      return [operand.left, operand.right].flatMap((side) => strictIn(side, where))
    case 'call':
      return elementSearch(operand) || learnedField(operand) !== null
        ? []
        : operand.arguments.flatMap((argument) => strictIn(argument, where))
    default:
      return []
  }
}

const isField = (operand: Expression, where: Where): operand is FieldReference =>
  operand.kind === 'field' && macroCondition(operand, where) === null
