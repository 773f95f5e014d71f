// indexOf(source, part, start): where a text first holds another.
import { defineFunction } from './function.ts'

export const indexOf = defineFunction({
  name: 'indexOf',
  summary: 'Where a text first holds another, from 0, at `start` or after it; null where it does not.',
  parameters: [
    { name: 'source', type: 'keyword' },
    { name: 'part', type: 'keyword' },
    { name: 'start', type: 'number', optional: true },
  ],
  returns: 'long',
  folds: true,
  examples: [
    { expression: 'indexOf("app.example.com", ".")', value: 3 },
    { expression: 'indexOf("app.example.com", ".", 4)', value: 11 },
    { expression: 'indexOf("app.example.com", ".", -6)', value: 3 },
    { expression: 'indexOf("app.example.com", ".", 30)', value: null },
    { expression: 'indexOf("app.example.com", "E")', value: null },
    { expression: 'indexOf~("app.example.com", "E")', value: 4 },
    { expression: 'indexOf("", "")', value: 0 },
  ],
  prepare: ({ fold }) =>
    fold
      ? (source: string, part: string, start = 0) => find(source.toLowerCase(), part.toLowerCase(), start)
      : (source: string, part: string, start = 0) => find(source, part, start),
})

function find(source: string, part: string, start: number): number | null {
  if (start > source.length) return null
  const found = source.indexOf(part, start)
  return found < 0 ? null : found
}
