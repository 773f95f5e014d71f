// An expression → its type, and which types can be compared. Used by the checks and by what is emitted, so that they agree.
import type { FieldType } from '../../event/schema.ts'
import type { Expression, FieldReference } from '../ast.ts'
import { functionOf } from '../functions/index.ts'

/** `dynamic`: known only when an event is seen; also the type of what has a mistake, so that it is reported once. */
export type Type = FieldType | 'null' | 'dynamic'

/** What names mean at some place of a rule. */
export interface Names {
  /** Undefined for a name that means nothing there. */
  typeOf(reference: FieldReference): Type | undefined
  /** Statistics divide exactly: a share of two counts is no integer. */
  readonly divides: 'as EQL' | 'exactly'
}

export const isNumber = (type: Type): boolean => type === 'long' || type === 'double'

export function typeOf(expression: Expression, names: Names): Type {
  switch (expression.kind) {
    case 'literal':
      return literalType(expression.value, expression.isDouble === true)
    case 'field':
      return names.typeOf(expression) ?? 'dynamic'
    case 'negate':
      return numeric([expression.value], names)
    case 'arithmetic':
      if (expression.operator === '/' && names.divides === 'exactly') return 'double'
      return numeric([expression.left, expression.right], names)
    case 'call':
      return callType(expression.name.text, expression.arguments, names)
    case 'unreadable':
      return 'dynamic'
    default:
      return 'boolean'
  }
}

const literalType = (value: string | number | boolean | null, isDouble: boolean): Type => {
  if (value === null) return 'null'
  if (typeof value === 'string') return 'keyword'
  if (typeof value === 'boolean') return 'boolean'
  return isDouble || !Number.isInteger(value) ? 'double' : 'long'
}

/** Long where all are; null where one is; dynamic where one is no number, which has been reported; else double. */
function numeric(operands: readonly Expression[], names: Names): Type {
  const types = operands.map((operand) => typeOf(operand, names))
  if (types.includes('null')) return 'null'
  if (!types.every((type) => isNumber(type) || type === 'dynamic')) return 'dynamic'
  return types.every((type) => type === 'long') ? 'long' : 'double'
}

function callType(name: string, operands: readonly Expression[], names: Names): Type {
  const definition = functionOf(name)
  if (!definition) return 'dynamic'
  if (operands.some((operand) => typeOf(operand, names) === 'null')) return 'null'
  if (definition.returns === 'any') return 'dynamic'
  return definition.returns === 'number' ? numeric(operands, names) : definition.returns
}

/** Whether numbers of these types divide to an integer; `by value` where only the event can tell. */
export function dividesToInteger(operands: readonly Expression[], names: Names): 'yes' | 'no' | 'by value' {
  if (names.divides === 'exactly') return 'no'
  const types = operands.map((operand) => typeOf(operand, names))
  if (types.includes('double')) return 'no'
  return types.every((type) => type === 'long') ? 'yes' : 'by value'
}

/** How two values are compared; `null` where one of them is the literal. */
export type ComparisonKind = 'number' | 'string' | 'boolean' | 'ip' | 'date' | 'dynamic' | 'null'

/** Undefined where such types cannot be compared. */
export function comparisonKind(left: Type, right: Type): ComparisonKind | undefined {
  if (left === 'null' || right === 'null') return 'null'
  if (left === 'dynamic') return kindOf(right)
  if (right === 'dynamic') return kindOf(left)
  const [a, b] = [kindOf(left), kindOf(right)]
  if (a === b) return a
  // An address or a time is written as a text.
  if (b === 'string' && (a === 'ip' || a === 'date')) return a
  if (a === 'string' && (b === 'ip' || b === 'date')) return b
  return undefined
}

function kindOf(type: Type): ComparisonKind {
  if (isNumber(type)) return 'number'
  return type === 'keyword' ? 'string' : (type as ComparisonKind)
}
