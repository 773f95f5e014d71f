// multiply(a, b): the same as `a * b`.
import { defineFunction } from './function.ts'

export const multiply = defineFunction({
  name: 'multiply',
  summary: 'The product of two numbers; the same as `a * b`.',
  parameters: [
    { name: 'factor', type: 'number' },
    { name: 'other', type: 'number' },
  ],
  returns: 'number',
  folds: false,
  examples: [
    { expression: 'multiply(0.25, 2)', value: 0.5 },
    { expression: 'multiply(-2, -2)', value: 4 },
    { expression: 'multiply(2, null)', value: null },
  ],
  prepare: () => (a: number, b: number) => a * b,
})
