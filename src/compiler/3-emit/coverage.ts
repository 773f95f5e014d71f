// A checked rule → its conditions one by one, each as a function of its own: for who asks which of them ever hold. Not
// for the hot path, where a whole filter is one function.

import type { Span } from '../../diagnostic/diagnostic.ts'
import type { Layout } from '../../event/layout.ts'
import { keysOf } from '../2-check/having.ts'
import { eventNames, resolveCategory, type Scope } from '../2-check/scope.ts'
import type { EventQuery, Exception, ExchangeQuery, Expression, Query, Step } from '../ast.ts'
import type { KeyPart, Predicate } from '../plan.ts'
import { expression as print } from '../print/expressions.ts'
import { namesIn } from '../walk.ts'
import { condition } from './conditions.ts'
import { macroCondition, rowContext } from './context.ts'
import { inForce, key } from './filters.ts'
import { Unit } from './unit.ts'

/** One condition of a filter. */
export interface Part {
  /** In canonical form. */
  readonly text: string
  readonly span: Span
  /** The macro that it stands in, where it does not stand in the rule. */
  readonly macro: string | null
  /** Of an exception: what it holds of, the filter does not see. */
  readonly isException: boolean
  readonly fields: readonly string[]
  readonly holds: Predicate
}

/** `query`: what the whole of it looks at; `choice`: a step of which not all need come; `flow`: one of a conversation. */
export type FilterRole = 'query' | 'step' | 'absent' | 'choice' | 'flow' | 'until' | 'request' | 'answer' | 'aggregate'

/** A place in a rule where events are looked at. */
export interface Filter {
  /** The step's name, or its place from 1; the statistic's name; empty for the query itself. */
  readonly name: string
  readonly role: FilterRole
  /** The word before `where`. */
  readonly category: string
  /** Its bits. */
  readonly categories: number
  /** All of them must hold, and no exception. */
  readonly conjuncts: readonly Part[]
  /** What `and`, `or` and `not` join: without literals. */
  readonly atoms: readonly Part[]
  /** What the state of an event that passes is kept under; empty where all of it is one. */
  readonly keys: readonly KeyPart[]
}

export interface FilterContext {
  readonly scope: Scope
  readonly exceptions: readonly Exception[]
  readonly layout: Layout
}

/** In the order of the text. */
export function filtersOf(query: Query, context: FilterContext): readonly Filter[] {
  switch (query.kind) {
    case 'event':
      return [filter(query, { name: '', role: 'query', by: [] }, context)]
    case 'stats':
      return [
        filter(query.source, { name: '', role: 'query', by: keysOf(query) }, context),
        ...query.aggregates.flatMap(({ name, where }) =>
          where ? [aggregateFilter(query.source, name.text, where, context)] : [],
        ),
      ]
    case 'first_seen':
      return [filter(query.source, { name: '', role: 'query', by: query.by }, context)]
    case 'sequence': {
      const { steps, until, by } = query
      return [
        ...stepFilters(steps, by, context),
        ...(until ? [filter(until.events, { name: 'until', role: 'until', by: [...by, ...until.by] }, context)] : []),
      ]
    }
    case 'sample': {
      const { steps, by, atLeast } = query
      return stepFilters(steps, by, context, atLeast && atLeast.value < steps.length ? 'choice' : 'step')
    }
    case 'conversation':
      return stepFilters(query.steps, query.by, context, 'flow')
    case 'exchange':
      return exchangeFilters(query, context)
    case 'limit':
      return filtersOf(query.query, context)
  }
}

const stepFilters = (
  steps: readonly Step[],
  shared: readonly Expression[],
  context: FilterContext,
  role: FilterRole = 'step',
): readonly Filter[] =>
  steps.map(({ name, absent, events, by }, i) => {
    const place = {
      name: name?.text ?? String(i + 1),
      role: absent ? ('absent' as const) : role,
      step: name?.text ?? null,
    }
    return filter(events, { ...place, by: [...shared, ...by] }, context)
  })

function exchangeFilters({ request, answer }: ExchangeQuery, context: FilterContext): readonly Filter[] {
  const side = ({ name, events, by }: Step, role: 'request' | 'answer'): Filter =>
    filter(events, { name: name?.text ?? role, role, step: name?.text ?? null, by }, context)
  return [
    side(request, 'request'),
    ...(answer ? [side(answer.by.length > 0 ? answer : { ...answer, by: request.by }, 'answer')] : []),
  ]
}

