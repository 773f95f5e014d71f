// A condition → JavaScript that says whether it surely holds, surely fails, or which of true, false and null it is.
// EQL's three-valued logic is compiled, not interpreted: `not` turns "holds" into "fails" and back.
import type { Call, Expression } from '../ast.ts'
import { findingField } from '../functions/index.ts'
import { truthAtom } from './atoms.ts'
import { comparison } from './comparisons.ts'
import { type Context, macroCondition } from './context.ts'
import { match, membership } from './matches.ts'
import type { Mode } from './unit.ts'
import { value } from './values.ts'

export function condition(expression: Expression, mode: Mode, context: Context): string {
  switch (expression.kind) {
    case 'literal':
      return literalCondition(expression.value, mode)
    case 'and':
    case 'or':
      return junction(expression.kind, expression.all, mode, context)
    case 'not':
      return negation(expression.value, mode, context)
    case 'compare':
      return comparison(expression, mode, context)
    case 'match':
      return match(expression, mode, context)
    case 'in':
      return membership(expression, mode, context)
    case 'field': {
      const macro = macroCondition(expression, context)
      return macro ? `(${condition(macro, mode, context)})` : truthAtom(context.unit, mode, value(expression, context))
    }
    case 'call':
      return finding(expression, mode, context) ?? truthAtom(context.unit, mode, value(expression, context))
    default:
      return truthAtom(context.unit, mode, value(expression, context))
  }
}

/** Whether there is a finding is never null; null for a call that asks something else. */
function finding(call: Call, mode: Mode, context: Context): string | null {
  const name = findingField(call)
  if (name === null) return null
  return `${context.read({ kind: 'field', name, optional: true, span: call.span })} ${mode === 'fails' ? '=' : '!'}== null`
}

function literalCondition(constant: string | number | boolean | null, mode: Mode): string {
  if (mode === 'tri') return typeof constant === 'boolean' ? String(constant) : 'null'
  return String(constant === (mode === 'holds'))
}

function negation(inner: Expression, mode: Mode, context: Context): string {
  if (mode === 'holds') return condition(inner, 'fails', context)
  if (mode === 'fails') return condition(inner, 'holds', context)
  const { before, name } = context.unit.bind(condition(inner, 'tri', context))
  return `(${before}${name} === null ? null : !${name})`
}

/** `and` holds if all hold and fails if any fails; `or` the other way round. */
function junction(kind: 'and' | 'or', all: readonly Expression[], mode: Mode, context: Context): string {
  if (mode === 'tri') return triJunction(kind === 'and', all, context)
  const sign = (kind === 'and') === (mode === 'holds') ? ' && ' : ' || '
  return `(${all.map((part) => condition(part, mode, context)).join(sign)})`
}

/** The deciding value, false for `and`, ends it; else null where one was null. */
function triJunction(isAnd: boolean, all: readonly Expression[], context: Context): string {
  const parts = all.map((part) => context.unit.bind(`(${condition(part, 'tri', context)})`))
  const decided = parts.map(({ before, name }) => `(${before}${name}) === ${!isAnd}`).join(' || ')
  const unknown = parts.map(({ name }) => `${name} === null`).join(' || ')
  return `(${decided} ? ${!isAnd} : ${unknown} ? null : ${isAnd})`
}
