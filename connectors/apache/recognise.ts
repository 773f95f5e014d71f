// The first bytes of a source → how surely they are an Apache access log.
import { headLines } from '../lines.ts'

const common =
  /^(?:[\w.*-]+:\d+ )?\S+ \S+ .{1,200} \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "(?:[^"\\]|\\.)*" \d{3} (?:\d+|-)(?: "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*")?$/

/**
 * nginx and others write lines of the same shape. What only Apache does: the virtual host before the line, `-` for no
 * bytes, a quote written `\"`, no request line at all where none came in time, bytes in an answer that has no body.
 */
const own = /^[\w.*-]+:\d+ \S+ \S+ |" \d{3} -(?: |$)|\\"|\] "-" 408 |" 304 [1-9]/

export function recogniseApache(head: Uint8Array): number {
  const lines = headLines(head, 20)
  if (lines.length === 0) return 0
  const text = lines.filter((line) => common.test(line))
  const json = lines.filter(isApacheJson).length / lines.length
  const sure = text.some((line) => own.test(line)) ? 0.9 : 0.5
  return Math.max((text.length / lines.length) * sure, json * 0.95)
}

/** As the guide has it, and as it is often found. */
const isApacheJson = (line: string): boolean =>
  line.startsWith('{') && (/"log": ?"apache"/.test(line) || (line.includes('"remoteIP"') && line.includes('"request"')))
