// A rule's own tests: what passes, what does not, and why.
import { describe, expect, test } from 'vitest'
import type { Expectation, Rule, RuleTest } from '../../src/compiler/plan.ts'
import { anyCategory } from '../../src/event/category.ts'
import { runTest } from '../../src/rule-test/run.ts'
import { isKind, layout, rule, step } from '../engine/build.ts'

const second = 1_000_000

const testOf = (...expectations: readonly Expectation[]): RuleTest => ({
  name: 'a test',
  steps: [
    {
      kind: 'events',
      repeat: 2,
      everyUs: second,
      category: 'log',
      fields: (n) => ({ kind: 'A', 'user.name': `u${n}` }),
    },
    { kind: 'wait', spanUs: 10 * second },
    { kind: 'events', repeat: 1, everyUs: 0, category: 'log', fields: () => ({ kind: 'B', user: 'k' }) },
  ],
  expectations,
})

const failuresOf = (made: Rule, ...expectations: readonly Expectation[]): readonly string[] =>
  runTest(made, testOf(...expectations), layout).failures

const eachA = rule({ kind: 'event', categories: anyCategory, test: isKind('A') })

describe('a rule’s test', () => {
  test.each<[string, Expectation, boolean]>([
    ['passes where as many incidents came', { incidents: 2, fields: {} }, true],
    ['fails where more came', { incidents: 1, fields: {} }, false],
    ['fails where any came and none was expected', { incidents: 0, fields: {} }, false],
    ['counts only those that fit', { incidents: 1, fields: { 'user.name': 'u2' } }, true],
    ['passes where none fits and none was to', { incidents: 0, fields: { 'user.name': 'u3' } }, true],
    ['fails where none fits', { incidents: 1, fields: { 'user.name': 'u3' } }, false],
  ])('%s', (_, expectation, passes) => {
    expect(failuresOf(eachA, expectation)).toHaveLength(passes ? 0 : 1)
  })

  test('judges each of its expectations', () => {
    expect(
      failuresOf(eachA, { incidents: 1, fields: {} }, { incidents: 2, fields: {} }, { incidents: 3, fields: {} }),
    ).toHaveLength(2)
  })

  test('lets the clock run on, so that absences fire', () => {
    const steps = [step('B'), step('C', { absent: true })]
    const unanswered = rule({ kind: 'sequence', steps, until: null, maxspanUs: 60 * second })
    expect(failuresOf(unanswered, { incidents: 1, fields: {} })).toEqual([])
  })

  test('fails where the rule’s own code failed, whatever was expected', () => {
    const fail = (): never => {
      throw new Error('no such luck')
    }
    const failing = rule({ kind: 'event', categories: anyCategory, test: fail })
    expect(failuresOf(failing, { incidents: 0, fields: {} })).toEqual(['the rule failed: no such luck'])
  })
})
