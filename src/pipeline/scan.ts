// Finite sources → changes to incidents, read side by side in event time, so that nothing piles up waiting for another.

import type { Layout } from '../event/layout.ts'
import { beginning, comparePosition, type Position } from '../event/position.ts'
import type { Delivery, Source } from '../event/source.ts'
import type { Evaluation, Evaluator } from './evaluator.ts'

interface Reading {
  readonly source: Source
  readonly deliveries: AsyncIterator<Delivery>
  /** How far it has come: the one furthest behind is read next. */
  at: Position
}

/** Every delivery of every source, the source furthest behind in event time first; a source's end as `null`. */
export async function* sideBySide(
  sources: readonly Source[],
  layout: Layout,
): AsyncGenerator<{ readonly source: Source; readonly delivery: Delivery | null }> {
  let open: Reading[] = sources.map((source) => ({
    source,
    deliveries: source.deliveries(layout)[Symbol.asyncIterator](),
    at: beginning,
  }))
  try {
    while (open.length > 0) {
      const next = open.reduce((a, b) => (comparePosition(b.at, a.at) < 0 ? b : a))
      const { done, value } = await next.deliveries.next()
      if (done) open = open.filter((reading) => reading !== next)
      else next.at = value.progress
      yield { source: next.source, delivery: done ? null : value }
    }
  } finally {
    // Where somebody stops half-way, files that are open are closed.
    for (const { deliveries } of open) await deliveries.return?.()
  }
}

/** One evaluation for each batch, and one for what the end of a source lets go. */
export async function* scan(
  sources: readonly Source[],
  evaluator: Evaluator,
): AsyncGenerator<Evaluation & { readonly delivery: Delivery | null }> {
  for await (const { source, delivery } of sideBySide(sources, evaluator.ruleset.layout)) {
    const evaluation = delivery ? evaluator.evaluate(delivery) : evaluator.idle(source.info.id)
    yield { ...evaluation, delivery }
  }
}
