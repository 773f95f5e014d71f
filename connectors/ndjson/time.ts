// `@timestamp` of an NDJSON event → an instant, or null where it is none.
import { type Instant, parseTime } from '../../src/event/time.ts'

/** RFC 3339 text, or a number of milliseconds since the epoch. */
export function createTimeReader(): (value: unknown) => Instant | null {
  let minute = ''
  let minuteUs = Number.NaN
  return (value) => {
    if (typeof value === 'number') return fromMilliseconds(value)
    if (typeof value !== 'string') return null
    if (!usual.test(value)) return parseTime(value)
    const prefix = value.slice(0, minuteLength)
    if (prefix !== minute) {
      minute = prefix
      minuteUs = Date.parse(`${prefix}:00Z`) * 1000
    }
    return Number.isNaN(minuteUs) ? null : withinMinute(value, minuteUs)
  }
}

const minuteLength = 'yyyy-mm-ddThh:mm'.length

/** What nearly every sender writes; the minute of the event before is mostly its own too. */
const usual = /^\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(?:\.\d{3}(?:\d{3}(?:\d{3})?)?)?Z$/

function withinMinute(text: string, minuteUs: number): Instant {
  const seconds = digits(text, minuteLength + 1, minuteLength + 3)
  const fraction = Math.max(0, text.length - 'yyyy-mm-ddThh:mm:ss.Z'.length)
  const start = 'yyyy-mm-ddThh:mm:ss.'.length
  const us = fraction >= 6 ? digits(text, start, start + 6) : fraction >= 3 ? digits(text, start, start + 3) * 1000 : 0
  const nanos = fraction === 9 ? digits(text, start + 6, start + 9) : 0
  return { us: minuteUs + seconds * 1_000_000 + us, nanos }
}

function digits(text: string, from: number, to: number): number {
  let number = 0
  for (let at = from; at < to; at++) number = number * 10 + text.charCodeAt(at) - 48
  return number
}

/** Longer ago or ahead than JavaScript's dates reach is no time. */
const furthestMs = 8.64e15

const fromMilliseconds = (ms: number): Instant | null =>
  Math.abs(ms) <= furthestMs ? { us: Math.round(ms * 1000), nanos: 0 } : null
