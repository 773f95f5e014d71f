// The name of a time zone, or its distance from UTC → when it was in UTC that a clock on the wall there showed a time.

/** Microseconds as if the wall's clock were UTC's → microseconds since the epoch. */
export type Zone = (wallUs: number) => number

export const utc: Zone = (wallUs) => wallUs

/** `UTC`, `+02:00` or a name such as `Europe/Berlin`. Null where there is no such zone. */
export function parseZone(text: string): Zone | null {
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(text)
  if (fixed) {
    const minutes = (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3]))
    return (wallUs) => wallUs - minutes * minuteUs
  }
  try {
    return namedZone(new Intl.DateTimeFormat('en-US', { timeZone: text, timeZoneName: 'longOffset' }))
  } catch {
    return null
  }
}

const minuteUs = 60_000_000
/** Every change of a zone's distance from UTC falls on a quarter of an hour. */
const quarterUs = 15 * minuteUs

function namedZone(format: Intl.DateTimeFormat): Zone {
  let quarter = Number.NaN
  let offsetUs = 0
  return (wallUs) => {
    const own = Math.floor(wallUs / quarterUs)
    if (own !== quarter) {
      quarter = own
      offsetUs = offsetOf(format, own * quarterUs)
    }
    return wallUs - offsetUs
  }
}

/** How far that wall is ahead. Of an hour that comes twice the second is taken, which is what lasts. */
function offsetOf(format: Intl.DateTimeFormat, wallUs: number): number {
  const first = offsetAt(format, wallUs)
  return offsetAt(format, wallUs - first)
}

function offsetAt(format: Intl.DateTimeFormat, us: number): number {
  if (Number.isNaN(us) || Math.abs(us) > latestUs) return 0
  const name = format.formatToParts(us / 1000).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const parts = /([+-])(\d\d):(\d\d)/.exec(name)
  return parts ? (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3])) * minuteUs : 0
}

/** The last time that a date can hold (ECMA-262 section 21.4.1.1). */
const latestUs = 8.64e18
