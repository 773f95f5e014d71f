// Bytes → the lines in them, by their places. And the bounds that every reader of lines keeps.

/** Longer ones are no log lines: they are skipped and counted, under this reason. */
export const longestLine = 1 << 20
export const tooLong = 'line longer than 1 MiB'

/** As much of what could not be read as is worth keeping. */
export const excerptOf = (text: string): string => text.slice(0, 8192)

/**
 * Calls `visit` with the range of each whole line, without its line end; empty lines are left out. Returns how many bytes
 * the whole lines take. With `last`, what follows the last newline is a line too.
 */
export function eachLine(bytes: Uint8Array, last: boolean, visit: (start: number, end: number) => void): number {
  let start = 0
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
    visitLine(bytes, start, end, visit)
    start = end + 1
  }
  if (!last) return start
  visitLine(bytes, start, bytes.length, visit)
  return bytes.length
}

const newline = 0x0a
const carriageReturn = 0x0d

function visitLine(bytes: Uint8Array, start: number, end: number, visit: (start: number, end: number) => void): void {
  const trimmed = end > start && bytes[end - 1] === carriageReturn ? end - 1 : end
  const from = startsWithMark(bytes, start) ? start + mark.length : start
  if (trimmed > from) visit(from, trimmed)
}

/** The byte order mark that editors and shells of Windows put before UTF-8; files that were joined have it anywhere. */
const mark = [0xef, 0xbb, 0xbf]

const startsWithMark = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === mark[0] && bytes[at + 1] === mark[1] && bytes[at + 2] === mark[2]

/** The head of a source as a connector knows it. */
export const withoutMark = (head: Uint8Array): Uint8Array =>
  startsWithMark(head, 0) ? head.subarray(mark.length) : head

/** The first whole lines of a source's head, as Latin-1; the only one where it is cut within the first line. */
export function headLines(head: Uint8Array, most: number): readonly string[] {
  const lines = Buffer.from(head).toString('latin1').split(/\r?\n/)
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines
  return whole.filter((line) => line !== '').slice(0, most)
}
