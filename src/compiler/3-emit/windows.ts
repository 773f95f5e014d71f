// The window of checked statistics → its plan; of a connection, with what begins and ends one.
import type { Batch } from '../../event/batch.ts'
import { categoryBit } from '../../event/category.ts'
import type { Expression, Window } from '../ast.ts'
import type * as plan from '../plan.ts'
import { type Linked, predicate, type QueryContext } from './filters.ts'

export function windowOf(window: Window | null, context: QueryContext): Linked<plan.Window> {
  // Only a query over a finite input goes without: its one window is as long as that.
  if (!window) return () => ({ kind: 'tumbling', spanUs: Number.POSITIVE_INFINITY })
  const { kind, keep } = window
  if (kind !== 'connection') {
    const span = spanOf(window)
    return () => span
  }
  // What begins and ends a connection is looked for, whatever else is.
  context.categories |= categoryBit('handshake') | categoryBit('close') | categoryBit('connection')
  context.ways.push([])
  const refused = predicate([isEqual('event.outcome', 'failure')], [], context)
  const cutOff = predicate([isEqual('event.reason', 'end_of_input')], [], context)
  return (layout) => {
    // A handshake that was refused opens nothing.
    const test = refused(layout)
    const opens = (batch: Batch, row: number): boolean =>
      (batch.categories[row]! & categoryBit('handshake')) !== 0 && !test(batch, row)
    return { kind, keepJudging: keep === 'judging', opens, isCutOff: cutOff(layout) }
  }
}

/** Of any that is not a connection. */
export function spanOf({ kind, duration, keep }: Window): plan.Window {
  const { us } = duration!
  if (kind === 'session') return { kind, gapUs: us, keepJudging: keep === 'judging' }
  return { kind: kind === 'tumbling' ? kind : 'sliding', spanUs: us }
}

const nowhere = { start: 0, end: 0 }

const isEqual = (name: string, constant: string): Expression => ({
  kind: 'compare',
  operator: '==',
  left: { kind: 'field', name, optional: false, span: nowhere },
  right: { kind: 'literal', value: constant, span: nowhere },
  span: nowhere,
})
