// Where an endpoint stands, `203.0.113.7:51234` or `[2001:db8::7]:51234` → its address.
import { caseBit, closeBracket, colon, dot, letterA, openBracket, zero } from './bytes.ts'

/** Of the address found last. */
export let addressFrom: usize = 0
export let addressTo: usize = 0

/** False where anything else stands there. */
export function findAddress(from: usize, to: usize): bool {
  const isBracketed = load<u8>(from) == openBracket
  addressFrom = isBracketed ? from + 1 : from
  let at = addressFrom
  let lastColon: usize = 0
  for (; at < to && isOfAddress(load<u8>(at)); at++) if (load<u8>(at) == colon) lastColon = at
  addressTo = isBracketed ? at : lastColon
  const end = isBracketed ? portEnd(at, to) : at
  return end == to && addressTo > addressFrom
}

/** Behind the bracket that closes there, and a port; 0 where that is not so. */
function portEnd(bracket: usize, to: usize): usize {
  if (bracket + 1 >= to || load<u8>(bracket) != closeBracket || load<u8>(bracket + 1) != colon) return 0
  let at = bracket + 2
  while (at < to && (load<u8>(at) - zero as u8) < 10) at++
  return at
}

@inline
function isOfAddress(code: u8): bool {
  return (code - zero as u8) < 10 || ((code | caseBit) - letterA as u8) < 6 || code == dot || code == colon
}
