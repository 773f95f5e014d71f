// Laws of whole programs: what is printed is read again as the same tree, and no program stops the compiler.
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { parseFile, parseQuery } from '../../src/compiler/1-parse/parse.ts'
import { compileQuery, compileRules } from '../../src/compiler/compile.ts'
import { printFile, printQuery } from '../../src/compiler/print.ts'
import { file, query } from '../compiler/programs.ts'

const thoroughness = Number(process.env['THOROUGHNESS'] ?? 1)
vi.setConfig({ testTimeout: 60_000 * thoroughness })

/** Spans differ between a tree and its print; everything else must not. */
const withoutSpans = (tree: unknown): unknown =>
  JSON.parse(JSON.stringify(tree, (key, value) => (key === 'span' ? undefined : value)))

test('a query of any shape is read as what was printed, and prints the same again', () => {
  fc.assert(
    fc.property(query, (made) => {
      const text = printQuery(made)
      const { tree, diagnostics } = parseQuery(text)
      expect([diagnostics, text]).toEqual([[], text])
      expect([withoutSpans(tree), text]).toEqual([withoutSpans(made), text])
      expect(printQuery(tree!)).toBe(text)
      expect(compileQuery(text).ok).toBeTypeOf('boolean')
    }),
    { numRuns: 300 * thoroughness },
  )
})

test('a file of any declarations is read as what was printed, and prints the same again', () => {
  fc.assert(
    fc.property(file, (made) => {
      const text = printFile(made)
      const { tree, diagnostics } = parseFile(text)
      expect([diagnostics, text]).toEqual([[], text])
      expect([withoutSpans(tree), text]).toEqual([withoutSpans(made), text])
      expect(printFile(tree, text)).toBe(text)
      expect(compileRules([{ path: 'rules/first_of_them.trip', text }]).problems.length).toBeLessThan(2)
    }),
    { numRuns: 200 * thoroughness },
  )
})

test.each(['10000000000000000d', '1000000000000000000000000000000us', `${'9'.repeat(400)}s`, '0s', '00010m'])(
  'a span of any length prints the same again: %s',
  (span) => {
    const text = `auth | first_seen user.name by source.ip over ${span}`
    const printed = printQuery(parseQuery(text).tree!)
    expect(parseQuery(printed).diagnostics).toEqual([])
    expect(printQuery(parseQuery(printed).tree!)).toBe(printed)
  },
)
