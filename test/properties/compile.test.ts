// Laws of the rule language: what is emitted means what the text says, printing loses nothing, and no text breaks it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { parseFile, parseQuery } from '../../src/compiler/1-parse/parse.ts'
import { emptyScope, eventNames } from '../../src/compiler/2-check/scope.ts'
import type { Expression, Query } from '../../src/compiler/ast.ts'
import { compileQuery, compileRules } from '../../src/compiler/compile.ts'
import { printFile, printQuery } from '../../src/compiler/print.ts'
import { Batch, type Origin } from '../../src/event/batch.ts'
import { anyCategory } from '../../src/event/category.ts'
import type { Layout } from '../../src/event/layout.ts'
import type { Value } from '../../src/event/value.ts'
import { condition, event } from '../compiler/expressions.ts'
import { judge } from '../compiler/plain-reading.ts'

/** THOROUGHNESS=20 takes a minute and looks further. */
const thoroughness = Number(process.env['THOROUGHNESS'] ?? 1)
vi.setConfig({ testTimeout: 30_000 * thoroughness })

const span = { start: 0, end: 0 }
const queryOf = (node: Expression): Query => ({
  kind: 'event',
  category: { text: 'any', span },
  condition: node,
  span,
})

const nowhere: Origin = { id: () => '', document: () => ({}) }

function batchOf(layout: Layout, fields: Readonly<Record<string, Value>>): Batch {
  const batch = new Batch(layout)
  const row = batch.add(anyCategory, 0, 0, 0, nowhere)
  for (const [name, value] of Object.entries(fields)) batch.set(row, layout.slot(name), value)
  return batch
}

/** Spans differ between a tree and its print; everything else must not. */
const withoutSpans = (tree: unknown): unknown =>
  JSON.parse(JSON.stringify(tree, (key, value) => (key === 'span' || key === 'comments' ? undefined : value)))

describe('what is emitted', () => {
  test('agrees with a plain reading of the text, for any condition and event', () => {
    const names = eventNames({ ...emptyScope, outside: 'dynamic' })
    fc.assert(
      fc.property(condition, fc.array(event, { minLength: 1, maxLength: 5 }), (node, events) => {
        const text = printQuery(queryOf(node))
        const compiled = compileQuery(text, { fields: 'dynamic' })
        if (!compiled.ok) throw new Error(`${text}\n${JSON.stringify(compiled.diagnostics)}`)
        if (compiled.detect.kind !== 'event') throw new Error(text)
        for (const fields of events) {
          const found = compiled.detect.test(batchOf(compiled.layout, fields), 0)
          expect([found, text]).toEqual([judge(node, fields, names) === true, text])
        }
      }),
      { numRuns: 500 * thoroughness },
    )
  })
})

describe('printing', () => {
  test('gives a text that parses to the same tree, and prints the same again', () => {
    fc.assert(
      fc.property(condition, (node) => {
        const text = printQuery(queryOf(node))
        const { tree, diagnostics } = parseQuery(text)
        expect(diagnostics).toEqual([])
        expect(withoutSpans(tree)).toEqual(withoutSpans(queryOf(node)))
        expect(printQuery(tree!)).toBe(text)
      }),
      { numRuns: 300 * thoroughness },
    )
  })

  const rulesets = join(import.meta.dirname, '../../rulesets')
  const syntax = join(import.meta.dirname, '../conformance/syntax')
  const files = [rulesets, syntax].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.trip'))
      .map((file) => join(folder, file)),
  )

  test.each(files)('keeps what %s means, and its comments', (path) => {
    const text = readFileSync(path, 'utf8')
    const before = parseFile(text).tree
    const printed = printFile(before, text)
    const after = parseFile(printed).tree
    expect(withoutSpans(after)).toEqual(withoutSpans(before))
    expect(after.comments.map((comment) => comment.text)).toEqual(before.comments.map((comment) => comment.text))
    expect(printFile(after, printed)).toBe(printed)
  })
})

describe('any text', () => {
  const rule = readFileSync(join(import.meta.dirname, '../conformance/syntax/everything_there_is.trip'), 'utf8')

  /** A rule file that was cut, doubled and mixed up. */
  const damaged = fc
    .array(
      fc.tuple(
        fc.nat(rule.length),
        fc.nat(60),
        fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom('{', '"', '(', '/*', 'not ', '| ')),
      ),
      {
        maxLength: 5,
      },
    )
    .map((cuts) => cuts.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), rule))

  test('is compiled or reported, and every report points into it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), damaged), (text) => {
        const { problems } = compileRules([{ path: 'rules/any.trip', text }])
        for (const { primary, context = [] } of problems.flatMap(({ diagnostics }) => diagnostics)) {
          for (const { span: place } of [primary, ...context]) {
            expect(place.start).toBeGreaterThanOrEqual(0)
            expect(place.end).toBeGreaterThanOrEqual(place.start)
            expect(place.end).toBeLessThanOrEqual(text.length)
          }
        }
      }),
      { numRuns: 200 * thoroughness },
    )
  })

  test('that is nested without end is refused', () => {
    for (const text of [
      '('.repeat(20_000),
      'not '.repeat(20_000),
      '1 + '.repeat(20_000),
      'length('.repeat(20_000),
      '-'.repeat(20_000),
    ]) {
      expect(compileQuery(`any where ${text}`).ok).toBe(false)
    }
  })
})
