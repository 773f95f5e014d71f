// A comparison → what is wrong with the types and constants on its sides.
import { parseTime } from '../../event/time.ts'
import type { Comparison, Expression } from '../ast.ts'
import { checkBlock, checkExpression } from './expressions.ts'
import { type Place, problem } from './place.ts'
import { comparisonKind, type Type, typeOf } from './types.ts'

export function checkComparison(comparison: Comparison, place: Place): void {
  const { left, right, operator } = comparison
  checkExpression(left, place)
  checkExpression(right, place)
  const types = [typeOf(left, place.names), typeOf(right, place.names)] as const
  const kind = comparisonKind(...types)
  const isEquality = operator === '==' || operator === '!='
  if (kind === undefined) {
    place.report(mismatch(comparison, types))
    return
  }
  if (kind === 'null' && !isEquality) {
    place.report(withNull(comparison))
    return
  }
  if (!isEquality && (kind === 'ip' || kind === 'boolean')) {
    place.report(unordered(comparison, kind))
    return
  }
  for (const side of [left, right]) checkConstant(side, kind, place)
}

/** The type that a reader recognises: how it is compared, not how it is stored. */
const mismatch = ({ left, right, operator }: Comparison, [a, b]: readonly [Type, Type]) =>
  problem({
    code: 'R202',
    message: `operand types differ: ${a} ${operator} ${b}`,
    span: right.span,
    label: `this is ${b}`,
    context: [{ span: left.span, message: `this is ${a}` }],
    help: suggestion(left, right, a, b),
  })

function suggestion(left: Expression, right: Expression, a: Type, b: Type): string | null {
  const text = [left, right].find((side) => side.kind === 'literal' && typeof side.value === 'string')
  const other = text === left ? b : a
  if (text?.kind === 'literal' && (other === 'long' || other === 'double')) {
    return Number.isFinite(Number(text.value)) ? `Write ${text.value} without quotes.` : null
  }
  return a === 'ip' || b === 'ip' ? 'An address is written as a text: `"192.0.2.1"`.' : null
}

const withNull = ({ span, operator }: Comparison) =>
  problem({
    code: 'R801',
    message: `\`${operator} null\` never holds`,
    span,
    label: 'never true',
    help: 'Whether there is a value is asked with `== null` and `!= null`.',
  })

const unordered = ({ span, operator }: Comparison, kind: 'ip' | 'boolean') =>
  problem({
    code: 'R202',
    message: `\`${operator}\` puts in order, and ${kind === 'ip' ? 'addresses have' : 'true and false have'} none`,
    span,
    label: `compares ${kind}`,
    help: kind === 'ip' ? 'Blocks of addresses are asked with `cidrMatch(field, "192.0.2.0/24")`.' : null,
  })

/** A text that stands for an address or a time must be one. */
function checkConstant(side: Expression, kind: string, place: Place): void {
  if (side.kind !== 'literal' || typeof side.value !== 'string') return
  if (kind === 'ip') checkBlock(side.value, side, place)
  if (kind === 'date' && !parseTime(side.value) && !parseTime(`${side.value}T00:00:00Z`)) {
    place.report(
      problem({
        code: 'R216',
        message: `\`${side.value}\` is no time`,
        span: side.span,
        label: 'not a time',
        help: 'A time is `2027-01-31T12:00:00Z` or a day, `2027-01-31`.',
      }),
    )
  }
}
