// The first bytes of a source → how surely they are Suricata's EVE JSON.
import { headLines } from '../lines.ts'

export function recogniseSuricata(head: Uint8Array): number {
  const lines = headLines(head, 20)
  return lines.length === 0 ? 0 : (lines.filter(isEve).length / lines.length) * 0.95
}

const isEve = (line: string): boolean =>
  line.startsWith('{') &&
  line.includes('"event_type"') &&
  /"(?:flow_id|pcap_cnt|dest_ip|stats)" ?:/.test(line) &&
  line.includes('"timestamp"')
