// The first bytes of a source → how surely they are an HAProxy log.
import { headLines } from '../lines.ts'
import { messageStart } from './message.ts'

/** Client, time to the millisecond without a zone, frontend, backend and server: in HTTP and in TCP mode. */
const line = /^\S+:\d+ \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d\.\d{3}\] \S+ \S+\/\S+ [-+\d]+\//

/** Two headers that are never there, then port and milliseconds. */
const clf = /^\S+ - - \[[^\]]{26}\] "[^"]*" -?\d+ \+?\d+ "" "" \d+ \d{3} "/

/** What HAProxy says of itself stands between. */
const notice = /^(?:Proxy|Server|Backup|Health check|backend|Connect from|\S+:\d+ \[[^\]]{24}\] \S+: )/

export function recogniseHaproxy(head: Uint8Array): number {
  const lines = headLines(head, 20).map((each) => each.slice(messageStart(each)))
  const found = lines.filter((each) => line.test(each) || clf.test(each) || isHaproxyJson(each))
  if (found.length === 0) return 0
  const notices = lines.filter((each) => notice.test(each) && !found.includes(each))
  return (0.95 * (found.length + notices.length)) / lines.length
}

/** The state at the end is no other product's, and its four letters look like nothing else. */
const isHaproxyJson = (each: string): boolean =>
  each.startsWith('{') &&
  (/"log": ?"haproxy"/.test(each) || /"term(?:ination_state)?": ?"[A-Za-z-]{2}[A-Za-z-]{2}?"/.test(each))
