// An expression → every problem of names and types in it.
import { nearest } from '../../diagnostic/nearest.ts'
import { parseBlock } from '../../event/address.ts'
import type { Call, Expression, FieldReference } from '../ast.ts'
import { elementSearch } from '../element-search.ts'
import type { Parameter, ParameterType, RuleFunction } from '../functions/function.ts'
import { findingField, functionOf, functions } from '../functions/index.ts'
import { checkComparison } from './comparisons.ts'
import { checkElements } from './elements.ts'
import { checkLearned } from './learned-calls.ts'
import { checkMatch, checkMembership } from './matches.ts'
import { instead } from './other-functions.ts'
import { type Place, problem } from './place.ts'
import { isNumber, type Type, typeOf } from './types.ts'

/** Checks an expression that must be true or false. */
export function checkCondition(condition: Expression, place: Place): void {
  checkExpression(condition, place)
  const type = typeOf(condition, place.names)
  if (type === 'boolean' || type === 'dynamic' || findingField(condition) !== null) return
  if (type === 'null' && condition.kind !== 'literal') return
  place.report(
    problem({
      code: 'R209',
      message: `a condition is true or false, this is ${type}`,
      span: condition.span,
      label: `this is ${type}`,
      help: condition.kind === 'field' ? `Compare it with something, or ask \`${condition.name} != null\`.` : null,
    }),
  )
}

export function checkExpression(expression: Expression, place: Place): void {
  switch (expression.kind) {
    case 'literal':
      checkLiteral(expression, place)
      return
    case 'unreadable':
      return
    case 'field':
      checkField(expression, place)
      return
    case 'and':
    case 'or':
      for (const part of expression.all) checkCondition(part, place)
      return
    case 'not':
      checkCondition(expression.value, place)
      return
    case 'compare':
      checkComparison(expression, place)
      return
    case 'match':
      checkMatch(expression, place)
      return
    case 'in':
      checkMembership(expression, place)
      return
    case 'arithmetic':
      checkNumbers(expression.operator, [expression.left, expression.right], place)
      return
    case 'negate':
      checkNumbers('-', [expression.value], place)
      return
    case 'call':
      checkCall(expression, place)
  }
}

function checkLiteral({ value, span }: Extract<Expression, { kind: 'literal' }>, { report }: Place): void {
  if (typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return
  if (Number.isFinite(value) && !Number.isInteger(value)) return
  report(
    problem({
      code: 'R216',
      message: 'this number is too large',
      span,
      label: `more than ${Number.MAX_SAFE_INTEGER}`,
    }),
  )
}

function checkField(reference: FieldReference, { names, scope, unknown, report, used }: Place): void {
  if (names.typeOf(reference) === undefined) report(unknown(reference))
  if (!reference.optional && scope.macros.has(reference.name)) used.add(`macro ${reference.name}`)
}

function checkNumbers(operator: string, operands: readonly Expression[], place: Place): void {
  for (const operand of operands) {
    checkExpression(operand, place)
    const type = typeOf(operand, place.names)
    if (isNumber(type) || type === 'dynamic' || type === 'null') continue
    place.report(
      problem({
        code: 'R202',
        message: `\`${operator}\` takes numbers, not ${type}`,
        span: operand.span,
        label: `this is ${type}`,
        help: operator === '+' && type === 'keyword' ? 'Texts are joined by `concat(a, b)`.' : null,
      }),
    )
  }
}

function checkCall(call: Call, place: Place): void {
  const search = elementSearch(call)
  if (search && !call.fold) {
    checkElements(search, place)
    return
  }
  const definition = functionOf(call.name.text)
  if (!definition) {
    checkUnknown(call, place)
    return
  }
  for (const argument of call.arguments) checkExpression(argument, place)
  if (call.fold && !definition.folds) {
    const folding = functions.filter(({ folds }) => folds).map(({ name }) => `${name}~`)
    const message = `\`${call.name.text}\` has no form with \`~\``
    const help = `There are ${folding.join(', ')}.`
    place.report(problem({ code: 'R203', message, span: call.name.span, label: 'no such function', help }))
  }
  checkCount(call, definition, place)
  if (definition.learned) checkLearned(call, definition, place)
  for (const [i, argument] of call.arguments.entries()) {
    const parameter = definition.parameters[Math.min(i, definition.parameters.length - 1)]!
    if (i < definition.parameters.length || parameter.many) checkArgument(argument, parameter, definition, place)
  }
}

function checkUnknown(call: Call, place: Place): void {
  const { text, span } = call.name
  const known = functions.map(({ name }) => name)
  const near = nearest(text, known)
  const help = instead(text) ?? (near ? `Did you mean \`${near}\`?` : `There are ${known.join(', ')}.`)
  place.report(
    problem({ code: 'R203', message: `there is no function \`${text}\``, span, label: 'not a function', help }),
  )
  // The arguments are read as those of what is likely meant: a name for an element is no field.
  const search = near === null ? null : elementSearch({ ...call, name: { text: near, span } })
  if (search) checkElements(search, place)
  else for (const argument of call.arguments) checkExpression(argument, place)
}

function checkCount(call: Call, definition: RuleFunction, { report }: Place): void {
  const { parameters } = definition
  const least = parameters.filter(({ optional }) => !optional).length
  const most = parameters.at(-1)?.many ? Number.POSITIVE_INFINITY : parameters.length
  const given = call.arguments.length
  if (given >= least && given <= most) return
  report(
    problem({
      code: 'R204',
      message: `\`${definition.name}\` takes ${counted(least, most)}, not ${given}`,
      span: call.span,
      label: `${given} given`,
      help: `It is \`${signature(definition)}\`.`,
    }),
  )
}

function counted(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) return `at least ${least} argument${least === 1 ? '' : 's'}`
  if (least === most) return `${least} argument${least === 1 ? '' : 's'}`
  return `${least} to ${most} arguments`
}

