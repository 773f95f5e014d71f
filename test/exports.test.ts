// What a file gives away is taken by another one: else it is its own affair, or nobody's.
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const read = (folders: string): ReadonlyMap<string, string> =>
  new Map(
    globSync(`{${folders}}/**/*.{ts,mts,js,cjs}`, { cwd: root, exclude: (path) => path.includes('node_modules') }).map(
      (path) => [path, readFileSync(join(root, path), 'utf8')],
    ),
  )

const product = read('src,connectors,grammar')
const users = new Map([...product, ...read('test,bench,scripts,examples,integrations,kibana,editors,bin')])

/** In how many files a word stands. */
const uses = new Map<string, number>()
for (const text of users.values())
  for (const word of new Set(text.match(/[\w$]+/g))) uses.set(word, (uses.get(word) ?? 0) + 1)

const exportsOf = (text: string): string[] =>
  [...text.matchAll(/^export (?:async )?(?:function\*?|const|class|let) ([\w$]+)/gm)].map(([, name]) => name!)

test('every value that is exported is used in another file', () => {
  const own = [...product]
    .filter(([path]) => !path.includes('.generated.'))
    .flatMap(([path, text]) => exportsOf(text).map((name) => ({ path, name })))
  expect(own.length).toBeGreaterThan(1000)
  expect(own.filter(({ name }) => uses.get(name) === 1).map(({ path, name }) => `${path}: ${name}`)).toEqual([])
})
