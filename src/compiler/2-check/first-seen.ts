// `… | first_seen …` → what is wrong with its values, its keys and its span.
import type { FirstSeenQuery } from '../ast.ts'
import { checkKeys } from './keys.ts'
import type { Place } from './place.ts'
import { checkDuration, checkEvents } from './queries.ts'

export function checkFirstSeen({ source, values, by, duration }: FirstSeenQuery, place: Place): void {
  checkEvents(source, place)
  checkKeys(values, place)
  checkKeys(by, place)
  // Where the parser missed it, its place is that of the whole pipe.
  const isMissing = duration.us === 0 && values.some(({ span }) => span.start >= duration.span.start)
  if (!isMissing) checkDuration(duration, 'the time that is looked back', place)
}
