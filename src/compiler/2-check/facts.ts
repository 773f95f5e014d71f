// A condition on a single name, and a value for it → whether it holds. What asks for more is no fact, and not judged.

import { parseBlock } from '../../event/address.ts'
import type { Scalar } from '../../event/value.ts'
import type { Call, Comparator, Expression } from '../ast.ts'
import { functionOf } from '../functions/index.ts'
import { compilePattern } from '../values/pattern.ts'
import { createWildcard } from '../values/wildcard.ts'

/** True, false, or null where that is unknown. */
export type Truth = boolean | null

/** The one name that a fact is about, with a value that it may have. */
export interface Supposed {
  readonly name: string
  readonly isAddress: boolean
  readonly value: Scalar | null
  /** Only the shape of the condition is asked about: patterns are not tried. */
  readonly isSample?: true
}

/** Undefined where the condition is no fact about that name: by its shape, whatever the value. */
export function judge(condition: Expression, supposed: Supposed): Truth | undefined {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return joined(
        condition.kind === 'or',
        condition.all.map((part) => judge(part, supposed)),
      )
    case 'not':
      return not(judge(condition.value, supposed))
    case 'compare':
      return compare(condition.operator, condition.left, condition.right, supposed)
    case 'match':
      return match(condition, supposed)
    case 'in':
      return membership(condition, supposed)
    case 'call':
      if (condition.name.text === 'cidrMatch') return cidrMatch(condition, supposed)
      return truthOf(constantOf(condition))
    case 'field':
    case 'literal':
      return truthOf(given(condition, supposed))
    default:
      return undefined
  }
}

function joined(isOr: boolean, all: readonly (Truth | undefined)[]): Truth | undefined {
  if (all.includes(undefined)) return undefined
  if (all.includes(isOr)) return isOr
  return all.includes(null) ? null : !isOr
}

const not = (truth: Truth | undefined): Truth | undefined => (typeof truth === 'boolean' ? !truth : truth)

const truthOf = (value: Scalar | null | undefined): Truth | undefined =>
  value === null || typeof value === 'boolean' ? value : undefined

function compare(operator: Comparator, left: Expression, right: Expression, supposed: Supposed): Truth | undefined {
  const [a, b] = [given(left, supposed), given(right, supposed)]
  if (a === undefined || b === undefined) return undefined
  // What comes before null is reported as a comparison of its own.
  if (isNull(left) || isNull(right)) {
    const isSame = a === b
    return operator === '==' ? isSame : operator === '!=' ? !isSame : undefined
  }
  if (a === null || b === null) return null
  if (typeof a !== typeof b) return undefined
  if (operator === '!=') return !equal(a, b, supposed)
  return operator === '==' ? equal(a, b, supposed) : ordered(operator, a, b)
}

const isNull = (side: Expression): boolean => side.kind === 'literal' && side.value === null

const equal = (a: Scalar, b: Scalar, { isAddress }: Supposed): boolean =>
  isAddress ? within(String(a), String(b)) || within(String(b), String(a)) : a === b

function ordered(operator: Comparator, a: Scalar, b: Scalar): boolean {
  switch (operator) {
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    default:
      return a >= b
  }
}

/** Whether an address lies in a block. */
function within(address: string, block: string): boolean {
  const [inner, outer] = [parseBlock(address), parseBlock(block)]
  if (!inner || !outer) return address === block
  return inner.version === outer.version && outer.first <= inner.first && inner.last <= outer.last
}

function match(
  { operator, value, patterns }: Extract<Expression, { kind: 'match' }>,
  supposed: Supposed,
): Truth | undefined {
  const text = given(value, supposed)
  const texts = patterns.map(constantOf)
  if (text === undefined || typeof text === 'number' || typeof text === 'boolean') return undefined
  if (!texts.every((pattern) => typeof pattern === 'string')) return undefined
  if (text === null || supposed.isSample) return null
  return texts.some((pattern) => fits(operator, pattern, text))
}

function fits(operator: string, pattern: string, text: string): boolean {
  const fold = operator === ':' || operator.endsWith('~')
  if (!operator.startsWith('regex')) return createWildcard(pattern, fold)(fold ? text.toLowerCase() : text)
  const compiled = compilePattern(pattern, fold)
  return !compiled.ok || compiled.test(text)
}

function membership(
  { value, members, negated, fold }: Extract<Expression, { kind: 'in' }>,
  supposed: Supposed,
): Truth | undefined {
  const found = given(value, supposed)
  const constants = members?.map(constantOf)
  if (found === undefined || !constants) return undefined
  if (constants.some((member) => member === undefined || member === null)) return undefined
  if (found === null) return null
  if (constants.some((member) => typeof member !== typeof found)) return undefined
  const folded = (one: Scalar): Scalar => (fold ? String(one).toLowerCase() : one)
  return constants.some((member) => equal(folded(found), folded(member!), supposed)) !== negated
}

function cidrMatch({ arguments: [address, ...blocks] }: Call, supposed: Supposed): Truth | undefined {
  const found = address && given(address, supposed)
  const texts = blocks.map(constantOf)
  if (found === undefined || !supposed.isAddress || !texts.every((block) => typeof block === 'string')) return undefined
  return found === null ? null : texts.some((block) => within(String(found), block))
}

/** The name's value, or a constant's; undefined for anything that is made of the name. */
function given(side: Expression, { name, value }: Supposed): Scalar | null | undefined {
  if (side.kind !== 'field') return constantOf(side)
  return side.name === name ? value : undefined
}

/** The value of what is written out; undefined where an event has a say in it. */
export function constantOf(expression: Expression): Scalar | null | undefined {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'negate': {
      const value = constantOf(expression.value)
      return typeof value === 'number' ? -value : undefined
    }
    case 'arithmetic':
      return calculated(expression.operator, constantOf(expression.left), constantOf(expression.right))
    case 'call':
      return called(expression)
    default:
      return undefined
  }
}

/** Division depends on where it stands, and is left alone. */
function calculated(operator: string, a: Scalar | null | undefined, b: Scalar | null | undefined): number | undefined {
  if (typeof a !== 'number' || typeof b !== 'number') return undefined
  if (operator === '+') return a + b
  if (operator === '-') return a - b
  return operator === '*' ? a * b : undefined
}

function called({ name, fold, arguments: given }: Call): Scalar | null | undefined {
  const definition = functionOf(name.text)
  const constants = given.map(constantOf)
  const isText = constants.every((one) => typeof one === 'string')
  if (!definition || definition.learned || !isText || given.length !== definition.parameters.length) return undefined
  if (definition.parameters.some(({ type }) => type !== 'keyword')) return undefined
  const value = definition.prepare({ fold, constants, integers: 'no' })(...constants)
  return typeof value === 'object' && value !== null ? undefined : value
}
