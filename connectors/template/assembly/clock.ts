// The text of a time → microseconds since the epoch, where another of the same minute is known: only the digits of the second
// and of its fraction are read. The host finds out what a minute is (../clock.ts).
import { zero } from '../../json/assembly/bytes.ts'

// The minutes of a column: how many, which was the last, and behind them the minutes, 128 bytes each.
const clocksCount: usize = 0
const clocksLast: usize = 4
const clocksFirst: usize = 16

const clockKnown: usize = 0
/** Bits of the bytes that are the same in all texts of that minute. */
const clockMask: usize = 48
const clockLength: usize = 96
const clockSecond: usize = 100
/** The largest digit that the tens of the second may have. */
const clockMostTens: usize = 104
const clockFraction: usize = 108
const clockDigits: usize = 112
/** When the second is 0. */
const clockBase: usize = 120
const clockBytes: usize = 128

/** -1 where its minute is not known. */
export function timeAt(clocks: usize, from: usize, to: usize): f64 {
  const last = load<u32>(clocks, clocksLast)
  const us = within(clocks + clocksFirst + (last as usize) * clockBytes, from, to)
  if (us >= 0) return us
  const count = load<u32>(clocks, clocksCount)
  for (let index: u32 = 0; index < count; index++) {
    const found = within(clocks + clocksFirst + (index as usize) * clockBytes, from, to)
    if (found < 0) continue
    store<u32>(clocks, index, clocksLast)
    return found
  }
  return -1
}

function within(clock: usize, from: usize, to: usize): f64 {
  if (load<u32>(clock, clockLength) != ((to - from) as u32)) return -1
  const differs = v128.or(v128.or(differenceAt(clock, from, 0), differenceAt(clock, from, 16)), differenceAt(clock, from, 32))
  if (v128.any_true(differs)) return -1
  const second = from + (load<u32>(clock, clockSecond) as usize)
  const tens = load<u8>(second) - zero
  const ones = load<u8>(second + 1) - zero
  if (tens > load<u8>(clock, clockMostTens) || ones > 9) return -1
  const fraction = microseconds(from + (load<u32>(clock, clockFraction) as usize), load<u32>(clock, clockDigits))
  if (fraction < 0) return -1
  return load<f64>(clock, clockBase) + ((tens as f64) * 10 + (ones as f64)) * 1_000_000 + (fraction as f64)
}

@inline
function differenceAt(clock: usize, from: usize, place: usize): v128 {
  const differs = v128.xor(v128.load(from + place), v128.load(clock + place))
  return v128.and(differs, v128.load(clock + place + clockMask))
}

/** Digits beyond the sixth are cut off. -1 where they are none. */
@inline
function microseconds(at: usize, digits: u32): i32 {
  let us: i32 = 0
  let weight: i32 = 100_000
  for (let place: u32 = 0; place < digits; place++) {
    const digit = load<u8>(at + (place as usize)) - zero
    if (digit > 9) return -1
    us += (digit as i32) * weight
    weight /= 10
  }
  return us
}
