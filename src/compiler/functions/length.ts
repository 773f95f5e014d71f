// length(text): how many characters.
import { defineFunction } from './function.ts'

export const length = defineFunction({
  name: 'length',
  summary: 'How many characters (UTF-16 code units) a text has.',
  parameters: [{ name: 'text', type: 'keyword' }],
  returns: 'long',
  folds: false,
  examples: [
    { expression: 'length("1008")', value: 4 },
    { expression: 'length("")', value: 0 },
    { expression: 'length(null)', value: null },
  ],
  prepare: () => (text: string) => text.length,
})
