// Ten minutes of three applications teach the baseline; each attack then raises its incident, and an hour more of the same raises none.
import { describe, expect, test, vi } from 'vitest'
import { alsoRead } from '../../../src/app/rules.ts'
import { compileRules } from '../../../src/compiler/compile.ts'
import type { Incident } from '../../../src/incident/incident.ts'
import { incidentsIn } from '../../evaluate-capture.ts'
import { rules } from './rules.ts'
import { benign, exfiltration, fragmentFlood, guessing } from './traffic.ts'

const minutes = 60

// An hour of frames with all of their features: seconds, on a machine that does nothing else.
vi.setConfig({ testTimeout: 120_000 })

const compiled = compileRules(
  rules
    .split(/\n(?=rule )/)
    .flatMap((text) =>
      /rule (\w+)/.test(text) ? [{ path: `${/rule (\w+)/.exec(text)![1]}.trip`, text: `language 1\n\n${text}` }] : [],
    ),
  { alsoRead },
)

const taught = [...benign({ from: 0, to: 11 * minutes }), ...benign({ from: 11 * minutes, to: 14 * minutes })]

const idsOf = (incidents: readonly Incident[]): readonly string[] => incidents.map(({ ruleId }) => ruleId)

test('the rules compile', () => {
  expect(
    compiled.problems
      .flatMap(({ diagnostics }) => diagnostics.map(({ code, message }) => `${code} ${message}`))
      .filter((one) => !one.startsWith('R8')),
  ).toEqual([])
})

describe('after ten minutes of learning', () => {
  test.each([
    ['credential guessing', guessing, 'guessing_where_people_talk'],
    ['a spike of exfiltration', exfiltration, 'more_goes_out_than_usual'],
    ['a flood of fragments', fragmentFlood, 'more_fragments_than_usual'],
  ] as const)('%s raises the incident that it is', (_, attack, rule) => {
    expect(idsOf(incidentsIn(compiled.ruleset, [...taught, ...attack(12 * minutes)]))).toEqual([rule])
  })

  test('an hour more of the same raises none', () => {
    expect(
      idsOf(incidentsIn(compiled.ruleset, [...taught, ...benign({ from: 14 * minutes, to: 74 * minutes })])),
    ).toEqual([])
  })
})

test('an attack while nothing is known yet is not told', () => {
  expect(
    idsOf(incidentsIn(compiled.ruleset, [...benign({ from: 0, to: 5 * minutes }), ...guessing(3 * minutes)])),
  ).toEqual([])
})

test('how the packets come in batches changes nothing', () => {
  const packets = [...taught, ...guessing(12 * minutes)]
  const shown = (every: number) => incidentsIn(compiled.ruleset, packets, every).map(({ id }) => id)
  expect(shown(7)).toEqual(shown(5000))
})
