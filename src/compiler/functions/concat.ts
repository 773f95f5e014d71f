// concat(value, …): the texts of values, one after the other.
import type { Scalar } from '../../event/value.ts'
import { defineFunction } from './function.ts'

export const concat = defineFunction({
  name: 'concat',
  summary: 'The texts of the values, one after the other; null where one of them is.',
  parameters: [{ name: 'value', type: 'any', many: true }],
  returns: 'keyword',
  folds: false,
  examples: [
    { expression: 'concat("user", 42)', value: 'user42' },
    { expression: 'concat("is ", true)', value: 'is true' },
    { expression: 'concat("user", null)', value: null },
  ],
  prepare:
    () =>
    (...values: readonly Scalar[]) =>
      values.join(''),
})
