// Laws of what a rule means: every function, lists, macros and exceptions over events, and the condition on statistics,
// are as a plain reading of the text has them.
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { emptyScope, eventNames } from '../../src/compiler/2-check/scope.ts'
import type { Names } from '../../src/compiler/2-check/types.ts'
import { compileQuery, compileRules } from '../../src/compiler/compile.ts'
import { expression as print } from '../../src/compiler/print/expressions.ts'
import { Batch } from '../../src/event/batch.ts'
import { anyCategory } from '../../src/event/category.ts'
import type { Value } from '../../src/event/value.ts'
import { event } from '../compiler/expressions.ts'
import { havingCondition, lists, macroBodies, macroNames, ruleCondition, writtenOut } from '../compiler/meanings.ts'
import { judge } from '../compiler/plain-reading.ts'

const thoroughness = Number(process.env['THOROUGHNESS'] ?? 1)
vi.setConfig({ testTimeout: 60_000 * thoroughness })

const names = eventNames(emptyScope)

const declared = Object.entries(lists).map(
  ([name, { type, entries }]) => `list ${name}: ${type} = ${JSON.stringify(entries)}`,
)

const domain: fc.Arbitrary<Value> = fc.constantFrom(
  ...['example.com', 'a.EXAMPLE.com', 'notexample.com', 'example.net', 'a.b.example.net', 'b.example.net', '', null],
)
const told = fc.tuple(event, domain).map(([fields, site]) => ({ ...fields, 'url.domain': site }))

/** Of a rule that compiles: all of them do. */
function compiled(text: string) {
  const { ruleset, problems } = compileRules([{ path: 'rules/rule_of_a_law.trip', text }])
  const [rule] = ruleset.rules
  if (!rule) throw new Error(`${text}\n${JSON.stringify(problems.flatMap(({ diagnostics }) => diagnostics))}`)
  return { rule, layout: ruleset.layout }
}

test('a rule takes the events for which its condition holds, and none of its exceptions', () => {
  fc.assert(
    fc.property(
      ruleCondition,
      macroBodies,
      fc.option(ruleCondition, { nil: null }),
      fc.array(told, { minLength: 1, maxLength: 5 }),
      (wanted, bodies, excepted, events) => {
        const text = [
          ...declared,
          ...macroNames.map((name, i) => `macro ${name} = ${print(bodies[i]!)}`),
          'rule rule_of_a_law { title "A" level low',
          `detect any where ${print(wanted)}`,
          ...(excepted ? [`except where ${print(excepted)} reason "a law"`] : []),
          '}',
        ].join('\n')
        const { rule, layout } = compiled(text)
        if (rule.detect.kind !== 'event') throw new Error(text)
        const macros = Object.fromEntries(macroNames.map((name, i) => [name, bodies[i]!]))
        for (const fields of events) {
          const batch = new Batch(layout)
          const row = batch.add(anyCategory, 0, 0, 0, { id: () => '', document: () => ({}) })
          for (const [name, value] of Object.entries(fields)) batch.set(row, layout.slot(name), value)
          const plainly =
            judge(writtenOut(wanted, macros), fields, names) === true &&
            !(excepted && judge(writtenOut(excepted, macros), fields, names) === true)
          expect([rule.detect.test(batch, row), text, fields]).toEqual([plainly, text, fields])
        }
      },
    ),
    { numRuns: 150 * thoroughness },
  )
})

const types = { n: 'long', share: 'double', top: 'long', who: 'keyword' } as const
const rowNames: Names = {
  typeOf: ({ name }) => (Object.hasOwn(types, name) ? types[name as keyof typeof types] : undefined),
  divides: 'exactly',
}

test('statistics are judged as a plain reading of the condition judges them', () => {
  const numeral = fc.constantFrom(null, 0, 1, 2, 3, 0.5)
  const values = fc.tuple(fc.nat(4), numeral, fc.constantFrom(null, 0, 1, 4), fc.constantFrom(null, 'a', 'Ab'))
  fc.assert(
    fc.property(havingCondition, fc.array(values, { minLength: 1, maxLength: 5 }), (condition, rows) => {
      const statistics = 'n = count(), share = avg(source.port), top = max(source.port), who = first(user.name)'
      const text = `any | stats ${statistics} over tumbling 1m | where ${print(condition)}`
      const found = compileQuery(text)
      if (!found.ok || found.detect.kind !== 'stats') throw new Error(`${text}\n${JSON.stringify(found)}`)
      for (const row of rows) {
        const [n, share, top, who] = row
        const plainly = judge(condition, { n, share, top, who }, rowNames) === true
        expect([found.detect.having(row), text, row]).toEqual([plainly, text, row])
      }
    }),
    { numRuns: 150 * thoroughness },
  )
})
