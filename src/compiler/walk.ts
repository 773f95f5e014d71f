// Every expression inside an expression, and the names in it.
import type { EventQuery, Expression, FieldReference, Query, Step } from './ast.ts'
import { elementName, elementSearch, isOfElement } from './element-search.ts'

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

/** The names that stand for something outside of the expression: the element of an `arraySearch` does not. */
export function namesIn(expression: Expression): FieldReference[] {
  if (expression.kind === 'field') return [expression]
  const search = expression.kind === 'call' ? elementSearch(expression) : null
  if (!search) return parts(expression).flatMap(namesIn)
  const element = elementName(search)
  const inside = namesIn(search.condition).filter((reference) => !isOfElement(reference, element))
  return [...namesIn(search.array), ...inside]
}

/** The queries over events that a query is made of. */
export function eventQueriesIn(query: Query): readonly EventQuery[] {
  switch (query.kind) {
    case 'event':
      return [query]
    case 'stats':
    case 'first_seen':
      return [query.source]
    case 'limit':
      return eventQueriesIn(query.query)
    default:
      return stepsIn(query).map(({ events }) => events)
  }
}

/** The steps of a query, `until` and an answer among them. */
export function stepsIn(query: Query): readonly Step[] {
  switch (query.kind) {
    case 'sequence':
      return query.until ? [...query.steps, query.until] : query.steps
    case 'sample':
    case 'conversation':
      return query.steps
    case 'exchange':
      return query.answer ? [query.request, query.answer] : [query.request]
    case 'limit':
      return stepsIn(query.query)
    default:
      return []
  }
}

/** Every condition, argument and key that is read of events. */
export const expressionsIn = (query: Query): Expression[] => [
  ...eventQueriesIn(query).flatMap(({ condition }) => (condition ? [condition] : [])),
  ...valuesIn(query),
  ...stepsIn(query).flatMap(({ by }) => by),
]

function valuesIn(query: Query): readonly Expression[] {
  switch (query.kind) {
    case 'event':
    case 'exchange':
      return []
    case 'stats':
      return [...query.aggregates.flatMap(({ arguments: all, where }) => (where ? [...all, where] : all)), ...query.by]
    case 'first_seen':
      return [...query.values, ...query.by]
    case 'limit':
      return valuesIn(query.query)
    default:
      return query.by
  }
}

/** The words that stand before `where`. */
export const categoriesIn = (query: Query): string[] => eventQueriesIn(query).map(({ category }) => category.text)
