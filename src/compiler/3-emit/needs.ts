// The conditions of a filter → values of single fields without which they cannot hold. Rules that need another value than an
// event has are not even asked.
import { eventNames, type Scope } from '../2-check/scope.ts'
import { comparisonKind, type Names, typeOf } from '../2-check/types.ts'
import type { Comparison, Expression, FieldReference, Membership } from '../ast.ts'
import type { Need } from '../plan.ts'
import { macroCondition } from './context.ts'
import { constantOf } from './values.ts'

export type FieldNeed = Omit<Need, 'slot'>

/** All of them must be met; empty where nothing can be told before the conditions are asked. */
export function needsOf(conditions: readonly Expression[], scope: Scope): readonly FieldNeed[] {
  return conditions.flatMap((condition) => needsIn(condition, { names: eventNames(scope), macros: scope.macros }))
}

interface Where {
  readonly names: Names
  readonly macros: Scope['macros']
}

function needsIn(condition: Expression, where: Where): readonly FieldNeed[] {
  switch (condition.kind) {
    case 'and':
      return condition.all.flatMap((part) => needsIn(part, where))
    case 'or':
      return either(condition.all.map((part) => needsIn(part, where)))
    case 'compare':
      return equality(condition, where)
    case 'in':
      return membership(condition, where)
    case 'field': {
      const macro = macroCondition(condition, where)
      return macro ? needsIn(macro, where) : [{ field: condition.name, values: [true] }]
    }
    default:
      return []
  }
}

/** What all alternatives need of the same field: one value of any of them. */
function either(alternatives: readonly (readonly FieldNeed[])[]): readonly FieldNeed[] {
  const [first = [], ...others] = alternatives
  return first.flatMap(({ field, values }) => {
    const found = others.map((needs) => needs.find((need) => need.field === field))
    return found.every((need) => need !== undefined)
      ? [{ field, values: [...new Set([...values, ...found.flatMap((need) => need.values)])] }]
      : []
  })
}

function equality({ operator, left, right }: Comparison, where: Where): readonly FieldNeed[] {
  if (operator !== '==') return []
  const [field, other] = left.kind === 'field' ? [left, right] : [right, left]
  const constant = constantOf(other)
  if (field.kind !== 'field' || constant === undefined || !isPlain(field, other, where)) return []
  return [{ field: field.name, values: [constant] }]
}

function membership({ value, negated, fold, members }: Membership, where: Where): readonly FieldNeed[] {
  if (negated || fold || !members || value.kind !== 'field') return []
  const constants = members.map(constantOf).filter((constant) => constant !== undefined)
  if (constants.length < members.length || members.some((member) => !isPlain(value, member, where))) return []
  return [{ field: value.name, values: [...new Set(constants)] }]
}

/** Whether they are equal only where they are the same: addresses and times are written in several ways. */
function isPlain(field: FieldReference, constant: Expression, { names, macros }: Where): boolean {
  if (macroCondition(field, { macros })) return false
  const kind = comparisonKind(typeOf(field, names), typeOf(constant, names))
  return kind === 'string' || kind === 'number' || kind === 'boolean'
}
