// The first bytes of a source → how surely they are a Traefik access log.
import { headLines } from '../lines.ts'

/** Keys of Traefik's own, any two of which tell it from other products. */
const ownKeys =
  /"(?:ClientAddr|ClientHost|DownstreamStatus|DownstreamContentSize|OriginStatus|RequestAddr|RequestPath|RouterName|ServiceURL|StartUTC|entryPointName)":/g

/** Its Common Log Format: common, then the number of the request, router, server and duration. */
const beginning = /^[^[]*\[[^\]]*\] "/
const answer = /" \d{1,3} \d+ "/
const ending = /" \d+ "[^"]*" "[^"]*" \d+ms$/

/** One after the other: together they would try each quote of a long line as the end of each value. */
const isCommon = (line: string): boolean => beginning.test(line) && answer.test(line) && ending.test(line)

export function recogniseTraefik(head: Uint8Array): number {
  const lines = headLines(head, 50)
  const own = lines.filter((line) => (line.startsWith('{') ? new Set(line.match(ownKeys)).size >= 2 : isCommon(line)))
  return lines.length === 0 ? 0 : (0.95 * own.length) / lines.length
}
