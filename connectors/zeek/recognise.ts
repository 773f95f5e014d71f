// The first bytes of a source → how surely they are logs of Zeek.
import { headLines } from '../lines.ts'

export function recogniseZeek(head: Uint8Array): number {
  const lines = headLines(head, 20)
  if (lines.length === 0) return 0
  if (lines[0]!.startsWith('#separator ') && lines.some((line) => line.startsWith('#fields'))) return 0.99
  // A header that is longer than what is known of the file.
  if (lines[0]!.startsWith('#separator \\x')) return 0.9
  return (lines.filter(isZeekJson).length / lines.length) * 0.95
}

/** `uid` is Zeek's word for a connection, and dots within keys are its way with records. */
const isZeekJson = (line: string): boolean =>
  line.startsWith('{') && /"ts" ?: ?["\d]/.test(line) && (/"id[._]orig_h" ?:/.test(line) || /"_path" ?:/.test(line))
