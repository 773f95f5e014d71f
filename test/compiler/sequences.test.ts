// Sequences and samples as a rule writes them: what is bounded, what they become, what their keys are called.
import { describe, expect, test } from 'vitest'
import { compileQuery, compileRules } from '../../src/compiler/compile.ts'
import type { Detect } from '../../src/compiler/plan.ts'

const codesOf = (detect: string, more = ''): string[] =>
  compileRules([
    {
      path: 'rule_of_tests.trip',
      text: `rule rule_of_tests { title "T" level low detect ${detect} ${more} test "q" { expect none } }`,
    },
  ]).problems.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code))

function detectOf(query: string): Detect {
  const compiled = compileQuery(query)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics))
  return compiled.detect
}

const [a, b, c] = ['[auth where true]', '[close where true]', '[handshake where true]']

describe('the span of a sequence', () => {
  test.each([
    ['every gap limited', `sequence by source.ip ${a} ${b} within 5s ${c} within 1m`, 65_000_000],
    ['runs have gaps too', `sequence by source.ip ${a} with runs=3 within 2s ${b} within 5s`, 9_000_000],
    ['an absence between is over with the next step', `sequence by source.ip ${a} !${b} ${c} within 5s`, 5_000_000],
    ['an absence at the end has its own', `sequence by source.ip ${a} !${b} within 5s`, 0],
    ['maxspan', `sequence by source.ip with maxspan=1m ${a} ${b} within 5s`, 60_000_000],
  ])('%s', (_, query, expected) => {
    expect(codesOf(query)).toEqual([])
    expect(detectOf(query)).toMatchObject({ maxspanUs: expected })
  })

  test.each([
    ['one gap is open', `sequence by source.ip ${a} ${b} within 5s ${c}`],
    ['an absence at the end has no end', `sequence by source.ip ${a} ${b} within 5s !${c}`],
    ['an absence at the beginning has no beginning', `sequence by source.ip !${c} ${a} ${b} within 5s`],
    ['runs follow each other at any time', `sequence by source.ip ${a} with runs=2 ${b} within 5s`],
    ['a sample has none', `sample by source.ip ${a} ${b}`],
  ])('is missing where %s', (_, query) => expect(codesOf(query)).toEqual(['R301']))
})

describe('keys', () => {
  test.each([
    ['lower( user.name )', 'lower(user.name)'],
    ['(source.port+1) * 2', '(source.port + 1) * 2'],
    ['?user.name', 'user.name'],
    ['`user.name`', 'user.name'],
  ])('%s is called %s', (key, name) => {
    expect(detectOf(`sample by ${key} with maxspan=1m ${a} ${b}`)).toMatchObject({ steps: [{ by: [{ name }] }, {}] })
  })

  test('that are computed can be shown and suppressed by', () => {
    const query = `sequence by lower(user.name) with maxspan=1m step guess = ${a} ${b}`
    expect(
      codesOf(
        query,
        'incident "{lower(user.name)} {guess.source.ip}" suppress 1h by lower( user.name ), guess.source.ip',
      ),
    ).toEqual([])
  })

  test('differ in type where one position is computed otherwise', () => {
    expect(codesOf(`sequence with maxspan=1m ${a} by length(user.name) ${b} by user.name`)).toEqual(['R215'])
  })
})

describe('what only follows from a mistake of syntax is not said', () => {
  test.each([
    `sequence with maxspan=5m by source.ip ${a} ${b}`,
    'auth where user.name not like "a*"',
    `sequence by source.ip with maxspan=1m ${a} | stats n = count()`,
  ])('%s', (query) => expect(codesOf(query)).toEqual(['R101']))
})
