// between(source, left, right, greedy): what stands between two texts.
import { defineFunction } from './function.ts'

export const between = defineFunction({
  name: 'between',
  summary:
    'What stands between `left` and `right` in a text; empty where either is not found. Greedy: up to the last `right`.',
  parameters: [
    { name: 'source', type: 'keyword' },
    { name: 'left', type: 'keyword' },
    { name: 'right', type: 'keyword' },
    { name: 'greedy', type: 'boolean', optional: true },
  ],
  returns: 'keyword',
  folds: true,
  examples: [
    { expression: 'between("/api/v1/users", "/api/", "/users")', value: 'v1' },
    { expression: 'between("a=1&b=2&c=3", "a=", "&")', value: '1' },
    { expression: 'between("a=1&b=2&c=3", "a=", "&", true)', value: '1&b=2' },
    { expression: 'between("a=1", "A=", "&")', value: '' },
    { expression: 'between~("a=1;", "A=", ";")', value: '1' },
    { expression: 'between(null, "a", "b")', value: null },
  ],
  prepare: ({ fold }) => (fold ? cutFolded : cut),
})

const cut = (source: string, left: string, right: string, greedy = false): string =>
  cutBy(source, source, left, right, greedy)

const cutFolded = (source: string, left: string, right: string, greedy = false): string =>
  cutBy(source, source.toLowerCase(), left.toLowerCase(), right.toLowerCase(), greedy)

function cutBy(source: string, searched: string, left: string, right: string, greedy: boolean): string {
  const found = searched.indexOf(left)
  if (found < 0) return ''
  const start = found + left.length
  const end = greedy ? searched.lastIndexOf(right) : searched.indexOf(right, start)
  return end < start ? '' : source.slice(start, end)
}
