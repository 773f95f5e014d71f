// An incident query → one page of rows, newest first, with the total and the place where the next page begins.
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite'
import type { Instant } from '../../event/time.ts'
import { cursorOf, instantOf, limitOf, placeOf, rankOf } from '../incident-query.ts'
import type { IncidentQuery } from '../store.ts'
import { matchExpression } from './match.ts'

interface Condition {
  /** A `+` before a column keeps SQLite from looking rows up by it: `walk` asks for that. */
  readonly sql: string | ((walk: boolean) => string)
  readonly values: readonly SQLInputValue[]
}

interface Page {
  readonly rows: readonly Readonly<Record<string, SQLOutputValue>>[]
  readonly total: number
  readonly next: string | null
}

/** From so many answers on, walking all incidents by time finds a page sooner than sorting the answers. */
const many = 1000

/** Throws USAGE for a level, time or cursor that is none. */
export function searchIncidents(database: DatabaseSync, query: IncidentQuery): Page {
  const filters = conditions(query)
  const total = countOf(database, filters)
  const place = query.cursor === undefined ? [] : [after(query.cursor)]
  const limit = limitOf(query)
  // One more than asked for tells whether there is a next page.
  const rows = newest(database, { conditions: [...filters, ...place], limit: limit + 1, walk: total > many })
  const page = rows.slice(0, limit)
  return { rows: page, total, next: rows.length > limit ? cursorAfter(page.at(-1)!) : null }
}

const countOf = (database: DatabaseSync, conditions: readonly Condition[]): number =>
  Number(database.prepare(`SELECT count(*) AS n FROM incidents ${where(conditions)}`).get(...values(conditions))!.n)

const newestFirst = 'ORDER BY us DESC, nanos DESC, id DESC'

/** Documents are read for the rows of the page alone, not for all that are sorted. */
function newest(
  database: DatabaseSync,
  { conditions, limit, walk }: { conditions: readonly Condition[]; limit: number; walk: boolean },
): Page['rows'] {
  const places = `SELECT place FROM incidents ${where(conditions, walk)} ${newestFirst} LIMIT ?`
  return database
    .prepare(`SELECT * FROM incidents WHERE place IN (${places}) ${newestFirst}`)
    .all(...values(conditions), limit)
}

function conditions(query: IncidentQuery): readonly Condition[] {
  const found: Condition[] = []
  const add = (sql: Condition['sql'], ...values: SQLInputValue[]) => found.push({ sql, values })
  const match = matchExpression(query.text ?? '')
  if (match !== null) add(among('SELECT rowid FROM incident_text WHERE incident_text MATCH ?'), match)
  if (query.rule !== undefined) add('rule = ?', query.rule)
  if (query.level !== undefined) add('level >= ?', rankOf(query.level))
  if (query.status !== undefined) add('status = ?', query.status)
  if (query.address !== undefined) add(among('SELECT incident FROM addresses WHERE address = ?'), query.address)
  if (query.from !== undefined) add('(us, nanos) >= (?, ?)', ...pair(instantOf(query.from)))
  if (query.to !== undefined) add('(us, nanos) <= (?, ?)', ...pair(instantOf(query.to)))
  return found
}

const among =
  (places: string): Condition['sql'] =>
  (walk) =>
    `${walk ? '+' : ''}place IN (${places})`

function where(conditions: readonly Condition[], walk = false): string {
  const sql = conditions.map((each) => (typeof each.sql === 'string' ? each.sql : each.sql(walk)))
  return sql.length === 0 ? '' : `WHERE ${sql.join(' AND ')}`
}

const values = (conditions: readonly Condition[]): SQLInputValue[] => conditions.flatMap((each) => each.values)

const pair = ({ us, nanos }: Instant): [number, number] => [us, nanos]

const cursorAfter = (row: Readonly<Record<string, SQLOutputValue>>): string =>
  cursorOf({ us: Number(row.us), nanos: Number(row.nanos), id: String(row.id) })

function after(cursor: string): Condition {
  const { us, nanos, id } = placeOf(cursor)
  return { sql: '(us, nanos, id) < (?, ?, ?)', values: [us, nanos, id] }
}
