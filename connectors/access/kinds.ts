// The kinds of line that a source has → what is read of a line of each, and how the events of one line are added.
import { isTime } from '../../src/event/time.ts'
import type { Value } from '../../src/event/value.ts'
import type { ReaderContext } from '../connector.ts'
import type { Place } from '../text-lines.ts'
import { type Gives, givenBy } from './columns.ts'
import type { EventKind } from './fields.ts'
import { AccessLine } from './line.ts'
import { LineOrigin, type Log } from './origin.ts'
import type { Values } from './values.ts'

/** A kind of line, and what is read of its events. */
export interface Kind {
  readonly values: Values
  readonly line: AccessLine
  readonly gives: Gives
}

export const openKind = (dataset: string, values: Values, context: ReaderContext): Kind => ({
  values,
  line: new AccessLine(values, context.request),
  gives: givenBy(dataset, values, context),
})

/** Where events go, one after the other. */
export interface Sink {
  /** Returns its row. */
  add(kind: EventKind, us: number, origin: LineOrigin): number
  set(row: number, slot: number, value: Value): void
}

/** Adds the events of the line that was loaded, or says why there are none. */
export function addEvents({ line, gives }: Kind, log: Log, place: Place, sink: Sink): string | null {
  const us = line.time()
  if (!isTime(us)) return 'no time that can be read'
  const { events, shared } = gives[line.kind()]
  let first = 0
  for (const [index, { kind, columns }] of events.entries()) {
    const origin = new LineOrigin(log, place, kind)
    const row = sink.add(kind, us, origin)
    if (index === 0) first = row
    for (const { slot, read } of columns) {
      const value = read(line, origin)
      if (value !== null) sink.set(row, slot, value)
    }
    if (index < events.length - 1) continue
    for (const { slot, read } of shared) {
      const value = read(line, origin)
      if (value === null) continue
      for (let each = first; each <= row; each++) sink.set(each, slot, value)
    }
  }
  return null
}
