// upper(text): a text in upper case.
import { defineFunction } from './function.ts'

export const upper = defineFunction({
  name: 'upper',
  summary: 'A text in upper case.',
  parameters: [{ name: 'text', type: 'keyword' }],
  returns: 'keyword',
  folds: false,
  examples: [
    { expression: 'upper("get")', value: 'GET' },
    { expression: 'upper(null)', value: null },
  ],
  prepare: () => (text: string) => text.toUpperCase(),
})
