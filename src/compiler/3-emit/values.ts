// An expression → JavaScript for its value: a scalar, an array of them, or null.

import { dividesToInteger } from '../2-check/types.ts'
import type { Arithmetic, Call, Expression } from '../ast.ts'
import { elementSearch } from '../element-search.ts'
import { quotient } from '../functions/divide.ts'
import type { Parameter } from '../functions/function.ts'
import { functionOf, learnedField } from '../functions/index.ts'
import { remainder } from '../functions/modulo.ts'
import { condition } from './conditions.ts'
import { type Context, macroCondition } from './context.ts'
import { elements } from './elements.ts'
import { lift } from './runtime.ts'
import { literal } from './unit.ts'

export function value(expression: Expression, context: Context): string {
  switch (expression.kind) {
    case 'literal':
      return literal(expression.value)
    case 'field':
      return macroCondition(expression, context) ? condition(expression, 'tri', context) : context.read(expression)
    case 'negate':
      return arithmetic('-', { kind: 'literal', value: 0, span: expression.span }, expression.value, context)
    case 'arithmetic':
      return arithmetic(expression.operator, expression.left, expression.right, context)
    case 'call': {
      const search = elementSearch(expression)
      const learned = learnedField(expression)
      if (learned !== null) return context.read({ kind: 'field', name: learned, optional: true, span: expression.span })
      return search ? elements(search, context) : call(expression, context)
    }
    case 'unreadable':
      return 'null'
    default:
      return condition(expression, 'tri', context)
  }
}

const numbers = ['number', 'number']

function arithmetic(operator: Arithmetic, left: Expression, right: Expression, context: Context): string {
  const { unit } = context
  const [a, b] = [unit.bind(value(left, context)), unit.bind(value(right, context))]
  const compute = operation(operator, [left, right], context)
  const lifted = `${unit.constant(lift)}(${compute}, ${unit.constant(numbers)}, ${a.name}, ${b.name})`
  const direct = `${compute}(${a.name}, ${b.name})`
  const plain = `typeof ${a.name} === "number" && typeof ${b.name} === "number"`
  return `(${a.before}${b.before}${plain} ? ${direct} : ${lifted})`
}

function operation(operator: Arithmetic, operands: readonly Expression[], { unit, names }: Context): string {
  if (operator === '/') return unit.constant(quotient(dividesToInteger(operands, names)))
  if (operator === '%') return unit.constant(remainder)
  return unit.helper('x, y', `x ${operator} y`)
}

function call({ name, fold, arguments: given }: Call, context: Context): string {
  const definition = functionOf(name.text)
  if (!definition || given.some(isNull)) return 'null'
  const { unit, names } = context
  const constants = given.map((argument) => constantOf(argument))
  const integers = dividesToInteger(given, names)
  const implementation = unit.constant(definition.prepare({ fold, constants, integers }))
  const types = given.map((_, i) => runtimeType(definition.parameters, i))
  const bound = given.map((argument) => unit.bind(value(argument, context)))
  const listed = bound.map((argument) => argument.name).join(', ')
  const tests = bound.flatMap((argument, i) => (constants[i] === undefined ? [typeTest(argument.name, types[i]!)] : []))
  const lifted = `${unit.constant(lift)}(${implementation}, ${unit.constant(types)}, ${listed})`
  const before = bound.map((argument) => argument.before).join('')
  const direct = `${implementation}(${listed})`
  return `(${before}${tests.length === 0 ? direct : `${tests.join(' && ')} ? ${direct} : ${lifted}`})`
}

const isNull = (argument: Expression): boolean => argument.kind === 'literal' && argument.value === null

/** The value of an expression that is written out; undefined where it depends on the event. */
export const constantOf = (expression: Expression): string | number | boolean | undefined =>
  expression.kind === 'literal' && expression.value !== null ? expression.value : undefined

/** What `typeof` says of a value that a parameter takes. */
function runtimeType(parameters: readonly Parameter[], index: number): string {
  const { type } = parameters[Math.min(index, parameters.length - 1)]!
  return type === 'keyword' || type === 'ip' ? 'string' : type
}

const typeTest = (name: string, type: string): string =>
  type === 'any' ? `typeof ${name} !== "object"` : `typeof ${name} === "${type}"`
