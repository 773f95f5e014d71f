// After a gap that hid a frame's header: does a segment look like whole frames from its first byte on?
import { headerSize, isControl } from './frame.ts'
import { uint16, uint32 } from './octets.ts'

/**
 * Applications send a frame with one write, so a frame mostly begins where a segment does. True where every header
 * makes sense for its side and the last frame ends exactly where the segment does.
 */
export function looksLikeFrames(bytes: Uint8Array, start: number, end: number, fromClient: boolean): boolean {
  let at = start
  while (at < end) {
    if (end - at < 2 || !isPlausible(bytes[at]!, bytes[at + 1]!, fromClient)) return false
    const size = headerSize(bytes[at + 1]!)
    if (end - at < size) return false
    at += size + lengthOf(bytes, at)
  }
  return at === end
}

function isPlausible(first: number, second: number, fromClient: boolean): boolean {
  const code = first & 15
  const isKnown = code <= 2 || (code >= 8 && code <= 10)
  // RSV2 and RSV3 belong to no extension in use.
  if (!isKnown || (first & 0x30) !== 0 || second >= 128 !== fromClient) return false
  return !isControl(code) || (first >= 128 && (second & 127) <= 125)
}

function lengthOf(bytes: Uint8Array, at: number): number {
  const short = bytes[at + 1]! & 127
  if (short < 126) return short
  return short === 126 ? uint16(bytes, at + 2) : uint32(bytes, at + 2) * 2 ** 32 + uint32(bytes, at + 6)
}
