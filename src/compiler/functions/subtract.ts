// subtract(a, b): the same as `a - b`.
import { defineFunction } from './function.ts'

export const subtract = defineFunction({
  name: 'subtract',
  summary: 'The difference of two numbers; the same as `a - b`.',
  parameters: [
    { name: 'minuend', type: 'number' },
    { name: 'subtrahend', type: 'number' },
  ],
  returns: 'number',
  folds: false,
  examples: [
    { expression: 'subtract(10, 2)', value: 8 },
    { expression: 'subtract(10, null)', value: null },
  ],
  prepare: () => (a: number, b: number) => a - b,
})
