// The first bytes of a source → how surely they are an nginx access log.
import { headLines } from '../lines.ts'

const combined =
  /^\S+ - .{1,200} \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "[^"]*" \d{3} \d+ "[^"]*" "[^"]*"/

/** Apache's combined format has the same shape, so a line of it leaves a doubt. */
export function recogniseNginx(head: Uint8Array): number {
  const lines = headLines(head, 20)
  if (lines.length === 0) return 0
  const text = lines.filter((line) => combined.test(line)).length / lines.length
  const json = lines.filter(isNginxJson).length / lines.length
  return Math.max(text * 0.8, json * 0.9)
}

/** Names of nginx's own, any of which tells it from other servers' JSON. */
const ownKeys = /"(?:body_bytes_sent|remote_addr|request_time|time_local|upstream_addr|http_user_agent)" *:/g

const isNginxJson = (line: string): boolean =>
  line.startsWith('{') && new Set(line.match(ownKeys)).size >= 2 && !line.includes('"event.category"')
