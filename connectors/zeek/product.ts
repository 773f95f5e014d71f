// What the events of Zeek have beside the fields that all products share.
import type { Value } from '../../src/event/value.ts'
import { type Product, saidBy } from '../joined/teller.ts'
import { anomalyOf, zeekKeys } from './keys.ts'

export const zeekEvents: Product = {
  dataset: 'zeek',
  keys: zeekKeys,
  fields: {
    every: [{ name: 'network.community_id', read: (_line, told) => saidBy(told, 'community_id') }],
    log: [
      { name: 'event.type', read: () => ['info'] },
      { name: 'event.action', read: (_line, { said }) => said['name']! },
      { name: 'websocket.anomaly', read: (_line, { said }) => [anomalyOf(String(said['name'])).name] },
      {
        name: 'websocket.anomaly_reference',
        read: (_line, { said }) => listed(anomalyOf(String(said['name'])).reference),
      },
    ],
  },
}

const listed = (value: string | null): Value => (value === null ? null : [value])
