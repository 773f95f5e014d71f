// endsWith(source, ending): whether a text ends with another.
import { defineFunction } from './function.ts'

export const endsWith = defineFunction({
  name: 'endsWith',
  summary: 'Whether a text ends with another.',
  parameters: [
    { name: 'source', type: 'keyword' },
    { name: 'ending', type: 'keyword' },
  ],
  returns: 'boolean',
  folds: true,
  examples: [
    { expression: 'endsWith("app.example.com", ".example.com")', value: true },
    { expression: 'endsWith("app.example.com", ".EXAMPLE.com")', value: false },
    { expression: 'endsWith~("app.example.com", ".EXAMPLE.com")', value: true },
    { expression: 'endsWith("", null)', value: null },
  ],
  prepare: ({ fold }) =>
    fold
      ? (source: string, ending: string) => source.toLowerCase().endsWith(ending.toLowerCase())
      : (source: string, ending: string) => source.endsWith(ending),
})
