// Which conditions a rule's tests show.
import { expect, test } from 'vitest'
import { Coverage, isCovered } from '../../src/rule-test/coverage.ts'
import { runTest } from '../../src/rule-test/run.ts'
import { ruleOf } from '../explain/rule.ts'

function coverageOf(body: string, before = ''): string[] {
  const { rule, ruleset, dissected } = ruleOf(body, before)
  const coverage = new Coverage(rule, dissected)
  for (const each of rule.tests)
    runTest(coverage.rule, each, ruleset.layout, { observe: (events) => coverage.see(events) })
  return coverage
    .read()
    .map((one) => `${one.filter} ${one.condition.text} ${one.held}/${one.failed}${isCovered(one) ? '' : ' !'}`.trim())
}

test('a condition is shown where it held and failed; and, or and not are looked into', () => {
  expect(
    coverageOf(`detect auth where (event.outcome == "failure" or not user.name : "a*") and source.port > 5
      test "one" {
        auth { event.outcome = "failure", user.name = "bob", source.port = 6 }
        auth { event.outcome = "success", user.name = "bob", source.port = 6 }
        close {}
        expect none
      }`),
  ).toEqual(['event.outcome == "failure" 1/1', 'user.name : "a*" 0/2 !', 'source.port > 5 2/0 !'])
})

test('conditions of macros, of steps and of exceptions count where they are used', () => {
  expect(
    coverageOf(
      `detect sequence by source.ip with maxspan=1m
         step guess = [failed]
         [handshake]
       except guess where user.name == "loadtest" reason "a test"
       test "one" {
         auth { event.outcome = "failure" }
         auth { event.outcome = "success", user.name = "loadtest" }
         expect none
       }`,
      'macro failed = auth where event.outcome == "failure"',
    ),
  ).toEqual(['guess event.outcome == "failure" 1/1', 'guess user.name == "loadtest" 1/1'])
})

test('the conditions on statistics are shown by what is judged', () => {
  expect(
    coverageOf(`detect auth | stats n = count(), users = count_distinct(user.name) by source.ip over 1m
        | where n >= 2 and (users > 5 or n == 1)
      test "one" {
        repeat 3 every 1s auth { source.ip = "192.0.2.1", user.name = "bob" }
        expect none
      }`),
  ).toEqual(['where n >= 2 2/1', 'where users > 5 0/3 !', 'where n == 1 1/2'])
})
