// `… | first_seen …` → what is wrong with its values, its keys and its span.
import type { FirstSeenQuery } from '../ast.ts'
import { checkKeys } from './keys.ts'
import type { Place } from './place.ts'
import { checkDuration, checkEvents } from './queries.ts'

export function checkFirstSeen({ source, values, by, duration }: FirstSeenQuery, place: Place): void {
  checkEvents(source, place)
  checkKeys(values, place)
  checkKeys(by, place)
  checkDuration(duration, 'the time that is looked back', place)
}
