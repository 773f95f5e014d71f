// Microseconds since the epoch → the ways in which logs write times, all in UTC.
import { formatTime } from '../../../src/event/time.ts'

/** `2026-11-22T04:22:05.250Z`, to the millisecond. */
export const isoTime = (us: number): string => new Date(us / 1000).toISOString()

/** The same, to the microsecond. */
export const preciseTime = (us: number): string => formatTime(us, 0)

/** `22/Nov/2026:04:22:05`, to the second, as the Common Log Format has it before the zone. */
export function commonTime(us: number): string {
  const [, day, month, year, clock] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(us / 1000).toUTCString())!
  return `${day}/${month}/${year}:${clock}`
}

export const seconds = (us: number, digits: number): string => (us / 1e6).toFixed(digits)

export const milliseconds = (us: number): number => Math.floor(us / 1000)
