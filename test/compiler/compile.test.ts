// Rule files in, runnable rules out: what is left out, what is read, what a version follows from.
import { describe, expect, test } from 'vitest'
import { compileQuery, compileRules } from '../../src/compiler/compile.ts'
import type { StatsPlan } from '../../src/compiler/plan.ts'
import { Batch } from '../../src/event/batch.ts'
import { categoryBit } from '../../src/event/category.ts'
import type { Layout } from '../../src/event/layout.ts'
import type { Value } from '../../src/event/value.ts'

const rule = (id: string, detect: string, more = '', before = ''): string =>
  `${before}rule ${id} {\n title "T"\n level low\n detect ${detect}\n ${more}\n test "q" { expect none }\n}\n`

const file = (id: string, text: string) => ({ path: `rules/folder/${id}.trip`, text })
const one = (detect: string, more = '', before = '') =>
  compileRules([file('rule_of_tests', rule('rule_of_tests', detect, more, before))])

function rowOf(layout: Layout, fields: Readonly<Record<string, Value>>, us = 0): Batch {
  const batch = new Batch(layout)
  batch.add(categoryBit('auth'), us, 0, 0, { id: () => '', document: () => ({}) })
  for (const [name, value] of Object.entries(fields)) batch.set(0, layout.slot(name), value)
  return batch
}

const versionOf = (compiled: ReturnType<typeof compileRules>): string => compiled.ruleset.rules[0]!.metadata.version

describe('a set of files', () => {
  test('leaves a file with an error out whole, and compiles the others', () => {
    const wrong = rule('a_wrong_rule', 'auth where nme == "a"') + rule('a_right_rule', 'auth where true')
    const { ruleset, problems } = compileRules([
      file('a_wrong_rule', wrong),
      file('rule_of_tests', rule('rule_of_tests', 'auth where true')),
    ])
    expect(ruleset.rules.map(({ metadata }) => metadata.id)).toEqual(['rule_of_tests'])
    expect(problems.map(({ path }) => path)).toEqual(['rules/folder/a_wrong_rule.trip'])
  })

  test('keeps a file with warnings, and tells them', () => {
    const { ruleset, problems } = one('auth where true', '', 'macro unused = source.port > 1\n')
    expect(ruleset.rules).toHaveLength(1)
    expect(problems.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code))).toEqual(['R803'])
  })

  test('knows a rule id once', () => {
    const text = rule('rule_of_tests', 'auth where true')
    const { ruleset, problems } = compileRules([
      file('rule_of_tests', text),
      { path: 'other/rule_of_tests.trip', text },
    ])
    expect(ruleset.rules).toHaveLength(1)
    expect(problems.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code))).toEqual(['R211'])
  })

  test('lays out what its rules read, and what others read besides', () => {
    const asked: unknown[] = []
    const { ruleset } = compileRules(
      [
        file(
          'rule_of_tests',
          rule('rule_of_tests', 'auth where user.name == "a" | stats n = count() by source.ip over 1m'),
        ),
      ],
      {
        alsoRead: (read) => {
          asked.push([read.categories, [...read.fields].sort()])
          return [{ fields: ['url.path'], categories: categoryBit('message') }]
        },
      },
    )
    expect(asked).toEqual([[categoryBit('auth'), ['source.ip', 'user.name']]])
    expect(ruleset.layout.fields).toEqual(['source.ip', 'url.path', 'user.name'])
  })
})

describe('a rule', () => {
  test('has the folder as its ruleset, its level as its risk, and its title as its message where none is given', () => {
    const [compiled] = one('auth where true').ruleset.rules
    expect(compiled).toMatchObject({
      metadata: { id: 'rule_of_tests', ruleset: 'folder', risk: 21, status: 'stable' },
      message: ['T'],
      suppress: null,
      respond: [],
    })
  })

  test('hands on its message in parts', () => {
    const [compiled] = one('auth where true', 'incident "{{x}} {source.ip} from {user.name}."').ruleset.rules
    expect(compiled!.message).toEqual(['{x} ', { name: 'source.ip' }, ' from ', { name: 'user.name' }, '.'])
  })

  test('makes the events of its tests by their number', () => {
    const text = rule('rule_of_tests', 'auth where true').replace(
      'expect none',
      'repeat 2 every 5s auth { user.name = concat("u", n), event.type = ["a", "b"] } wait 1m expect 2 incidents',
    )
    const [events, wait] = compileRules([file('rule_of_tests', text)]).ruleset.rules[0]!.tests[0]!.steps
    expect(events).toMatchObject({ kind: 'events', repeat: 2, everyUs: 5_000_000, category: 'auth' })
    expect(events?.kind === 'events' && events.fields(2)).toEqual({ 'user.name': 'u2', 'event.type': ['a', 'b'] })
    expect(wait).toEqual({ kind: 'wait', spanUs: 60_000_000 })
  })

  test('does not see excepted events, up to and including the last day', () => {
    const { ruleset } = one('auth where true', 'except where user.name == "qa" reason "tests" until 2027-01-31')
    const detect = ruleset.rules[0]!.detect
    if (detect.kind !== 'event') throw new Error(detect.kind)
    const at = (day: string, name: string | null) =>
      detect.test(rowOf(ruleset.layout, { 'user.name': name }, Date.parse(day) * 1000), 0)
    expect([at('2027-01-31T23:59:59Z', 'qa'), at('2027-02-01T00:00:00Z', 'qa')]).toEqual([false, true])
    expect([at('2027-01-31T12:00:00Z', 'root'), at('2027-01-31T12:00:00Z', null)]).toEqual([true, true])
  })

  test('binds an exception to one step where it names one', () => {
    const steps = 'sequence with maxspan=1m step first = [auth where true] [auth where true]'
    const { ruleset } = one(steps, 'except first where user.name == "qa" reason "tests"')
    const detect = ruleset.rules[0]!.detect
    if (detect.kind !== 'sequence') throw new Error(detect.kind)
    const batch = rowOf(ruleset.layout, { 'user.name': 'qa' })
    expect(detect.steps.map(({ name, test: passes }) => [name, passes(batch, 0)])).toEqual([
      ['first', false],
      ['2', true],
    ])
  })
})

