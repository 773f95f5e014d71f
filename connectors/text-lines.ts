// Bytes of a log → its lines as text, each with its place; what cannot be read is put aside with the reason.
import { isAscii } from 'node:buffer'
import type { Aside } from './connector.ts'
import { eachLine, excerptOf, longestLine, tooLong } from './lines.ts'

/** A line, and where it stands in its source. */
export interface Place {
  /** One character a byte. */
  readonly text: string
  readonly ascii: boolean
  readonly at: number
}

export interface Piece {
  readonly bytes: Uint8Array
  /** Where they begin in the source. */
  readonly offset: number
  /** No more will come. */
  readonly last: boolean
}

/**
 * Calls `readLine` for each whole line; `bytes` hold it from `start` on. It says why the line gives no event, or null.
 * Returns how many bytes the lines take.
 */
export function eachTextLine(
  { bytes, offset, last }: Piece,
  aside: Aside,
  readLine: (place: Place, bytes: Uint8Array, start: number) => string | null,
): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const ascii = isAscii(bytes)
  return eachLine(bytes, last, (start, end) => {
    const text = buffer.toString('latin1', start, Math.min(end, start + longestLine))
    const place = { text, ascii, at: offset + start }
    const problem = end - start > longestLine ? tooLong : readLine(place, bytes, start)
    if (problem !== null) aside.put(problem, place.at, excerptOf(text))
  })
}
