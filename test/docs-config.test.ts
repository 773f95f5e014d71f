// Every piece of tripline.yaml in the guides is one that the program takes.
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { parseConfig } from '../src/config/parse.ts'
import { configSchema } from '../src/config/schema.ts'

const root = resolve(import.meta.dirname, '..')
const keys = new Set(Object.keys(configSchema.entries))

/** YAML whose keys are all ones of a config: there is other YAML in the guides, for other programs. */
const isConfig = (text: string): boolean => {
  const written: unknown = parse(text, { logLevel: 'silent' })
  return typeof written === 'object' && written !== null && Object.keys(written).every((key) => keys.has(key))
}

const pieces = globSync(['README.md', 'docs/*.md', 'docs/reference/*.md', 'connectors/*/README.md', 'deploy/*.md'], {
  cwd: root,
}).flatMap((path) =>
  [...readFileSync(join(root, path), 'utf8').matchAll(/```ya?ml\n(.*?)```/gs)]
    .map(([, text], index) => ({ path, index, text: text! }))
    .filter(({ text }) => isConfig(text)),
)

test('there are many', () => expect(pieces.length).toBeGreaterThan(20))

describe.each([...new Set(pieces.map(({ path }) => path))])('%s', (path) => {
  test.each(pieces.filter((piece) => piece.path === path))('piece $index', ({ text }) => {
    expect(parseConfig(stringify({ version: 1, ...parse(text) }))).toMatchObject({ ok: true })
  })
})
