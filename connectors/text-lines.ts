// Bytes of a log → its lines as text, each with its place; what cannot be read is put aside with the reason.
import { isAscii } from 'node:buffer'
import type { Aside } from './connector.ts'
import { eachLine, excerptOf, longestLine, tooLong } from './lines.ts'

/** A line, and where it stands in its source. */
export interface Place {
  /** One character a byte, unless it was read as UTF-8. */
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

type ReadLine = (place: Place, bytes: Uint8Array, start: number) => string | null

/**
 * Calls `readLine` for each whole line; `bytes` hold it from `start` on. It says why the line gives no event, or null.
 * Returns how many bytes the lines take.
 */
export const eachTextLine = (piece: Piece, aside: Aside, readLine: ReadLine): number =>
  eachLineAs('latin1', piece, aside, readLine)

/** The same for lines that are UTF-8 throughout: their text is what they say. */
export const eachUtf8Line = (
  piece: Piece,
  aside: Aside,
  readLine: (text: string, at: number) => string | null,
): number => eachLineAs('utf8', piece, aside, ({ text, at }) => readLine(text, at))

function eachLineAs(
  encoding: 'latin1' | 'utf8',
  { bytes, offset, last }: Piece,
  aside: Aside,
  readLine: ReadLine,
): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const ascii = isAscii(bytes)
  // Both give the same text of ASCII, and Latin-1 is the faster to read.
  const faster = ascii ? 'latin1' : encoding
  return eachLine(bytes, last, (start, end) => {
    const text = buffer.toString(faster, start, Math.min(end, start + longestLine))
    const place = { text, ascii, at: offset + start }
    const problem = end - start > longestLine ? tooLong : readLine(place, bytes, start)
    if (problem !== null) aside.put(problem, place.at, excerptOf(text))
  })
}
