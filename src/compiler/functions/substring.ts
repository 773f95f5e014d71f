// substring(source, start, end): a part of a text.
import { defineFunction } from './function.ts'

export const substring = defineFunction({
  name: 'substring',
  summary: 'The part of a text from `start` up to, not including, `end`; negative positions count from its end.',
  parameters: [
    { name: 'source', type: 'keyword' },
    { name: 'start', type: 'number' },
    { name: 'end', type: 'number', optional: true },
  ],
  returns: 'keyword',
  folds: false,
  examples: [
    { expression: 'substring("wss://example", 6)', value: 'example' },
    { expression: 'substring("wss://example", 0, 3)', value: 'wss' },
    { expression: 'substring("wss://example", -4, -1)', value: 'mpl' },
    { expression: 'substring("wss", 3, 1)', value: '' },
  ],
  prepare: () => (source: string, start: number, end?: number) => source.slice(start, end),
})
