// The first bytes of a source → how surely they are the access log of an Application Load Balancer.
import { headLines } from '../lines.ts'

const line = /^(?:https?|h2|grpcs|wss?) \d{4}-\d\d-\d\dT[\d:.]+Z app\/\S+ \S+ \S+ \S+ \S+ \S+ \S+ \S+ \d+ \d+ "/
/** The balancer has another name where logs were made anonymous. */
const likely =
  /^(?:https?|h2|grpcs|wss?) \d{4}-\d\d-\d\dT[\d:.]+Z \S+ \S+:\d+ \S+ -?[\d.]+ -?[\d.]+ -?[\d.]+ [\d-]+ \S+ \d+ \d+ "/

export function recogniseAlb(head: Uint8Array): number {
  const lines = headLines(head, 50)
  if (lines.length === 0) return 0
  const own = lines.filter((one) => line.test(one)).length
  const similar = lines.filter((one) => !line.test(one) && likely.test(one)).length
  return (0.95 * own + 0.8 * similar) / lines.length
}
