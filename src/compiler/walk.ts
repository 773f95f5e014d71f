// Every expression inside an expression, and the names in it.
import type { Expression, FieldReference, Query } from './ast.ts'

/** The expressions directly inside. */
export function parts(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.all
    case 'not':
    case 'negate':
      return [expression.value]
    case 'compare':
    case 'arithmetic':
      return [expression.left, expression.right]
    case 'match':
      return [expression.value, ...expression.patterns]
    case 'in':
      return [expression.value, ...(expression.members ?? [])]
    case 'call':
      return expression.arguments
    default:
      return []
  }
}

/** It and everything inside it. */
export const everything = (expression: Expression): Expression[] => [
  expression,
  ...parts(expression).flatMap(everything),
]

export const namesIn = (expression: Expression): FieldReference[] =>
  everything(expression).filter((part) => part.kind === 'field')

/** Every condition, argument and key of a query. */
export function expressionsIn(query: Query): Expression[] {
  switch (query.kind) {
    case 'event':
      return query.condition ? [query.condition] : []
    case 'stats':
      return [
        ...expressionsIn(query.source),
        ...query.aggregates.flatMap(({ argument, where }) => [argument, where].filter((part) => part !== null)),
        ...query.by,
      ]
    case 'sequence':
      return [
        ...query.by,
        ...[...query.steps, ...(query.until ? [query.until] : [])].flatMap((step) => [
          ...expressionsIn(step.events),
          ...step.by,
        ]),
      ]
  }
}

/** The words that stand before `where`. */
export function categoriesIn(query: Query): string[] {
  switch (query.kind) {
    case 'event':
      return [query.category.text]
    case 'stats':
      return categoriesIn(query.source)
    case 'sequence':
      return [...query.steps, ...(query.until ? [query.until] : [])].map(({ events }) => events.category.text)
  }
}
