// What the events of Suricata have beside the fields that all products share.
import type { Value } from '../../src/event/value.ts'
import { type Product, saidBy, type Told, type ToldField } from '../joined/teller.ts'
import { suricataKeys } from './keys.ts'

const own = (name: string, key: string): ToldField => ({ name, read: (_line, { said }) => said[key] ?? null })

const count = (name: string, key: string): ToldField => ({ name, read: (_line, { said }) => numberOf(said[key]) })

const sum = (name: string, a: string, b: string): ToldField => ({
  name,
  read(_line, { said }) {
    const [one, other] = [numberOf(said[a]), numberOf(said[b])]
    return one === null || other === null ? null : one + other
  },
})

function numberOf(value: unknown): number | null {
  const number = value === undefined ? Number.NaN : Number(value)
  return Number.isFinite(number) ? number : null
}

const type = (value: string): ToldField => ({ name: 'event.type', read: () => [value] })

const direction = own('websocket.direction', 'direction')

// biome-ignore format: table
const frame: readonly ToldField[] = [
  direction,
  own('websocket.opcode', 'opcode'),
  own('websocket.opcode_name', 'opcode_name'),
  own('websocket.fin', 'fin'),
  own('websocket.masked', 'masked'),
  own('websocket.payload.text', 'payload'),
  own('websocket.payload.truncated', 'truncated'),
]

// biome-ignore format: table
const close: readonly ToldField[] = [
  own('websocket.close.code', 'close_code'),
  own('websocket.close.reason', 'close_reason'),
  { name: 'websocket.close.by', read: (_line, told) => saidBy(told, 'closed_by') },
]

/** Suricata's 1 is the most severe. */
const severities: Readonly<Record<string, number>> = { '1': 73, '2': 47, '3': 21 }

// biome-ignore format: table
export const suricataEvents: Product = {
  dataset: 'suricata',
  keys: suricataKeys,
  fields: {
    every: [{ name: 'network.community_id', read: (_line, told) => saidBy(told, 'community_id') }],
    frame: [type('info'), ...frame],
    close: [type('info'), direction, ...close],
    connection: [
      own('event.reason', 'reason'),
      // With the headers of all packets: what the frames had cannot be told.
      count('source.bytes', 'bytes_toserver'),
      count('source.packets', 'pkts_toserver'),
      count('destination.bytes', 'bytes_toclient'),
      count('destination.packets', 'pkts_toclient'),
      sum('network.bytes', 'bytes_toserver', 'bytes_toclient'),
      sum('network.packets', 'pkts_toserver', 'pkts_toclient'),
    ],
    alert: [
      { name: 'event.kind', read: () => 'alert' },
      { name: 'event.type', read: (_line, told) => [wasBlocked(told) ? 'denied' : 'info'] },
      { name: 'event.severity', read: (_line, { said }) => severityOf(said['severity']) },
      own('event.action', 'action'),
      own('rule.id', 'signature_id'),
      own('rule.name', 'signature'),
      { name: 'rule.category', read: (_line, { said }) => said['category'] || null },
      own('rule.version', 'rev'),
      ...frame,
      ...close,
    ],
  },
}

const wasBlocked = ({ said }: Told): boolean => said['action'] === 'blocked'

const severityOf = (severity: unknown): Value => (severity === undefined ? null : (severities[String(severity)] ?? 1))
