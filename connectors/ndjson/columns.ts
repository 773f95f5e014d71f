// The wanted fields → the columns that a scanner tells of, and where each goes.
import { type Fit, fitFor } from '../../src/event/fit.ts'
import type { Layout } from '../../src/event/layout.ts'
import type { WantedColumn, WantedRows } from '../json/row-scanner.ts'
import { bitsOf, fieldsOf, fitClient, nameOf, place, slotsOf } from './known.ts'
import { spellingsOf } from './paths.ts'

export interface Column extends WantedColumn {
  /** In the batch; -1 where it is not put there as it is. */
  readonly to: number
  readonly fit: Fit
}

/** The column that is always there comes first, and behind it that of clients, where somebody reads them. */
export const categories = 0
export const clients = 1

export function columnsOf(wanted: Layout): readonly Column[] {
  const fields = fieldsOf(wanted)
  const { time, id, sequence, client } = slotsOf(wanted)
  const column = (slot: number, fit: Fit, to: number, own: Partial<WantedColumn> = {}): Column => {
    const defaults = { asNumber: false, isRemembered: true, literals: null }
    return { ...defaults, ...own, slot, fit, to }
  }
  const needed = [column(place.categories, bitsOf, -1)]
  if (client >= 0) needed.push(column(place.source, fitClient, -1))
  const others = wanted.fields.flatMap((name, to) => {
    // Filled from what the row is known by.
    if (to === time || to === sequence) return []
    if (to === id) return [column(place.id, nameOf, to, { isRemembered: false })]
    const fit = fitFor(name)
    const literals = wanted.literals?.(to) ?? null
    return [column(fields.indexOf(name), fit, to, { asNumber: fit(0.5) === 0.5, literals })]
  })
  return [...needed, ...others]
}

export function rowsOf(wanted: Layout, columns: readonly Column[]): WantedRows {
  const fields = fieldsOf(wanted)
  const paths = fields.flatMap((field, slot) => spellingsOf(field).map((path) => ({ path, slot })))
  return { paths, slots: fields.length, columns, areTimed: true }
}
