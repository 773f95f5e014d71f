// The first bytes of a source → how surely Cloudflare pushed them.
import { headLines } from '../lines.ts'

/** Fields of the two datasets, any two of which tell them from other products. */
const fields =
  /"(?:RayID|EdgeStartTimestamp|EdgeEndTimestamp|EdgeResponseStatus|ClientRequestHost|ClientRequestURI|ConnectionCloseSource|BytesSentClient)":/g
/** Datasets share field names: these two have one of these each. */
const ours = /"(?:EdgeResponseStatus|ClientRequestMethod|ClientRequestURI|ConnectionCloseSource|BytesSentClient)":/

export function recogniseCloudflare(head: Uint8Array): number {
  const lines = headLines(head, 50)
  const own = lines.filter((line) => line.startsWith('{') && ours.test(line) && new Set(line.match(fields)).size >= 2)
  return lines.length === 0 ? 0 : (0.95 * own.length) / lines.length
}
