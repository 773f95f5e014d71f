// A checked conversation → its plan: what its steps are, which events must be one of them, what may follow what.
import { categoryBit } from '../../event/category.ts'
import { resolveCategory, type Scope } from '../2-check/scope.ts'
import type { Comparison, ConversationQuery, Exception, Expression, Step } from '../ast.ts'
import type * as plan from '../plan.ts'
import { eventFilter, key, type Linked, predicate, type QueryContext } from './filters.ts'
import { flowOf } from './flow.ts'

export function conversation(query: ConversationQuery, context: QueryContext): Linked<plan.ConversationPlan> {
  const names = query.steps.map(({ name }) => name!.text)
  const filters = query.steps.map(({ events }, i) => eventFilter(events, names[i]!, context))
  const judged = judgedEvents(query.steps, context)
  const by = query.by.map((part) => key(part, context))
  const ends = query.by.some(isConnection) ? categoryBit('close') | categoryBit('connection') : 0
  context.categories |= ends
  return (layout) => ({
    kind: 'conversation',
    by: by.map((link) => link(layout)),
    steps: filters.map((link, i) => ({ name: names[i]!, ...link(layout) })),
    judged: judged.map((link) => link(layout)),
    ends,
    flow: flowOf(query.flow, names),
  })
}

export const isConnection = (key: Expression): boolean => key.kind === 'field' && key.name === 'websocket.connection.id'

/**
 * All events of the categories that steps name. Where all steps of a category are what one side says, the other side may
 * say what it likes: a conversation is mostly about what clients may do.
 */
function judgedEvents(steps: readonly Step[], context: QueryContext): readonly Linked<plan.EventFilter>[] {
  const { scope } = context
  const looks = steps.map((step) => ({
    categories: resolveCategory(step.events.category.text, scope)!.categories,
    side: sideOf(conditionsOf(step, scope), scope),
  }))
  const exceptions = context.exceptions.map((exception) => ofWholeRule(exception, steps, scope))
  return [...new Set(looks.map(({ categories }) => categories))].map((categories) => {
    const sides = looks.filter((look) => (look.categories & categories) !== 0).map(({ side }) => side)
    const [first] = sides
    const side = first && sides.every((other) => other?.value === first.value) ? [first.condition] : []
    const test = predicate(side, exceptions, context)
    return (layout) => ({ categories, test: test(layout) })
  })
}

/** An exception of one step is an event that fits the step, and is excepted: it need not fit another one. */
function ofWholeRule(exception: Exception, steps: readonly Step[], scope: Scope): Exception {
  const step = steps.find(({ name }) => name?.text === exception.step?.text)
  if (exception.step === null || !step) return exception
  const all = [...conditionsOf(step, scope), exception.condition]
  return { ...exception, condition: { kind: 'and', all, span: exception.span } }
}

function conditionsOf({ events: { category, condition } }: Step, scope: Scope): readonly Expression[] {
  const { conditions } = resolveCategory(category.text, scope)!
  return condition ? [...conditions, condition] : conditions
}

interface Side {
  readonly value: unknown
  readonly condition: Expression
}

/** The side that all of the events are from, where a condition says so in plain words. */
function sideOf(conditions: readonly Expression[], scope: Scope): Side | null {
  for (const part of conditions.flatMap((condition) => conjuncts(condition, scope))) {
    if (part.kind !== 'compare' || part.operator !== '==') continue
    const value = sideIn(part)
    if (value !== undefined) return { value, condition: part }
  }
  return null
}

function sideIn({ left, right }: Comparison): unknown {
  const [field, literal] = left.kind === 'field' ? [left, right] : [right, left]
  const isSide = field.kind === 'field' && field.name === 'websocket.direction'
  return isSide && literal.kind === 'literal' ? literal.value : undefined
}

/** A macro of itself has been refused before. */
function conjuncts(condition: Expression, scope: Scope): readonly Expression[] {
  if (condition.kind === 'and') return condition.all.flatMap((part) => conjuncts(part, scope))
  const macro = condition.kind === 'field' && !condition.optional ? scope.macros.get(condition.name) : undefined
  return macro ? conjuncts(macro.condition, scope) : [condition]
}
