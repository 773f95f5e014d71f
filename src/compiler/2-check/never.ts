// Conditions joined by `and` → those that contradict each other, of the obvious kind.
import { fieldOf } from '../../event/schema.ts'
import type { Comparison, Expression, Literal } from '../ast.ts'
import { type Place, problem } from './place.ts'

interface Bound {
  readonly field: string
  readonly operator: Comparison['operator']
  readonly constant: string | number
  readonly comparison: Comparison
}

/** Warns of a pair that cannot hold together: `x == 1 and x == 2`, `x > 5 and x < 3`. */
export function checkContradictions({ all }: { readonly all: readonly Expression[] }, { report }: Place): void {
  const bounds = all.flatMap(boundOf)
  for (const [i, second] of bounds.entries()) {
    const first = bounds.slice(0, i).find((other) => other.field === second.field && !canBoth(other, second))
    if (!first) continue
    report(
      problem({
        code: 'R801',
        message: `\`${second.field}\` cannot be both`,
        span: second.comparison.span,
        label: 'and this: never true together',
        context: [{ span: first.comparison.span, message: 'this' }],
      }),
    )
  }
}

/** A field that holds several values can equal two constants at once. */
function boundOf(part: Expression): Bound[] {
  if (part.kind !== 'compare' || part.operator === '!=' || part.left.kind !== 'field') return []
  if (part.right.kind !== 'literal' || fieldOf(part.left.name)?.many || !isOrdered(part.right)) return []
  return [{ field: part.left.name, operator: part.operator, constant: part.right.value, comparison: part }]
}

const isOrdered = (constant: Literal): constant is Literal & { readonly value: string | number } =>
  typeof constant.value === 'string' || typeof constant.value === 'number'

function canBoth(a: Bound, b: Bound): boolean {
  if (typeof a.constant !== typeof b.constant) return true
  if (a.operator === '==') return satisfies(a.constant, b)
  if (b.operator === '==') return satisfies(b.constant, a)
  const [lower, upper] = a.operator.startsWith('>') ? [a, b] : [b, a]
  if (!lower.operator.startsWith('>') || !upper.operator.startsWith('<')) return true
  const isStrict = lower.operator === '>' || upper.operator === '<'
  return isStrict ? lower.constant < upper.constant : lower.constant <= upper.constant
}

function satisfies(value: string | number, { operator, constant }: Bound): boolean {
  switch (operator) {
    case '==':
      return value === constant
    case '<':
      return value < constant
    case '<=':
      return value <= constant
    case '>':
      return value > constant
    default:
      return value >= constant
  }
}
