// An interface's options → how its 64-bit timestamps become microseconds. draft-ietf-opsawg-pcapng section 4.2.
import type { ByteOrder } from './octets.ts'

/** Sets the time of `to` from the two halves of a timestamp. */
export type Clock = (high: number, low: number, to: { us: number; nanos: number }) => void

const options = { end: 0, resolution: 9, offset: 14 }

export function readClock(bytes: Uint8Array, start: number, end: number, order: ByteOrder): Clock {
  let resolution = 6
  let offsetSeconds = 0
  for (let at = start; at + 4 <= end; ) {
    const code = order.uint16(bytes, at)
    const length = order.uint16(bytes, at + 2)
    if (code === options.end || at + 4 + length > end) break
    if (code === options.resolution && length >= 1) resolution = bytes[at + 4]!
    if (code === options.offset && length >= 8) offsetSeconds = signed64(bytes, at + 4, order)
    at += 4 + ((length + 3) & ~3)
  }
  return shifted(clockOf(resolution), offsetSeconds)
}

const signed64 = (bytes: Uint8Array, at: number, order: ByteOrder): number =>
  (order.uint32(bytes, at + order.highAt) | 0) * 2 ** 32 + order.uint32(bytes, at + 4 - order.highAt)

function shifted(clock: Clock, seconds: number): Clock {
  if (seconds === 0) return clock
  return (high, low, to) => {
    clock(high, low, to)
    to.us += seconds * 1e6
  }
}

function clockOf(resolution: number): Clock {
  if (resolution === 6) return microseconds
  if (resolution === 9) return nanoseconds
  // The highest bit says that the rest is a power of two.
  const base = resolution & 0x80 ? 2n : 10n
  return unitsPerSecond(base ** BigInt(resolution & 0x7f))
}

const microseconds: Clock = (high, low, to) => {
  to.us = high * 2 ** 32 + low
  to.nanos = 0
}

/** 2^32 = 4294967 · 1000 + 296, so that no step leaves the integers that a double holds. */
const nanoseconds: Clock = (high, low, to) => {
  const rest = high * 296 + low
  to.us = high * 4294967 + Math.floor(rest / 1000)
  to.nanos = rest % 1000
}

const unitsPerSecond =
  (units: bigint): Clock =>
  (high, low, to) => {
    const nanos = (((BigInt(high) << 32n) | BigInt(low)) * 1_000_000_000n) / units
    to.us = Number(nanos / 1000n)
    to.nanos = Number(nanos % 1000n)
  }
