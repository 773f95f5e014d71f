// What a query for incidents says → what every store makes of it in the same way. What is no query is refused with USAGE.
import { levels } from '../compiler/plan.ts'
import { OperationalError } from '../errors.ts'
import { type Instant, parseTime } from '../event/time.ts'
import type { IncidentQuery } from './store.ts'

const defaultLimit = 50

export const limitOf = ({ limit }: IncidentQuery): number => Math.max(1, Math.trunc(limit ?? defaultLimit))

/** Place of a level among all, from the lowest. */
export function rankOf(level: string): number {
  const at = (levels as readonly string[]).indexOf(level)
  if (at < 0) throw usage(`There is no level ${level}. There are: ${levels.join(', ')}.`)
  return at
}

export function instantOf(text: string): Instant {
  const time = parseTime(text)
  if (!time) throw usage(`${text} is no RFC 3339 time, as 2026-01-31T08:00:00Z is.`)
  return time
}

/** Where a page ended: time and id of its last incident. */
export interface Place extends Instant {
  readonly id: string
}

export const cursorOf = ({ us, nanos, id }: Place): string =>
  Buffer.from(JSON.stringify([us, nanos, id])).toString('base64url')

export function placeOf(cursor: string): Place {
  const place = decode(cursor)
  if (place) return place
  throw usage('The cursor is none that this store gave. Start again without one.')
}

function decode(cursor: string): Place | null {
  try {
    const [us, nanos, id, ...more] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    const isPlace = isMicroseconds(us) && isMicroseconds(nanos) && typeof id === 'string' && more.length === 0
    return isPlace ? { us, nanos, id } : null
  } catch {
    return null
  }
}

const isMicroseconds = (value: unknown): value is number => Number.isSafeInteger(value)

const usage = (details: string): OperationalError => new OperationalError('USAGE', { details })
