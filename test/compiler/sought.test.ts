// Fields that rules only search: a text in which nothing stands that is sought says no more than an empty one.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileRules } from '../../src/compiler/compile.ts'
import type { EventPlan, Ruleset } from '../../src/compiler/plan.ts'
import { Batch } from '../../src/event/batch.ts'
import { anyCategory } from '../../src/event/category.ts'
import { recorded } from '../../src/pipeline/journal.ts'

function compiled(...rules: readonly string[]): Ruleset {
  const files = rules.map((rule, i) => ({
    path: `tests/rule_number_${i + 10}.trip`,
    text: `field x.text: keyword\nmacro shouting = x.text like "*HELLO*"\nrule rule_number_${i + 10} {\n  title "A rule"\n  level low\n  ${rule}\n}\n`,
  }))
  const { ruleset } = compileRules(files)
  expect(ruleset.rules).toHaveLength(rules.length)
  return ruleset
}

const soughtIn = ({ layout }: Ruleset): readonly string[] | null => layout.literals!(layout.slot('x.text'))

test.each<[readonly string[], readonly string[] | null]>([
  [['detect any where x.text like~ "*\' or 1=1*"'], ["' or 1=1"]],
  [['detect any where x.text : "*UNION SELECT*"'], ['elect']],
  [['detect any where x.text like ("*union*", "*drop table*")'], ['union', 'drop table']],
  [['detect any where x.text regex ".*(eval|exec)\\\\(.*"'], ['eval', 'exec']],
  [['detect any where not x.text like "*quiet*"'], ['quiet']],
  [['detect any where shouting'], ['hello']],
  [
    ['detect any where x.text like "ab*"', 'detect any where x.text like "cd*"'],
    ['ab', 'cd'],
  ],
  [['detect any where x.text like "ab*"', 'detect any where x.text == "cd"'], null],
  [['detect any where x.text like ("ab*", "?")'], null],
  [['detect any where x.text : "*kiss*"'], null],
  [['detect any where x.text like "ab*" and length(x.text) > 4'], null],
  [['detect any where x.text like "ab*" | stats n = count() by x.text over 5s | where n > 2'], null],
  [['detect any where x.text like "ab*" | stats n = max(x.text) over 5s | where n > "2"'], null],
  [['detect any where x.text like "ab*"\n  suppress 5s by x.text'], null],
  [['detect any where user.name == "a"\n  except where x.text like "ab*" reason "known"'], ['ab']],
])('of %j is sought %j', (rules, expected) => {
  expect(soughtIn(compiled(...rules))).toEqual(expected)
})

const letter = fc.constantFrom('a', 'B', 'k', 'S', 'i', '\u212a', '\u017f', '\u0130', '=', '1', '*', '?')
const operator = fc.constantFrom(':', 'like', 'like~', 'regex', 'regex~')
const pattern = fc.string({ unit: letter, minLength: 1, maxLength: 5 })
const text = fc.string({ unit: letter, maxLength: 8 })
const asciiFolded = (value: string): string => value.replace(/[A-Z]/g, (capital) => capital.toLowerCase())

test('a pattern says the same of a text without what is sought and of an empty one', () => {
  let replaced = 0
  fc.assert(
    fc.property(
      operator,
      pattern,
      fc.boolean(),
      fc.array(text, { minLength: 20, maxLength: 20 }),
      (op, one, not, texts) => {
        const escaped = op.startsWith('regex') ? one.replace(/[*?]/g, '.*') : one
        const ruleset = compiled(`detect any where ${not ? 'not ' : ''}x.text ${op} ${JSON.stringify(escaped)}`)
        const sought = soughtIn(ruleset)
        if (sought === null) return
        const { test: holds } = ruleset.rules[0]!.detect as EventPlan
        const batch = new Batch(ruleset.layout)
        for (const value of ['', ...texts])
          batch.set(batch.add(anyCategory, 0, 0, 0, recorded('e', {})), ruleset.layout.slot('x.text'), value)
        for (const [i, value] of texts.entries()) {
          if (sought.some((each) => asciiFolded(value).includes(each))) continue
          replaced++
          expect([value, holds(batch, i + 1)]).toEqual([value, holds(batch, 0)])
        }
      },
    ),
    { numRuns: 400 },
  )
  expect(replaced).toBeGreaterThan(500)
})
