// Commands that the guides name are commands that there are, with options that they take.
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')

/** By command, as `tripline blocks add`: what its help says. `docs.test.ts` sees to it that the page is the program's own. */
const helps = new Map(
  textOf('docs/reference/cli.md')
    .split(/^## /m)
    .map((section) => [/^`(tripline[^`]*)`/.exec(section)?.[1] ?? '', section] as const)
    .filter(([name]) => name !== ''),
)

/** `tripline scan …` at the start of a line of a block, and between backticks. */
const named = /(?:^ *|`)(?:npx )?(tripline [a-z][^`\n]*)/gm

const commands = globSync(
  ['*.md', 'docs/*.md', 'docs/decisions/*.md', 'connectors/**/*.md', 'integrations/*/*.md', 'deploy/*.md'],
  {
    cwd: root,
    exclude: (path) => path.includes('node_modules'),
  },
).flatMap((path) => [...textOf(path).matchAll(named)].map(([, line]) => ({ path, line: line!.split(/ [|#&] /)[0]! })))

/** The words that a command has, at most two behind `tripline`. */
function helpOf(line: string): string | undefined {
  const [program, first, second] = line.split(/\s+/)
  return helps.get(`${program} ${first} ${second}`) ?? helps.get(`${program} ${first}`)
}

test('there are many', () => {
  expect(helps.size).toBeGreaterThan(20)
  expect(commands.length).toBeGreaterThan(100)
})

test('each is one that there is', () => {
  const unknown = commands.filter(({ line }) => helpOf(line) === undefined)
  expect(unknown.map(({ path, line }) => `${path}: ${line}`)).toEqual([])
})

test('each takes the options that it is shown with', () => {
  const refused = commands.flatMap(({ path, line }) =>
    (line.match(/(?<=\s)--[a-z-]+/g) ?? [])
      .filter((option) => !new RegExp(`${option}(?![a-z-])`).test(helpOf(line) ?? ''))
      .map((option) => `${path}: ${option} of ${line}`),
  )
  expect(refused).toEqual([])
})
