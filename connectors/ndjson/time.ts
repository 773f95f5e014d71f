// `@timestamp` of an NDJSON event → microseconds and nanoseconds, or that it is none.
import { isTime, parseMs, parseTime } from '../../src/event/time.ts'

const minuteLength = 'yyyy-mm-ddThh:mm'.length
const secondLength = 'yyyy-mm-ddThh:mm:ss'.length

/** What nearly every sender writes; the minute of the event before is mostly its own too. */
const usual = /^\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(?:\.\d{3}(?:\d{3}(?:\d{3})?)?)?Z$/

/** RFC 3339 text, or a number of milliseconds since the epoch. */
export class TimeReader {
  /** Of the time read last. */
  us = 0
  nanos = 0
  /** The minute that the last text began with, as text, and as microseconds: NaN where there is no such minute. */
  #minute = ''
  #minuteUs = Number.NaN
  readonly #minuteBytes = new Uint8Array(minuteLength)

  /** False where it is no time. */
  read(value: unknown): boolean {
    if (typeof value === 'number') return this.number(value)
    return typeof value === 'string' && this.text(value)
  }

  number(ms: number): boolean {
    this.us = Math.round(ms * 1000)
    this.nanos = 0
    return isTime(this.us)
  }

  text(text: string): boolean {
    if (!usual.test(text)) return this.#rfc3339(text)
    const prefix = text.slice(0, minuteLength)
    if (prefix !== this.#minute) {
      this.#minute = prefix
      this.#minuteUs = parseMs(`${prefix}:00Z`) * 1000
      for (let at = 0; at < minuteLength; at++) this.#minuteBytes[at] = prefix.charCodeAt(at)
    }
    return this.#withinMinute(Buffer.from(text, 'latin1'), 0, text.length)
  }

  /** The text between its quotes. False also where only `text` can tell. */
  bytes(bytes: Uint8Array, start: number, end: number): boolean {
    const minute = this.#minuteBytes
    for (let at = minuteLength - 1; at >= 0; at--) if (bytes[start + at] !== minute[at]) return false
    return this.#withinMinute(bytes, start, end)
  }

  #rfc3339(text: string): boolean {
    const instant = parseTime(text)
    if (instant === null || !isTime(instant.us)) return false
    this.us = instant.us
    this.nanos = instant.nanos
    return true
  }

  #withinMinute(bytes: Uint8Array, start: number, end: number): boolean {
    const fraction = end - start === secondLength + 1 ? 0 : end - start - secondLength - 2
    const seconds = digits(bytes, start + minuteLength + 1, 2)
    const micros = fraction === 0 ? 0 : digits(bytes, start + secondLength + 1, fraction >= 6 ? 6 : 3)
    const nanos = fraction === 9 ? digits(bytes, start + secondLength + 7, 3) : 0
    const isUsual =
      end - start !== secondLength + 2 &&
      bytes[start + minuteLength] === colon &&
      bytes[end - 1] === letterZ &&
      (fraction === 0 || ((fraction === 3 || fraction === 6 || fraction === 9) && bytes[start + secondLength] === dot))
    this.us = this.#minuteUs + seconds * 1_000_000 + (fraction === 3 ? micros * 1000 : micros)
    this.nanos = nanos
    // No digits are NaN, and so is what they are added to.
    return isUsual && seconds < 60 && nanos >= 0 && isTime(this.us)
  }
}

function digits(bytes: Uint8Array, from: number, count: number): number {
  let number = 0
  for (let at = from; at < from + count; at++) {
    const digit = bytes[at]! - zero
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    number = number * 10 + digit
  }
  return number
}

const zero = 0x30
const dot = 0x2e
const colon = 0x3a
const letterZ = 0x5a
