// What the config says of bounds, as the engine takes it.
import { expect, test } from 'vitest'
import { boundsOfRules, unknownIn } from '../../src/app/bounds.ts'
import { parseConfig } from '../../src/config/parse.ts'
import { defaultBounds, defaultTotalBytes } from '../../src/engine/bounds.ts'
import { rule } from '../engine/build.ts'

function boundsIn(text: string): ReturnType<typeof boundsOfRules> {
  const parsed = parseConfig(`version: 1\n${text}`)
  if (!parsed.ok) throw new Error('That is no config.')
  return boundsOfRules(parsed.config.bounds)
}

test('where nothing is said the defaults count', () => {
  expect(boundsIn('')).toEqual({ bounds: defaultBounds, boundsOf: new Map(), totalBytes: defaultTotalBytes })
})

test('a rule has what is said of it, then what is said of all, then the defaults', () => {
  const { bounds, boundsOf } = boundsIn('bounds: { keys: 7, pending: 8, rules: { a_rule: { keys: 9, evidence: 0 } } }')
  expect(bounds).toEqual({ ...defaultBounds, keys: 7, pending: 8 })
  expect(boundsOf.get('a_rule')).toEqual({ ...defaultBounds, keys: 9, pending: 8, evidence: 0 })
})

test('megabytes are of all rules, of each, and of one; a partition has its part of the first', () => {
  const parsed = parseConfig(
    'version: 1\nbounds: { total_megabytes: 64, max_megabytes: 32, rules: { a_rule: { max_megabytes: 16 } } }',
  )
  if (!parsed.ok) throw new Error('That is no config.')
  const { bounds, boundsOf, totalBytes } = boundsOfRules(parsed.config.bounds, 4)
  expect([totalBytes, bounds.bytes, boundsOf.get('a_rule')!.bytes]).toEqual([16e6, 32e6, 16e6])
})

test('a rule that is bounded and not there is told, with the one that may be meant', () => {
  const parsed = parseConfig(
    'version: 1\nbounds: { rules: { a_rule_of_the_test: { keys: 1 }, a_rule_of_the_tests: { keys: 1 }, other: {} } }',
  )
  if (!parsed.ok) throw new Error('That is no config.')
  const known = [rule({ kind: 'event', categories: 0, test: () => false })]
  expect(unknownIn(parsed.config.bounds, known)).toEqual([
    'There is no rule a_rule_of_the_test to bound. Did you mean a_rule_of_the_tests?',
    'There is no rule other to bound.',
  ])
})
