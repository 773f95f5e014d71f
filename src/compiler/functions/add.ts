// add(a, b): the same as `a + b`.
import { defineFunction } from './function.ts'

export const add = defineFunction({
  name: 'add',
  summary: 'The sum of two numbers; the same as `a + b`.',
  parameters: [
    { name: 'addend', type: 'number' },
    { name: 'other', type: 'number' },
  ],
  returns: 'number',
  folds: false,
  examples: [
    { expression: 'add(4, 0.5)', value: 4.5 },
    { expression: 'add(-2, -2)', value: -4 },
    { expression: 'add(null, 4)', value: null },
  ],
  prepare: () => (a: number, b: number) => a + b,
})
