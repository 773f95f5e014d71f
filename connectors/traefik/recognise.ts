// The first bytes of a source → how surely they are a Traefik access log.
import { headLines } from '../lines.ts'

/** Keys of Traefik's own, any two of which tell it from other products. */
const ownKeys =
  /"(?:ClientAddr|ClientHost|DownstreamStatus|DownstreamContentSize|OriginStatus|RequestAddr|RequestPath|RouterName|ServiceURL|StartUTC|entryPointName)":/g

/** What its Common Log Format ends in: the number of the request, router, server and duration. */
const common = /\] ".*" \d{1,3} \d+ ".*" ".*" \d+ "[^"]*" "[^"]*" \d+ms$/

export function recogniseTraefik(head: Uint8Array): number {
  const lines = headLines(head, 50)
  const own = lines.filter((line) =>
    line.startsWith('{') ? new Set(line.match(ownKeys)).size >= 2 : common.test(line),
  )
  return lines.length === 0 ? 0 : (0.95 * own.length) / lines.length
}