/** `substring(source, start[, end])` */
export const signature = ({ name, parameters }: RuleFunction): string => {
  const listed = parameters.map((parameter, i) => {
    const shown = `${i === 0 ? '' : ', '}${parameter.name}${parameter.many ? ', …' : ''}`
    return parameter.optional ? `[${shown}]` : shown
  })
  return `${name}(${listed.join('')})`
}

function checkArgument(argument: Expression, parameter: Parameter, { name }: RuleFunction, place: Place): void {
  const type = typeOf(argument, place.names)
  if (!takes(parameter.type, type)) {
    place.report(
      problem({
        code: 'R205',
        message: `\`${parameter.name}\` of \`${name}\` is ${parameter.type}, not ${type}`,
        span: argument.span,
        label: `this is ${type}`,
        help: parameter.type === 'keyword' ? 'The text of any value is `string(value)`.' : null,
      }),
    )
    return
  }
  if (parameter.constant && argument.kind !== 'literal' && argument.kind !== 'unreadable') {
    const message = `\`${parameter.name}\` of \`${name}\` is written out in the rule`
    place.report(problem({ code: 'R217', message, span: argument.span, label: 'depends on the event' }))
    return
  }
  if (parameter.mistake && argument.kind === 'literal' && typeof argument.value === 'string') {
    checkText(argument.value, argument, parameter, place)
  }
  if (parameter.name === 'block' && argument.kind === 'literal' && typeof argument.value === 'string') {
    checkBlock(argument.value, argument, place)
  }
}

/** The caret stands at the character, unless escapes before it make it lie elsewhere. */
function checkText(text: string, { span }: Expression, { name, mistake }: Parameter, { report }: Place): void {
  const found = mistake?.(text)
  if (!found) return
  const quotes = (span.end - span.start - text.length) / 2
  const isPlain = quotes === 1 || quotes === 3
  const start = isPlain ? Math.min(span.start + quotes + found.at, span.end - 1) : span.start
  const at = { start, end: isPlain ? span.end - quotes : span.end }
  report(
    problem({
      code: 'R216',
      message: `\`${text}\` is no ${name}: ${found.why}`,
      span: at.end > at.start ? at : span,
      label: `not a ${name}`,
    }),
  )
}

function takes(parameter: ParameterType, type: Type): boolean {
  if (parameter === 'any' || type === 'dynamic' || type === 'null') return true
  if (parameter === 'number') return isNumber(type)
  return type === parameter || (parameter === 'ip' && type === 'keyword')
}

/** Reports a text that is neither an address nor a block of addresses. */
export function checkBlock(
  text: string,
  { span }: { readonly span: Expression['span'] },
  { report }: Pick<Place, 'report'>,
): void {
  if (parseBlock(text)) return
  report(
    problem({
      code: 'R216',
      message: `\`${text}\` is neither an address nor a block of addresses`,
      span,
      label: 'not an address',
      help: 'An address is `192.0.2.1` or `2001:db8::1`, a block `192.0.2.0/24`.',
    }),
  )
}
