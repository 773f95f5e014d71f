// A time in whichever of the usual ways a product was told to write it → microseconds since the epoch, or NaN.
import { createIsoTimeReader, createLocalTimeReader } from './time.ts'
import { createWallTimeReader } from './wall-time.ts'
import { utc, type Zone } from './zone.ts'

/**
 * Numbers since the epoch in seconds, milliseconds, microseconds or nanoseconds, with or without a fraction; RFC 3339;
 * `22/Nov/2026:04:22:05 +0000`; and `2026/11/22 04:22:05.123` in the zone given.
 */
export function createAnyTimeReader(zone: Zone = utc): (text: string) => number {
  const iso = createIsoTimeReader()
  const local = createLocalTimeReader()
  const wall = createWallTimeReader(zone)
  return (text) => {
    if (text.charCodeAt('22'.length) === slash) return local(text)
    const beyondYear = text.charCodeAt('2026'.length)
    if (beyondYear === slash) return wall(text)
    if (beyondYear !== dash) return parseEpoch(text)
    const us = iso(text)
    return Number.isNaN(us) ? wall(text) : us
  }
}

const slash = 0x2f
const dash = 0x2d

/** Read by digits, so that nothing is rounded: nanoseconds have more of them than a number holds. */
export function parseEpoch(text: string): number {
  const point = text.indexOf('.')
  const whole = point < 0 ? text.length : point
  const unit = units.find(({ digits }) => whole <= digits)
  if (unit === undefined || whole === 0 || point === text.length - 1) return Number.NaN
  let us = 0
  let left = whole + unit.shift
  for (let at = 0; at < text.length; at++) {
    if (at === point) continue
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return Number.NaN
    if (left <= 0) continue
    us = us * 10 + digit
    left--
  }
  return us * 10 ** left
}

/** Seconds, milliseconds, microseconds, nanoseconds: how many digits they may have, and how many more microseconds have. */
const units = [
  { digits: 11, shift: 6 },
  { digits: 14, shift: 3 },
  { digits: 17, shift: 0 },
  { digits: 20, shift: -3 },
]
