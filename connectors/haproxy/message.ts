// A line as syslog wrote it, with time, host and program before it → where HAProxy's own begins.
import type { OpenValues } from '../access/values.ts'

/** Lines of that kind, with what a syslog daemon puts before them or without. */
export const withinSyslog =
  (open: OpenValues): OpenValues =>
  (row) => {
    const values = open(row)
    return {
      ...values,
      scanned: values.scanned && { ...values.scanned, messageStart },
      load(line, ascii, bytes, start = 0) {
        const from = messageStart(line)
        return values.load(from === 0 ? line : line.slice(from), ascii, bytes, start + from)
      },
    }
  }

/** 0 where there is nothing before it. RFC 3164 section 4.1, RFC 5424 section 6.2, and rsyslog's file with RFC 3339 times. */
export function messageStart(line: string): number {
  const first = line.charCodeAt(0)
  const priority = first === lessThan ? line.indexOf('>') + 1 : 0
  if (priority > 0 && line.startsWith('1 ', priority)) return behindHeader(line, priority)
  const isStamped = startsWithMonth(line, priority) || startsWithDate(line, priority)
  if (!isStamped) return 0
  const tag = line.indexOf(': ', priority + shortestStamp)
  return tag < 0 || tag > farthest ? 0 : tag + 2
}

const lessThan = 0x3c
const space = 0x20
const dash = 0x2d
const shortestStamp = 'Nov 22 04:22:08'.length
const farthest = 300

const startsWithMonth = (line: string, at: number): boolean =>
  line.charCodeAt(at + 3) === space &&
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d /.test(line.slice(at, at + shortestStamp + 1))

const startsWithDate = (line: string, at: number): boolean =>
  line.charCodeAt(at + 4) === dash && line.charCodeAt(at + 10) === 0x54

/** `1 2026-11-22T04:22:08Z host haproxy 4711 - - `: version, time, host, program, process, message id, structured data. */
function behindHeader(line: string, from: number): number {
  let at = from
  for (let words = 0; words < 6; words++) {
    at = line.indexOf(' ', at) + 1
    if (at === 0) return 0
  }
  // Structured data may hold blanks, but HAProxy ends it with a bracket.
  const end = line.charCodeAt(at) === dash ? at + 1 : line.indexOf('] ', at) + 1
  return end === 0 ? 0 : end + 1
}
