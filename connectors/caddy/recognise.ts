// The first bytes of a source → how surely they are a Caddy access log.
import { headLines } from '../lines.ts'

/** A request as Caddy writes it, whose address may have been taken out. */
const request = /"request": ?\{(?:"(?:remote_ip|remote_addr|client_ip)"|"proto": ?"HTTP\/)/
const logger = /"logger": ?"[\w.]+"|\thttp\.log\.access/

/** Other lines of Caddy's own log may stand between, and before the first request. */
export function recogniseCaddy(head: Uint8Array): number {
  const lines = headLines(head, 100)
  const requests = lines.filter((line) => request.test(line))
  if (requests.length === 0) return 0
  const others = lines.filter((line) => !request.test(line) && logger.test(line))
  return (0.95 * (requests.length + others.length)) / lines.length
}
