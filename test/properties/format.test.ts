// Laws of the canonical form: it means the same, keeps every comment wherever it stands, and is its own canonical form.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { ruleLexer } from '../../grammar/rule/tokens.ts'
import { parseFile } from '../../src/compiler/1-parse/parse.ts'
import { format } from '../../src/compiler/format.ts'
import { printFile } from '../../src/compiler/print.ts'
import { file } from '../compiler/programs.ts'

const thoroughness = Number(process.env['THOROUGHNESS'] ?? 1)
vi.setConfig({ testTimeout: 30_000 * thoroughness })

const root = join(import.meta.dirname, '../..')
const texts = globSync('{rulesets,test/conformance/syntax}/**/*.trip', { cwd: root }).map((file) =>
  readFileSync(join(root, file), 'utf8'),
)

/** Every text with comments between any two of its tokens. */
const commented = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(...texts),
      file.map((made) => printFile(made)),
    ),
    fc.array(fc.tuple(fc.nat(), fc.boolean()), { minLength: 1, maxLength: 6 }),
  )
  .map(([text, places]) => {
    const ends = ruleLexer()
      .tokenize(text)
      .tokens.map(({ startOffset }) => startOffset)
    const put = new Map(
      places.map(([place, isLine], i) => [ends[place % ends.length]!, isLine ? `// c${i}\n` : `/* c${i} */ `]),
    )
    return [...put]
      .toSorted(([a], [b]) => b - a)
      .reduce((all, [at, comment]) => all.slice(0, at) + comment + all.slice(at), text)
  })

const meaning = (text: string): unknown =>
  JSON.parse(
    JSON.stringify(parseFile(text).tree, (key, value) => (key === 'span' || key === 'comments' ? undefined : value)),
  )

const commentsOf = (text: string): readonly string[] => parseFile(text).tree.comments.map((comment) => comment.text)

const formatted = (text: string): string => {
  const done = format(text)
  if (!done.ok) throw new Error(`${text}\n${JSON.stringify(done.diagnostics)}`)
  return done.text
}

test('the form of a text means the same, keeps its comments in order, and stays as it is', () => {
  fc.assert(
    fc.property(commented, (text) => {
      const once = formatted(text)
      expect(meaning(once)).toEqual(meaning(text))
      expect(commentsOf(once)).toEqual(commentsOf(text))
      expect(formatted(once)).toBe(once)
    }),
    { numRuns: 150 * thoroughness },
  )
})

test('a text with a mistake has no form, and says where', () => {
  const done = format('rule broken_in_the_middle {\n  title "x"\n  level\n')
  expect(done.ok ? [] : done.diagnostics.map(({ code }) => code)).toContain('R101')
})
