// Which incident a new match falls under: for how long, by which fields, for late ones, over restarts, under the bound.
import { describe, expect, test } from 'vitest'
import type { Match } from '../../src/engine/match.ts'
import { Suppressions } from '../../src/incident/suppress.ts'
import { rule, step } from '../engine/build.ts'

const second = 1_000_000
const suppress = { spanUs: 10 * second, by: ['source.ip'] }
const detect = { kind: 'event' as const, categories: step('A').categories, test: step('A').test }

const matchAt = (seconds: number, address = '203.0.113.9', version = 'v1'): Match => {
  const made = rule(detect, { suppress })
  return {
    rule: { ...made, metadata: { ...made.metadata, version } },
    us: seconds * second,
    nanos: 0,
    start: { us: seconds * second, nanos: 0 },
    sequence: 0,
    completedBy: `e${seconds}`,
    key: '',
    keys: { 'source.ip': address },
    values: {},
    steps: [],
  }
}

/** An incident at 100 s. */
const begun = (bound?: number): Suppressions => {
  const suppressions = new Suppressions(bound)
  suppressions.begin(matchAt(100), 'i100')
  return suppressions
}

describe('a match falls under the incident', () => {
  test.each<[string, Match, string | null]>([
    ['that was just raised', matchAt(100), 'i100'],
    ['until the period is over', matchAt(109.999999), 'i100'],
    ['not once it is over', matchAt(110), null],
    ['not where the fields differ', matchAt(101, '203.0.113.10'), null],
    ['not where the rule has changed', matchAt(101, '203.0.113.9', 'v2'), null],
    ['also where it came late, from shortly before', matchAt(90.000001), 'i100'],
    ['not where it came late, from long before', matchAt(90), null],
  ])('%s', (_, match, expected) => {
    expect(begun().under(match)?.incidentId ?? null).toBe(expected)
  })

  test('also after a restart', () => {
    const after = new Suppressions()
    after.load(JSON.parse(JSON.stringify(begun().save())))
    expect(after.under(matchAt(105))).toMatchObject({ incidentId: 'i100', count: 2 })
  })

  test('that is the newest, also when an older one was raised late', () => {
    const suppressions = begun()
    suppressions.begin(matchAt(50), 'i50')
    expect(suppressions.under(matchAt(105))?.incidentId).toBe('i100')
  })
})

test('as many as the bound allows are never forgotten, however many there were', () => {
  const suppressions = new Suppressions(640)
  for (let n = 0; n < 5000; n++) suppressions.begin(matchAt(n, `203.0.113.${n}`), `i${n}`)
  const saved = [...suppressions.save()]
  expect(saved.length).toBeGreaterThan(640 - 10)
  expect(saved.length).toBeLessThanOrEqual(640)
  expect(saved.at(-1)![1][1]).toBe('i4999')
})

test('beyond the bound the oldest is forgotten, and counted', () => {
  const suppressions = begun(2)
  suppressions.begin(matchAt(101, '203.0.113.1'), 'a')
  suppressions.begin(matchAt(102, '203.0.113.2'), 'b')
  const incidents = [matchAt(103), matchAt(103, '203.0.113.2')].map((match) => suppressions.under(match)?.incidentId)
  expect(incidents).toEqual([undefined, 'b'])
  expect(suppressions.forgotten).toBe(1)
})

test('texts are told apart however long they are, and are not held', () => {
  const long = 'x'.repeat(1_000_000)
  const suppressions = new Suppressions()
  suppressions.begin(matchAt(100, `${long}a`), 'i100')
  expect(suppressions.under(matchAt(101, `${long}a`))?.incidentId).toBe('i100')
  expect(suppressions.under(matchAt(101, `${long}b`))).toBeNull()
  expect(JSON.stringify(suppressions.save()).length).toBeLessThan(1000)
})
