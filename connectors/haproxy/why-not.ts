// A line of HAProxy's log that is no HTTP request → what it is instead.
import type { OpenValues } from '../access/values.ts'
import { messageStart } from './message.ts'

export const withReason =
  (open: OpenValues): OpenValues =>
  () => {
    const values = open()
    let last = ''
    return {
      ...values,
      load(line, ascii, bytes, start) {
        last = line
        return values.load(line, ascii, bytes, start)
      },
      whyNot: () => reasonOf(last.slice(messageStart(last))),
    }
  }

function reasonOf(message: string): string | null {
  for (const [shape, reason] of reasons) if (shape.test(message)) return reason
  return null
}

/** `option tcplog`, the one line without it, a failed handshake, and what HAProxy says of itself. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/\] \S{1,200} \S{1,200} -?\d+\/-?\d+\/\+?\d+ \+?\d+ \S\S \d+\/\d+\//, 'a connection in TCP mode'],
  [/^Connect from /, 'a connection in TCP mode'],
  [/\] \S{1,200}: [A-Z]/, 'a connection without a request'],
  [/^(?:Proxy|Server|Backup|Health check|backend|frontend|\[\w+\]) /i, 'not a line of a request'],
]
