// Limits of a deployment in the place of those that rules declare.
import { expect, test } from 'vitest'
import { type DeployedLimits, unknownLimits } from '../../src/app/limits.ts'
import { ListFiles } from '../../src/app/list-files.ts'
import { compileRead } from '../../src/app/rules.ts'
import { runTest } from '../../src/rule-test/run.ts'

const text = `
limit longest = 24h
limit many = 2
limit pause = 10s

rule of_the_limits_here {
  title "A rule"
  level low
  detect
    connection where event.duration > $longest
    | stats n = count() by client.ip over $pause
    | where n >= $many

  test "two of a day and a second, five seconds apart" {
    repeat 2 every 5s connection { client.ip = "203.0.113.9", event.duration = 86401000000000 }
    expect 1 incident
  }

  test "of a day they stay quiet" {
    repeat 2 every 5s connection { client.ip = "203.0.113.9", event.duration = 24h }
    expect none
  }
}
`

const compiled = (limits: DeployedLimits) =>
  compileRead(
    [{ path: 'of_the_limits_here.trip', at: '/rules/of_the_limits_here.trip', text }],
    { paths: undefined, limits },
    new ListFiles(),
  )

/** Whether each test of the rule passes. */
const results = (limits: DeployedLimits): readonly boolean[] => {
  const { ruleset, problems } = compiled(limits)
  expect(problems.flatMap(({ diagnostics }) => diagnostics)).toEqual([])
  const [rule] = ruleset.rules
  return rule!.tests.map((one) => runTest(rule!, one, ruleset.layout).failures.length === 0)
}

const version = (limits: DeployedLimits): string => compiled(limits).ruleset.rules[0]!.metadata.version

test.each([
  ['what the file says counts', {}, [true, true]],
  ['a longer one', { longest: '2d' }, [false, true]],
  ['a shorter one', { longest: '23h' }, [true, false]],
  ['a number', { many: 3 }, [false, true]],
  ['a window', { pause: '4s' }, [false, true]],
  ['one that this rule does not have', { other: 7 }, [true, true]],
])('%s', (_, limits, expected) => {
  expect(results(limits as DeployedLimits)).toEqual(expected)
})

test('a rule with another limit is another rule, in what it does not use it is the same', () => {
  expect(version({ longest: '2d' })).not.toBe(version({}))
  expect(version({ longest: '24h', other: 7 })).toBe(version({}))
})

test.each([
  [{ longest: 86400 }, /app\.limits\.longest must be a span such as 45m.*of_the_limits_here\.trip/],
  [{ many: '3s' }, /app\.limits\.many must be a number/],
])('%j is told', (limits, said) => {
  expect(() => compiled(limits as DeployedLimits)).toThrow(said)
})

test('a limit that no rule has is told, with the one that may be meant', () => {
  expect(unknownLimits([{ path: '', text }], { longest: '2d', longst: '2d', xyz: 1 })).toEqual([
    'No rule has a limit longst, which the config sets. Did you mean longest?',
    'No rule has a limit xyz, which the config sets.',
  ])
})
