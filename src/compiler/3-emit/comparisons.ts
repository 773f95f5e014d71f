// A comparison → JavaScript, specialised by the types of its sides and by a constant on one of them.

import { parseV4, sameAddress } from '../../event/address.ts'
import { type ComparisonKind, comparisonKind, typeOf } from '../2-check/types.ts'
import type { Comparator, Comparison, Expression } from '../ast.ts'
import { createAddressSet } from '../values/address-set.ts'
import { binaryAtom, inMode, type Test, unaryAtom } from './atoms.ts'
import type { Context } from './context.ts'
import { compareTimes, isTime } from './runtime.ts'
import { literal, type Mode, type Unit } from './unit.ts'
import { constantOf, value } from './values.ts'

export function comparison({ operator, left, right }: Comparison, mode: Mode, context: Context): string {
  // On an array `!=` is `not ==`: no element is equal.
  if (operator !== '!=') return compare(operator, left, right, mode, context)
  if (mode !== 'tri') return compare('==', left, right, mode === 'holds' ? 'fails' : 'holds', context)
  const { before, name } = context.unit.bind(compare('==', left, right, 'tri', context))
  return `(${before}${name} === null ? null : !${name})`
}

type Ordering = Exclude<Comparator, '!='>

function compare(operator: Ordering, left: Expression, right: Expression, mode: Mode, context: Context): string {
  if (constantOf(left) !== undefined && constantOf(right) === undefined) {
    return compare(mirrored[operator], right, left, mode, context)
  }
  const kind = comparisonKind(typeOf(left, context.names), typeOf(right, context.names))
  if (kind === undefined) return mode === 'tri' ? 'null' : 'false'
  if (kind === 'null') return nullComparison(operator, left, right, mode, context)
  const constant = constantOf(right)
  const operand = value(left, context)
  if (constant !== undefined)
    return unaryAtom(context.unit, mode, operand, withConstant(kind, operator, constant, context.unit))
  return binaryAtom(context.unit, mode, [operand, value(right, context)], between(kind, operator, context.unit))
}

const mirrored: Readonly<Record<Ordering, Ordering>> = { '==': '==', '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/** `== null` asks whether there is a value; it is never null itself. Every other comparison with null is null. */
function nullComparison(operator: Ordering, left: Expression, right: Expression, mode: Mode, context: Context): string {
  if (operator !== '==') return mode === 'tri' ? 'null' : 'false'
  const isNull = (side: Expression): boolean => typeOf(side, context.names) === 'null'
  const operand = isNull(left) ? right : left
  const code = isNull(left) && isNull(right) ? 'null' : value(operand, context)
  return `(${inMode(mode, `(${code}) === null`)})`
}

const typeofTest =
  (type: string) =>
  (x: string): string =>
    `typeof ${x} === "${type}"`

const sign = (operator: Ordering): string => (operator === '==' ? '===' : operator)

function withConstant(kind: ComparisonKind, operator: Ordering, constant: string | number | boolean, unit: Unit): Test {
  switch (kind) {
    case 'ip':
      return { accepts: typeofTest('string'), passes: addressTest(String(constant), unit) }
    case 'date': {
      const passes = `${unit.constant(compareTimes)}(x, ${literal(constant)}) ${sign(operator)} 0`
      return { accepts: (x) => `${unit.constant(isTime)}(${x})`, passes }
    }
    default:
      return { accepts: typeofTest(typeof constant), passes: `x ${sign(operator)} ${literal(constant)}` }
  }
}

/** An address is compared as an address, however it is written; a block holds the addresses in it. */
function addressTest(constant: string, unit: Unit): string {
  const set = unit.constant(createAddressSet([constant]))
  return parseV4(constant) >= 0 ? `(x === ${literal(constant)} || x.includes(":") && ${set}.has(x))` : `${set}.has(x)`
}

function between(kind: ComparisonKind, operator: Ordering, unit: Unit): Test {
  switch (kind) {
    case 'ip':
      return { accepts: typeofTest('string'), passes: `${unit.constant(sameAddress)}(x, y)` }
    case 'date': {
      const passes = `${unit.constant(compareTimes)}(x, y) ${sign(operator)} 0`
      return { accepts: (x) => `${unit.constant(isTime)}(${x})`, passes }
    }
    case 'dynamic':
      return { accepts: (x) => `${x} !== null`, passes: `(typeof x === typeof y ? x ${sign(operator)} y : null)` }
    default:
      return { accepts: typeofTest(kind), passes: `x ${sign(operator)} y` }
  }
}
