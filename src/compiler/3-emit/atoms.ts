// The smallest conditions: one test of one or two values. Here arrays and values of another type are dealt with.

import { anyPair } from './runtime.ts'
import type { Mode, Unit } from './unit.ts'

/** JavaScript over the names of its operands. */
export interface Test {
  /** Whether a value is of the type that the test takes; of another type it counts as null. */
  readonly accepts: (x: string) => string
  readonly passes: string
}

/** A test of one value, called `x` in `passes`. On an array it passes if any element does. */
export function unaryAtom(unit: Unit, mode: Mode, operand: string, { accepts, passes }: Test): string {
  const { before, name } = unit.bind(operand)
  const test = unit.helper('x', `${accepts('x')} && ${passes}`)
  const some = `${name}.some(${test})`
  if (mode === 'holds') return `(${before}${test}(${name}) || Array.isArray(${name}) && ${some})`
  const type = unit.helper('x', accepts('x'))
  const isKnown = `Array.isArray(${name}) && ${name}.some(${type})`
  const not = mode === 'fails' ? '!' : ''
  const unknown = mode === 'fails' ? 'false' : 'null'
  return `(${before}${type}(${name}) ? ${not}${test}(${name}) : ${isKnown} ? ${not}${some} : ${unknown})`
}

/** A test of two values, called `x` and `y` in `passes`. */
export function binaryAtom(
  unit: Unit,
  mode: Mode,
  operands: readonly [string, string],
  { accepts, passes }: Test,
): string {
  const [left, right] = [unit.bind(operands[0]), unit.bind(operands[1])]
  const test = unit.helper('x, y', `${accepts('x')} && ${accepts('y')} ? ${passes} : null`)
  const pairs = `${unit.constant(anyPair)}(${left.name}, ${right.name}, ${test})`
  const isArray = `Array.isArray(${left.name}) || Array.isArray(${right.name})`
  const tri = `(${isArray} ? ${pairs} : ${test}(${left.name}, ${right.name}))`
  return `(${left.before}${right.before}${inMode(mode, tri)})`
}

/** A value that is true, false, null, or an array of them. */
export function truthAtom(unit: Unit, mode: Mode, operand: string): string {
  return unaryAtom(unit, mode, operand, { accepts: (x) => `typeof ${x} === "boolean"`, passes: 'x' })
}

/** A three-valued code in the asked mode. */
export function inMode(mode: Mode, tri: string): string {
  if (mode === 'tri') return tri
  return mode === 'holds' ? `${tri} === true` : `${tri} === false`
}
