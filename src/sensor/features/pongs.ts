// Pings of one side and pongs of the other → whether anybody asked. RFC 6455 section 5.5.3. Feature `op_pong_unsolicited`.
import type { DirectionState } from './state.ts'

/** Behind the transitions: as many pings, two words of hash each. */
const pingsAt = 64
const kept = 8

/** 1 for a pong whose body is that of none of the other side's last pings; 0 for everything else. */
export function pongUnsolicited(
  state: DirectionState,
  other: DirectionState,
  opcode: number,
  { bytes, length }: { readonly bytes: Uint8Array; readonly length: number },
): number {
  if (opcode !== 9 && opcode !== 10) return 0
  const high = hash(bytes, length, 0x811c9dc5)
  const low = hash(bytes, length, 0x9e3779b9)
  if (opcode === 10) return wasAsked(other, high, low) ? 0 : 1
  const at = state.base + pingsAt + 2 * (state.pingsSeen++ % kept)
  state.counts[at] = high
  state.counts[at + 1] = low
  return 0
}

function wasAsked({ counts, base, pingsSeen }: DirectionState, high: number, low: number): boolean {
  for (let one = 0; one < Math.min(kept, pingsSeen); one++) {
    const at = base + pingsAt + 2 * one
    if (counts[at] === high && counts[at + 1] === low) return true
  }
  return false
}

/** 32 bits; two of them with different seeds take 64-bit hashes' place. */
function hash(bytes: Uint8Array, length: number, seed: number): number {
  let value = seed ^ length
  for (let at = 0; at < length; at++) {
    value = Math.imul(value ^ bytes[at]!, 0x85ebca6b)
    value ^= value >>> 13
  }
  return (Math.imul(value, 0xc2b2ae35) ^ (value >>> 16)) >>> 0
}
