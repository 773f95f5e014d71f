// string(value): the text of a value.
import type { Scalar } from '../../event/value.ts'
import { defineFunction } from './function.ts'

export const string = defineFunction({
  name: 'string',
  summary: 'The text of a value.',
  parameters: [{ name: 'value', type: 'any' }],
  returns: 'keyword',
  folds: false,
  examples: [
    { expression: 'string(42.5)', value: '42.5' },
    { expression: 'string(true)', value: 'true' },
    { expression: 'string(null)', value: null },
  ],
  prepare: () => (value: Scalar) => String(value),
})