describe('a version', () => {
  const plain = one('auth where source.port > 1')

  test('does not follow from layout, comments or tests', () => {
    const spaced = compileRules([
      file('rule_of_tests', rule('rule_of_tests', 'auth // what\n where   source.port>1').replace('"q"', '"other"')),
    ])
    expect(versionOf(spaced)).toBe(versionOf(plain))
  })

  test('follows from what the rule says and what it uses', () => {
    const list = (entries: string) => one('auth where source.ip in $a', '', `list a: cidr = [${entries}]\n`)
    const macro = (port: number) => one('auth where m', '', `macro m = source.port > ${port}\n`)
    const versions = [
      plain,
      one('auth where source.port > 2'),
      list('"10.0.0.0/8"'),
      list('"10.0.0.0/9"'),
      macro(1),
      macro(2),
    ]
    expect(new Set(versions.map(versionOf)).size).toBe(versions.length)
  })

  test('does not follow from what a deployment puts in the place of a list', () => {
    const files = [
      file('rule_of_tests', rule('rule_of_tests', 'auth where source.ip in $a', '', 'list a: cidr = ["10.0.0.0/8"]\n')),
    ]
    const deployed = compileRules(files, { lists: { a: ['192.0.2.0/24'] } })
    expect(versionOf(deployed)).toBe(versionOf(compileRules(files)))
    const detect = deployed.ruleset.rules[0]!.detect
    if (detect.kind !== 'event') throw new Error(detect.kind)
    const passes = (address: string) => detect.test(rowOf(deployed.ruleset.layout, { 'source.ip': address }), 0)
    expect([passes('192.0.2.7'), passes('10.0.0.1')]).toEqual([true, false])
  })
})

describe('statistics', () => {
  const having = (condition: string, aggregates = 'bad = count(), all = count()'): StatsPlan => {
    const compiled = compileQuery(
      `auth | stats ${aggregates} by ?user.id over tumbling 1m keep window | where ${condition}`,
    )
    if (!compiled.ok || compiled.detect.kind !== 'stats') throw new Error(JSON.stringify(compiled))
    return compiled.detect
  }

  test('divide exactly', () => {
    expect(having('bad / all > 0.4').having([1, 2])).toBe(true)
    expect(having('bad / all > 0.4').having([1, 3])).toBe(false)
    expect(having('bad / all > 0.4').having([1, 0])).toBe(false)
  })

  test('behind a cut are one mistake: the cut comes last', () => {
    const compiled = compileQuery('auth | head 2 | stats n = count() over 1m')
    expect(compiled.ok ? [] : compiled.diagnostics.map(({ code }) => code)).toEqual(['R101'])
  })

  test('without a condition are told of their whole window: nothing fires that it would begin anew after', () => {
    const compiled = compileQuery('auth | stats n = count() by user.name over 1m')
    expect(compiled).toMatchObject({ ok: true, detect: { kind: 'stats', keepWindow: true } })
  })

  test('hand on their window, keys and names', () => {
    expect(having('all > 1')).toMatchObject({
      window: { kind: 'tumbling', spanUs: 60_000_000 },
      keepWindow: true,
      by: [{ name: 'user.id', optional: true }],
      aggregates: [
        { name: 'bad', kind: 'count' },
        { name: 'all', kind: 'count' },
      ],
    })
  })
})

describe('a query that stands alone', () => {
  test('knows the schema only, unless told that fields are dynamic', () => {
    expect(compileQuery('process where pid > 1').ok).toBe(false)
    expect(compileQuery('process where pid > 1', { fields: 'dynamic' }).ok).toBe(true)
  })

  test('tells a category of its own by its text', () => {
    const compiled = compileQuery('gossip where true', { fields: 'dynamic' })
    if (!compiled.ok || compiled.detect.kind !== 'event') throw new Error('not compiled')
    const { layout, detect } = compiled
    expect(detect.categories).toBe(categoryBit('other'))
    expect(detect.test(rowOf(layout, { 'event.category': 'gossip' }), 0)).toBe(true)
    expect(detect.test(rowOf(layout, { 'event.category': ['news', 'weather'] }), 0)).toBe(false)
  })

  test('may be a sequence without maxspan only where the input ends', () => {
    const text = 'sequence by source.ip [auth where true] [auth where true]'
    expect(compileQuery(text).ok).toBe(false)
    expect(compileQuery(text, { fields: 'dynamic' })).toMatchObject({
      ok: true,
      detect: { maxspanUs: Number.POSITIVE_INFINITY },
    })
  })

  test('with a mistake has its diagnostics', () => {
    const compiled = compileQuery('auth wehre true')
    expect(compiled.ok ? [] : compiled.diagnostics.map(({ code }) => code)).toEqual(['R101'])
  })
})
