// An incident query → a search request, and an answer → the page.
import { levels } from '../../compiler/plan.ts'
import { formatTime, type Instant, parseTime } from '../../event/time.ts'
import { cursorOf, instantOf, limitOf, placeOf, rankOf } from '../incident-query.ts'
import type { IncidentPage, IncidentQuery } from '../store.ts'
import { type IncidentSource, storedOf } from './document.ts'
import { wordQueries } from './words.ts'

export type Body = Readonly<Record<string, unknown>>

/** Throws USAGE for a level, time or cursor that is none. */
export function searchBody(query: IncidentQuery): Body {
  return {
    query: { bool: { filter: filters(query) } },
    sort: [
      { '@timestamp': { order: 'desc', format: 'strict_date_optional_time_nanos', unmapped_type: 'date_nanos' } },
      { 'tripline.incident.id': { order: 'desc', unmapped_type: 'keyword' } },
    ],
    // One more than asked for tells whether there is a next page.
    size: limitOf(query) + 1,
    track_total_hits: true,
    _source: { excludes: ['tripline.search'] },
    ...(query.cursor === undefined ? {} : { search_after: after(query.cursor) }),
  }
}

/** A search returns so many at most: `index.max_result_window`, less the one that tells of a next page. */
export const pageLimit = 9999

function filters(query: IncidentQuery): readonly Body[] {
  const { text, rule, level, status, address, from, to } = query
  return [
    ...wordQueries('tripline.search.words', text ?? ''),
    ...(rule === undefined ? [] : [term('rule.id', rule)]),
    ...(level === undefined ? [] : [{ terms: { 'tripline.level': levels.slice(rankOf(level)) } }]),
    ...(status === undefined ? [] : [term('tripline.incident.status', status)]),
    ...(address === undefined ? [] : [term('tripline.search.addresses', address)]),
    ...(from === undefined ? [] : [{ range: { '@timestamp': { gte: nanoseconds(instantOf(from)) } } }]),
    ...(to === undefined ? [] : [{ range: { '@timestamp': { lte: nanoseconds(instantOf(to)) } } }]),
  ]
}

const term = (field: string, value: string): Body => ({ term: { [field]: value } })

/** All nine digits: those that are missing would be filled up to the end of the second. */
const nanoseconds = ({ us, nanos }: Instant): string =>
  formatTime(us, nanos).replace(/\.(\d+)Z$/, (_, digits: string) => `.${digits.padEnd(9, '0')}Z`)

function after(cursor: string): readonly string[] {
  const place = placeOf(cursor)
  return [nanoseconds(place), place.id]
}

export interface SearchAnswer {
  readonly hits: {
    readonly total?: { readonly value: number } | number
    readonly hits: readonly { readonly _source?: unknown }[]
  }
}

export function pageOf({ hits }: SearchAnswer, limit: number): IncidentPage {
  const found = hits.hits.map(({ _source }) => storedOf(_source as IncidentSource))
  const incidents = found.slice(0, limit)
  const last = incidents.at(-1)
  const next = last && found.length > limit ? cursorOf({ ...parseTime(last.raisedAt)!, id: last.id }) : null
  return { incidents, total: typeof hits.total === 'object' ? hits.total.value : (hits.total ?? 0), next }
}
