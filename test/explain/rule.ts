// A rule of a test, compiled and taken apart.
import { compileRules } from '../../src/compiler/compile.ts'
import { type Dissected, dissect } from '../../src/compiler/dissect.ts'
import type { Rule, Ruleset } from '../../src/compiler/plan.ts'
import { Batch } from '../../src/event/batch.ts'
import { categoryBit } from '../../src/event/category.ts'
import type { Value } from '../../src/event/value.ts'

export interface Taken {
  readonly rule: Rule
  readonly ruleset: Ruleset
  readonly dissected: Dissected
}

/** `body` stands inside the rule, `before` before it. */
export function ruleOf(body: string, before = ''): Taken {
  const file = {
    path: 'rules/rule_of_a_test.trip',
    text: `${before}\nrule rule_of_a_test {\n  title "A"\n  level low\n${body}\n}\n`,
  }
  const { ruleset, problems } = compileRules([file])
  const [rule] = ruleset.rules
  if (!rule) throw new Error(JSON.stringify(problems.flatMap(({ diagnostics }) => diagnostics)))
  return { rule, ruleset, dissected: dissect(file, 'rule_of_a_test', ruleset.layout)! }
}

export interface Told {
  readonly category: string
  readonly at?: number
  readonly fields: Readonly<Record<string, Value>>
}

/** Events a second apart, unless they say when. */
export function batchOf({ layout }: Ruleset, events: readonly Told[]): Batch {
  const batch = new Batch(layout)
  for (const [n, { category, at = n, fields }] of events.entries()) {
    const document = { '@timestamp': `at ${at}`, 'event.id': `e${n}`, 'event.category': [category], ...fields }
    const row = batch.add(categoryBit(category), at * 1_000_000, 0, n, { id: () => `e${n}`, document: () => document })
    for (const [name, value] of Object.entries(fields)) batch.set(row, layout.slot(name), value)
  }
  return batch
}
