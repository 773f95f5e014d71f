// A checked exchange → its plan: what asks, what answers, which of the faults count.
import type { ExchangeQuery, Expression, FieldReference, Step } from '../ast.ts'
import type * as plan from '../plan.ts'
import { isConnection } from './conversations.ts'
import { eventFilter, expression, key, type Linked, predicate, type QueryContext } from './filters.ts'

export function exchange(query: ExchangeQuery, context: QueryContext): Linked<plan.ExchangePlan> {
  const { request, answer, when } = query
  const asks = side(request, { name: 'request', by: request.by }, context)
  const answers = answer
    ? side(answer, { name: 'answer', by: answer.by.length > 0 ? answer.by : request.by }, context)
    : otherSide(asks, context)
  const direction = answer ? null : expression(directionOf(request), context)
  const withinUs = request.within!.us
  return (layout) => ({
    kind: 'exchange',
    request: asks(layout),
    answer: answers(layout),
    direction: direction?.(layout) ?? null,
    connection: request.by.findIndex(isConnection),
    withinUs,
    when: when.length > 0 ? when.map(({ text }) => text as plan.ExchangeFault) : ['unanswered'],
  })
}

function side(
  step: Step,
  { name, by }: { readonly name: string; readonly by: readonly Expression[] },
  context: QueryContext,
): Linked<plan.ExchangeSide> {
  const filter = eventFilter(step.events, step.name?.text ?? name, context)
  const keys = by.map((part) => key(part, context))
  return (layout) => ({
    ...filter(layout),
    name: step.name?.text ?? name,
    by: keys.map((link) => link(layout)),
  })
}

/** Whatever comes of the same category and under the same key, and is no request. */
function otherSide(asks: Linked<plan.ExchangeSide>, context: QueryContext): Linked<plan.ExchangeSide> {
  const exceptions = context.exceptions.filter(({ step }) => step === null)
  const test = predicate([], exceptions, context)
  return (layout) => {
    const { needs: _, ...asked } = asks(layout)
    return { ...asked, name: 'answer', test: test(layout) }
  }
}

const directionOf = ({ span }: Step): FieldReference => ({
  kind: 'field',
  name: 'websocket.direction',
  optional: false,
  span,
})
