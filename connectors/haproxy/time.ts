// `22/Nov/2026:04:22:08.748`, as HAProxy writes it without a zone → microseconds since the epoch, or NaN.
import { createAnyTimeReader } from '../access/any-time.ts'
import type { TimeReader } from '../access/facts.ts'
import { parseLocalTime } from '../access/time.ts'
import type { Zone } from '../access/zone.ts'

const day = '22/Nov/2026'.length
const whole = '22/Nov/2026:04:22:08.748'.length

/** Most lines are of the day of the line before. */
export function createMillisecondReader(zone: Zone): TimeReader {
  let known = 'none yet'
  let midnightUs = Number.NaN
  return (text) => {
    if (text.length !== whole || text.charCodeAt(day) !== colon || text.charCodeAt(whole - 4) !== point)
      return Number.NaN
    if (!text.startsWith(known)) {
      known = text.slice(0, day)
      midnightUs = parseLocalTime(`${known}:00:00:00 +0000`)
    }
    const hour = digits(text, day + 1, 2)
    const minute = digits(text, day + 4, 2)
    const second = digits(text, day + 7, 2)
    const milliseconds = digits(text, whole - 3, 3)
    if (!(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN
    return zone(midnightUs + ((hour * 60 + minute) * 60 + second) * 1_000_000 + milliseconds * 1000)
  }
}

const colon = 0x3a
const point = 0x2e

/** NaN where they are none. */
function digits(text: string, start: number, count: number): number {
  let number = 0
  for (let at = start; at < start + count; at++) {
    const digit = text.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    number = number * 10 + digit
  }
  return number
}

/** The same, and in whichever other way a JSON line has it. */
export function createTimeReader(zone: Zone): TimeReader {
  const milliseconds = createMillisecondReader(zone)
  const any = createAnyTimeReader(zone)
  return (text) => (text.length === whole && text.charCodeAt(2) === slash ? milliseconds(text) : any(text))
}

const slash = 0x2f
