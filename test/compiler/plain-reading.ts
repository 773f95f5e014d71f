// The meaning of an expression, read straight from its AST: slow, without compiling, and written to be believed.
// What the compiler emits is held against it.
import { comparisonKind, dividesToInteger, type Names, typeOf } from '../../src/compiler/2-check/types.ts'
import type { Comparator, Expression } from '../../src/compiler/ast.ts'
import { functionOf } from '../../src/compiler/functions/index.ts'
import { parseBlock } from '../../src/event/address.ts'
import type { Scalar, Value } from '../../src/event/value.ts'

type Tri = boolean | null
type Event = Readonly<Record<string, Value>>

/** The value of an expression for an event. */
export function read(expression: Expression, event: Event, names: Names): Value {
  const inner = (part: Expression): Value => read(part, event, names)
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'field':
      return event[expression.name] ?? null
    case 'negate':
      return mapped([0, inner(expression.value)], ([a, b]) => calculate('-', a!, b!, 'no'))
    case 'arithmetic': {
      const { operator, left, right } = expression
      const integers = dividesToInteger([left, right], names)
      return mapped([inner(left), inner(right)], ([a, b]) => calculate(operator, a!, b!, integers))
    }
    case 'call': {
      const definition = functionOf(expression.name.text)!
      const given = expression.arguments
      const constants = given.map((part) => (part.kind === 'literal' ? (part.value ?? undefined) : undefined))
      const run = definition.prepare({ fold: expression.fold, constants, integers: dividesToInteger(given, names) })
      const wanted = given.map((_, i) => definition.parameters[Math.min(i, definition.parameters.length - 1)]!.type)
      return mapped(given.map(inner), (scalars) =>
        scalars.every((s, i) => isOf(s, wanted[i]!)) ? run(...scalars) : null,
      )
    }
    default:
      return judge(expression, event, names)
  }
}

/** Whether a condition holds: true, false, or null where that is unknown. */
export function judge(condition: Expression, event: Event, names: Names): Tri {
  const inner = (part: Expression): Tri => judge(part, event, names)
  switch (condition.kind) {
    case 'and': {
      const all = condition.all.map(inner)
      return all.includes(false) ? false : all.includes(null) ? null : true
    }
    case 'or': {
      const all = condition.all.map(inner)
      return all.includes(true) ? true : all.includes(null) ? null : false
    }
    case 'not':
      return not(inner(condition.value))
    case 'compare': {
      const { operator, left, right } = condition
      return compare(operator, left, right, event, names)
    }
    case 'match': {
      const fold = condition.operator === ':' || condition.operator.endsWith('~')
      const tests = condition.patterns.map((part) => String((part as { readonly value: Scalar }).value))
      const fits = condition.operator.startsWith('regex') ? regexFits : wildcardFits
      return anyOf(elements(read(condition.value, event, names)), (x) =>
        typeof x === 'string' ? tests.some((pattern) => fits(pattern, x, fold)) : null,
      )
    }
    case 'in': {
      const { value, members, negated, fold } = condition
      const found = (members ?? []).map((member) => compare('==', value, member, event, names, fold))
      const any = found.includes(true) ? true : found.includes(null) ? null : false
      return negated ? not(any) : any
    }
    default:
      return anyOf(elements(read(condition, event, names)), (x) => (typeof x === 'boolean' ? x : null))
  }
}

const not = (tri: Tri): Tri => (tri === null ? null : !tri)

function compare(
  operator: Comparator,
  left: Expression,
  right: Expression,
  event: Event,
  names: Names,
  fold = false,
): Tri {
  if (operator === '!=') return not(compare('==', left, right, event, names, fold))
  const kind = comparisonKind(typeOf(left, names), typeOf(right, names))
  const [a, b] = [read(left, event, names), read(right, event, names)]
  if (kind === 'null') return operator === '==' ? a === null && b === null : null
  return anyOf(elements(a), (x) =>
    anyOf(elements(b), (y) => {
      if (x === null || y === null || typeof x !== typeof y) return null
      if (kind === 'ip') return typeof x === 'string' ? within(x, String(y)) : null
      if (kind !== 'dynamic' && typeof x !== kind) return null
      return fold ? String(x).toLowerCase() === String(y).toLowerCase() : ordered(operator, x, y)
    }),
  )
}

function ordered(operator: Comparator, x: Scalar, y: Scalar): boolean {
  switch (operator) {
    case '<':
      return x < y
    case '<=':
      return x <= y
    case '>':
      return x > y
    case '>=':
      return x >= y
    default:
      return x === y
  }
}

/** Whether an address is another, or lies in a block. */
function within(address: string, block: string): boolean {
  const [a, b] = [parseBlock(address), parseBlock(block)]
  if (!a || !b) return address === block
  return a.version === b.version && b.first <= a.first && a.last <= b.last
}

const elements = (value: Value): readonly (Scalar | null)[] =>
  typeof value === 'object' && value !== null ? value : [value as Scalar | null]

/** True if any is, else false if any is, else null. */
function anyOf(all: readonly (Scalar | null)[], test: (x: Scalar | null) => Tri): Tri {
  const found = all.map(test)
  return found.includes(true) ? true : found.includes(false) ? false : null
}

/** A function of scalars over values of which some may be arrays; nulls among the results are left out. */
function mapped(given: readonly Value[], run: (scalars: readonly Scalar[]) => Value): Value {
  let rows: readonly (readonly Scalar[])[] = [[]]
  for (const value of given) {
    rows = rows.flatMap((row) => elements(value).flatMap((element) => (element === null ? [] : [[...row, element]])))
  }
  const results = rows.map(run).flatMap((result) => elements(result).filter((one) => one !== null))
  if (results.length === 0) return null
  const isMany = given.some((value) => typeof value === 'object' && value !== null)
  return isMany || results.length > 1 ? results : results[0]!
}

function calculate(operator: string, a: Scalar, b: Scalar, integers: 'yes' | 'no' | 'by value'): number | null {
  if (typeof a !== 'number' || typeof b !== 'number') return null
  if (operator === '+') return a + b
  if (operator === '-') return a - b
  if (operator === '*') return a * b
  if (b === 0) return null
  if (operator === '%') return a % b
  const isWhole = integers === 'yes' || (integers === 'by value' && Number.isInteger(a) && Number.isInteger(b))
  return isWhole ? Math.floor(a / b) : a / b
}

const isOf = (scalar: Scalar, type: string): boolean =>
  type === 'any' || typeof scalar === (type === 'keyword' || type === 'ip' ? 'string' : type)

/** One character of the pattern after the other. */
function wildcardFits(pattern: string, text: string, fold: boolean): boolean {
  const [p, t] = (fold ? [pattern.toLowerCase(), text.toLowerCase()] : [pattern, text]).map((part) => [...part]) as [
    string[],
    string[],
  ]
  const fits = (i: number, j: number): boolean => {
    if (i === p.length) return j === t.length
    if (p[i] === '*') return fits(i + 1, j) || (j < t.length && fits(i, j + 1))
    return j < t.length && (p[i] === '?' || p[i] === t[j]) && fits(i + 1, j + 1)
  }
  return fits(0, 0)
}

const regexFits = (pattern: string, text: string, fold: boolean): boolean =>
  new RegExp(`^(?:${pattern})$`, fold ? 'isu' : 'su').test(text)
