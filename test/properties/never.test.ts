// Law of the warnings: what is said never to hold holds for no event; and the rules that ship are never warned of.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { compileQuery, compileRules } from '../../src/compiler/compile.ts'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts'
import { Batch, type Origin } from '../../src/event/batch.ts'
import { anyCategory } from '../../src/event/category.ts'
import type { Layout } from '../../src/event/layout.ts'
import type { Value } from '../../src/event/value.ts'

const thoroughness = Number(process.env['THOROUGHNESS'] ?? 1)
vi.setConfig({ testTimeout: 30_000 * thoroughness })

const texts = ['a', 'A', 'b', 'ab', '']
const text = fc.constantFrom(...texts)
const port = fc.constantFrom(0, 1, 2, 3, 65_535)
const code = fc.constantFrom(-1, 0, 1, 2, 3, 65_535, 65_536)
const outcome = fc.constantFrom('success', 'failure', 'unknown')
const address = fc.constantFrom('192.0.2.1', '192.0.2.2', '198.51.100.1')
const block = fc.constantFrom('192.0.2.1', '192.0.2.0/24', '192.0.2.2/32', '198.51.100.0/24')
const quoted = (value: string): string => JSON.stringify(value)
const listed = (values: readonly string[]): string => `(${values.join(', ')})`
const order = fc.constantFrom('==', '!=', '<', '<=', '>', '>=')
const equality = fc.constantFrom('==', '!=')
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 2 })

const atom = fc.oneof(
  fc.tuple(order, code).map(([operator, value]) => `source.port ${operator} ${value}`),
  fc.tuple(order, text).map(([operator, value]) => `user.name ${operator} ${quoted(value)}`),
  fc
    .tuple(fc.constantFrom(':', 'like', 'like~', 'regex', 'regex~'), fc.constantFrom('a', 'A', 'b', 'a*', '*b'))
    .map(
      ([operator, pattern]) =>
        `user.name ${operator} ${quoted(pattern.replace('*', operator.startsWith('r') ? '.*' : '*'))}`,
    ),
  fc
    .tuple(fc.constantFrom('in', 'in~', 'not in'), few(text))
    .map(([operator, values]) => `user.name ${operator} ${listed(values.map(quoted))}`),
  fc.tuple(equality, outcome).map(([operator, value]) => `event.outcome ${operator} ${quoted(value)}`),
  fc.tuple(equality, block).map(([operator, value]) => `source.ip ${operator} ${quoted(value)}`),
  few(block).map((values) => `cidrMatch(source.ip, ${values.map(quoted).join(', ')})`),
  fc.constantFrom(
    'websocket.fin',
    'websocket.fin == false',
    '1 == 2',
    'true',
    'user.name == null',
    'source.port != null',
  ),
  fc.constantFrom('length(user.name) > 1', 'stringContains(user.name, "a")', 'user.name == concat("a", "b")'),
)

const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    atom,
    fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((all) => `(${all.join(' and ')})`),
    fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((all) => `(${all.join(' or ')})`),
    tie('condition').map((one) => `not ${one}`),
  ),
}))

const event: fc.Arbitrary<Record<string, Value>> = fc.record({
  'user.name': fc.option(text),
  'source.port': fc.option(port),
  'source.ip': fc.option(address),
  'event.outcome': fc.option(outcome),
  'websocket.fin': fc.option(fc.boolean()),
})

const nowhere: Origin = { id: () => '', document: () => ({}) }

function batchOf(layout: Layout, fields: Readonly<Record<string, Value>>): Batch {
  const batch = new Batch(layout)
  const row = batch.add(anyCategory, 0, 0, 0, nowhere)
  for (const [name, value] of Object.entries(fields))
    if (layout.slot(name) >= 0) batch.set(row, layout.slot(name), value)
  return batch
}

function warnings(query: string): { readonly rule: string; readonly never: readonly Diagnostic[] } {
  const rule = `rule some_condition {\n  title "A case"\n  level low\n  detect any where ${query}\n}\n`
  const found = compileRules([{ path: 'some_condition.trip', text: rule }]).problems.flatMap((file) => file.diagnostics)
  return { rule, never: found.filter((problem) => problem.code === 'R801') }
}

test('what is said never to hold, alone or together, holds for no event', () => {
  let judged = 0
  fc.assert(
    fc.property(condition, fc.array(event, { minLength: 20, maxLength: 20 }), (query, events) => {
      const { rule, never } = warnings(query)
      for (const { primary, context = [] } of never) {
        const parts = [primary, ...context].map(({ span }) => `(${rule.slice(span.start, span.end)})`)
        const compiled = compileQuery(`any where ${parts.join(' and ')}`)
        if (!compiled.ok || compiled.detect.kind !== 'event') continue
        judged++
        for (const fields of events) {
          expect([compiled.detect.test(batchOf(compiled.layout, fields), 0), parts, fields]).toEqual([
            false,
            parts,
            fields,
          ])
        }
      }
    }),
    { numRuns: 400 * thoroughness },
  )
  expect(judged).toBeGreaterThan(50)
})

const rulesets = join(import.meta.dirname, '../../rulesets')

test('no rule that ships is warned of', () => {
  const files = globSync('**/*.trip', { cwd: rulesets })
  const { problems } = compileRules(
    files.map((file) => ({ path: file, text: readFileSync(join(rulesets, file), 'utf8') })),
  )
  const found = problems.flatMap(({ path, diagnostics }) => diagnostics.map(({ message }) => `${path}: ${message}`))
  expect(files.length).toBeGreaterThan(50)
  expect(found).toEqual([])
})
