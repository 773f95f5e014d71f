// usual(field, percent): the value below which so many of the values of the event's class lie.
import { usualName } from '../../event/learned-fields.ts'
import { defineFunction } from './function.ts'

export const usual = defineFunction({
  name: 'usual',
  summary:
    'The percentile of a field that the class of connections is used to; null while it is still being learned. See [baselines](../baselines.md).',
  parameters: [
    { name: 'field', type: 'number', field: true },
    { name: 'percent', type: 'number', constant: true },
  ],
  returns: 'double',
  folds: false,
  examples: [
    { expression: 'usual(websocket.payload.bytes, 99)', value: null },
    { expression: 'usual(websocket.message.bytes, 99.9) * 4', value: null },
  ],
  prepare: () => () => null,
  learned: ([field, percent]) =>
    field?.kind === 'field' && percent?.kind === 'literal' && typeof percent.value === 'number'
      ? usualName({ field: field.name, percent: percent.value })
      : null,
})