interface Place extends Pick<Filter, 'name' | 'role'> {
  /** The name by which exceptions know it. */
  readonly step?: string | null
  readonly by: readonly Expression[]
}

function filter(
  { category, condition: own }: EventQuery,
  { step = null, by, ...place }: Place,
  context: FilterContext,
): Filter {
  const { scope } = context
  const { categories, conditions } = resolveCategory(category.text, scope)!
  const given = conditions.map((each): Found => ({ node: each, macro: category.text }))
  const wanted = [...given, ...(own ? [{ node: own, macro: null }] : [])].filter(({ node }) => !isTrue(node))
  const exceptions = context.exceptions.filter((each) => each.step === null || each.step.text === step)
  return {
    ...place,
    category: category.text,
    categories,
    conjuncts: [
      ...wanted.flatMap((found) => conjunctsIn(found, scope)).map((found) => part(found, context)),
      ...exceptions.map((each) => exceptionPart(each, context)),
    ],
    atoms: [
      ...wanted.flatMap((found) => atomsIn(found, scope)).map((found) => part(found, context)),
      ...exceptions
        .flatMap((each) => atomsIn({ node: each.condition, macro: null }, scope))
        .map((found) => ({ ...part(found, context), isException: true })),
    ],
    keys: by.map((each) =>
      key(each, { ...context, fields: new Set(), sought: new Map(), directions: new Map(), categories: 0, ways: [] })(
        context.layout,
      ),
    ),
  }
}

/** An aggregate's `where`: of the events that come to the statistics at all. */
function aggregateFilter(source: EventQuery, name: string, where: Expression, context: FilterContext): Filter {
  const { scope } = context
  const found: Found = { node: where, macro: null }
  return {
    name,
    role: 'aggregate',
    category: source.category.text,
    categories: resolveCategory(source.category.text, scope)!.categories,
    conjuncts: conjunctsIn(found, scope).map((each) => part(each, context)),
    atoms: atomsIn(found, scope).map((each) => part(each, context)),
    keys: [],
  }
}

/** A condition, and the macro in which it was found. */
interface Found {
  readonly node: Expression
  readonly macro: string | null
}

const isTrue = (node: Expression): boolean => node.kind === 'literal' && node.value === true

/** Macros are looked into; a macro of itself has been refused before. */
function conjunctsIn({ node, macro }: Found, scope: Scope): readonly Found[] {
  if (node.kind === 'and') return node.all.flatMap((each) => conjunctsIn({ node: each, macro }, scope))
  const meant = node.kind === 'field' ? macroCondition(node, scope) : null
  if (meant && node.kind === 'field') return conjunctsIn({ node: meant, macro: node.name }, scope)
  return [{ node, macro }]
}

function atomsIn({ node, macro }: Found, scope: Scope): readonly Found[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.all.flatMap((each) => atomsIn({ node: each, macro }, scope))
    case 'not':
      return atomsIn({ node: node.value, macro }, scope)
    case 'literal':
      return []
    case 'field': {
      const meant = macroCondition(node, scope)
      return meant ? atomsIn({ node: meant, macro: node.name }, scope) : [{ node, macro }]
    }
    default:
      return [{ node, macro }]
  }
}

function part({ node, macro }: Found, context: FilterContext): Part {
  const { code, unit } = emitted(node, context)
  return {
    text: print(node),
    span: node.span,
    macro,
    isException: false,
    fields: fieldsIn(node, context.scope),
    holds: unit.overRows(code, context.layout) as Predicate,
  }
}

/** As a condition that must hold: the event is none that is excepted. */
function exceptionPart(exception: Exception, context: FilterContext): Part {
  const { code, unit } = emitted(exception.condition, context)
  return {
    text: `except where ${print(exception.condition)}`,
    span: exception.span,
    macro: null,
    isException: true,
    fields: fieldsIn(exception.condition, context.scope),
    holds: unit.overRows(`!(${inForce(exception)}${code})`, context.layout) as Predicate,
  }
}

function emitted(node: Expression, { scope }: FilterContext): { readonly code: string; readonly unit: Unit } {
  const unit = new Unit()
  return { code: condition(node, 'holds', rowContext(unit, eventNames(scope), scope)), unit }
}

function fieldsIn(node: Expression, scope: Scope): readonly string[] {
  const names = namesIn(node).flatMap((reference) => {
    const meant = macroCondition(reference, scope)
    return meant ? fieldsIn(meant, scope) : [reference.name]
  })
  return [...new Set(names)]
}
