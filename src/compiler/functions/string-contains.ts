// stringContains(source, part): whether a text holds another.
import { defineFunction } from './function.ts'

export const stringContains = defineFunction({
  name: 'stringContains',
  summary: 'Whether a text holds another; an empty one is held by none.',
  parameters: [
    { name: 'source', type: 'keyword' },
    { name: 'part', type: 'keyword' },
  ],
  returns: 'boolean',
  folds: true,
  examples: [
    { expression: 'stringContains("token=abc", "token")', value: true },
    { expression: 'stringContains("token=abc", "Token")', value: false },
    { expression: 'stringContains~("token=abc", "Token")', value: true },
    { expression: 'stringContains("", "")', value: false },
    { expression: 'stringContains(null, "a")', value: null },
  ],
  prepare: ({ fold }) =>
    fold
      ? (source: string, part: string) => part !== '' && source.toLowerCase().includes(part.toLowerCase())
      : (source: string, part: string) => part !== '' && source.includes(part),
})
