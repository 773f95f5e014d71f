// The text of a time and what reads such texts → the minute that it is of, so that the other texts of that minute can be read
// by their digits alone.

/** Reads a text → microseconds since the epoch, or NaN. */
type ReadTime = (text: string) => number

/** A minute, or a hundred seconds where seconds are counted since the epoch. */
export interface Clock {
  /** A text of it. Others differ in the digits of the second and of its fraction alone. */
  readonly text: string
  /** Where the two digits of the second stand. */
  readonly second: number
  /** The largest digit that the first of them may be. */
  readonly mostTens: number
  /** Where the digits of the fraction begin, and how many there are. */
  readonly fraction: number
  readonly digits: number
  /** When the second is 0: microseconds. */
  readonly us: number
}

export const longestClock = 48

/** Null for a text that is no time, and for times that are written in another way. */
export function clockOf(text: string, read: ReadTime): Clock | null {
  const place = text.length <= longestClock ? (timeOfDay(text) ?? sinceEpoch(text)) : null
  if (place === null || Number(text[place.second]) > place.mostTens) return null
  const us = read(withDigits(text, place, 0, 0))
  return us >= 0 && Number.isSafeInteger(us + 100_000_000) && isLinear(text, place, us, read)
    ? { text, ...place, us }
    : null
}

type Place = Omit<Clock, 'text' | 'us'>

/** `04:22:05.250`, within anything else. */
function timeOfDay(text: string): Place | null {
  const found = /\d\d:\d\d:\d\d(?:[.,](\d{1,9})(?!\d))?(?![.,:]?\d)/.exec(text)
  if (found === null) return null
  const second = found.index + '04:22:'.length
  return { second, mostTens: 5, fraction: second + '05.'.length, digits: found[1]?.length ?? 0 }
}

/** `1795321325.123`, with the point or without it. */
function sinceEpoch(text: string): Place | null {
  const found = /^\d{10}(?:\.(\d{1,9})|(\d{0,9}))$/.exec(text)
  if (found === null) return null
  const [, behindPoint, more = ''] = found
  const fraction = secondsLength + (behindPoint === undefined ? 0 : 1)
  return { second: secondsLength - 2, mostTens: 9, fraction, digits: (behindPoint ?? more).length }
}

const secondsLength = '1795321325'.length

/** Each digit is worth what it is worth there. */
function isLinear(text: string, place: Place, us: number, read: ReadTime): boolean {
  const { mostTens, digits } = place
  const most = 10 * mostTens + 9
  const fraction = 10 ** digits - 1
  const isSecond = read(withDigits(text, place, most, 0)) === us + most * 1_000_000
  return (
    isSecond &&
    read(withDigits(text, place, 7, fraction)) === us + 7_000_000 + Number('999999'.slice(0, digits).padEnd(6, '0'))
  )
}

function withDigits(text: string, { second, fraction, digits }: Place, seconds: number, fractions: number): string {
  const whole = text.slice(0, second) + String(seconds).padStart(2, '0') + text.slice(second + 2)
  if (digits === 0) return whole
  return whole.slice(0, fraction) + String(fractions).padStart(digits, '0') + whole.slice(fraction + digits)
}
