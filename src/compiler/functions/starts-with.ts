// startsWith(source, beginning): whether a text begins with another.
import { defineFunction } from './function.ts'

export const startsWith = defineFunction({
  name: 'startsWith',
  summary: 'Whether a text begins with another.',
  parameters: [
    { name: 'source', type: 'keyword' },
    { name: 'beginning', type: 'keyword' },
  ],
  returns: 'boolean',
  folds: true,
  examples: [
    { expression: 'startsWith("/admin/users", "/admin")', value: true },
    { expression: 'startsWith("/admin", "/Admin")', value: false },
    { expression: 'startsWith~("/admin", "/Admin")', value: true },
    { expression: 'startsWith("", "")', value: true },
    { expression: 'startsWith(null, "/")', value: null },
  ],
  prepare: ({ fold }) =>
    fold
      ? (source: string, beginning: string) => source.toLowerCase().startsWith(beginning.toLowerCase())
      : (source: string, beginning: string) => source.startsWith(beginning),
})
