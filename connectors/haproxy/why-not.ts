// A line of HAProxy's log that is no HTTP request → what it is instead.
import type { OpenValues } from '../access/values.ts'
import { type Reasons, withReasons } from '../access/why-not.ts'
import { messageStart } from './message.ts'

/** `option tcplog`, the one line without it, a failed handshake, and what HAProxy says of itself. */
const reasons: Reasons = [
  [/\] \S{1,200} \S{1,200} -?\d+\/-?\d+\/\+?\d+ \+?\d+ \S\S \d+\/\d+\//, 'a connection in TCP mode'],
  [/^Connect from /, 'a connection in TCP mode'],
  [/\] \S{1,200}: [A-Z]/, 'a connection without a request'],
  [/^(?:Proxy|Server|Backup|Health check|backend|frontend|\[\w+\]) /i, 'not a line of a request'],
]

export const withReason = (open: OpenValues): OpenValues => withReasons(open, reasons, messageStart)
