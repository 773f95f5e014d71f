// lower(text): a text in lower case.
import { defineFunction } from './function.ts'

export const lower = defineFunction({
  name: 'lower',
  summary: 'A text in lower case.',
  parameters: [{ name: 'text', type: 'keyword' }],
  returns: 'keyword',
  folds: false,
  examples: [
    { expression: 'lower("WebSocket")', value: 'websocket' },
    { expression: 'lower(null)', value: null },
  ],
  prepare: () => (text: string) => text.toLowerCase(),
})
