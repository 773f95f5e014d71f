// anomaly(): how unusual a frame is for its class of connections.
import { anomalyScore } from '../../event/learned-fields.ts'
import { defineFunction } from './function.ts'

export const anomaly = defineFunction({
  name: 'anomaly',
  summary:
    'How unusual a frame is for its class of connections (host, path, subprotocol, direction), 0 to 1; null while the class is still being learned. See [baselines](../baselines.md).',
  parameters: [],
  returns: 'double',
  folds: false,
  examples: [
    { expression: 'anomaly()', value: null },
    { expression: 'anomaly() * 100', value: null },
  ],
  prepare: () => () => null,
  learned: () => anomalyScore,
})
