// What is counted in less room than it takes to be exact: where, how far off, and that it is told.
import { describe, expect, test } from 'vitest'
import type { StatsPlan, Window } from '../../src/compiler/plan.ts'
import { type Bounds, defaultBounds } from '../../src/engine/bounds.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { Match } from '../../src/engine/match.ts'
import { end } from '../../src/event/position.ts'
import { describe as describeIncident } from '../../src/incident/describe.ts'
import { batchOf, counting, layout, readX, rule, source, type Tiny } from './build.ts'

const minute = 60_000_000

const plan = (window: Window, more: Partial<StatsPlan> = {}): StatsPlan =>
  counting({
    window,
    having: ([n]) => (n as number) >= 1,
    aggregates: [
      { name: 'n', kind: 'count' },
      { name: 'different', kind: 'count_distinct', value: readX },
      { name: 'p50', kind: 'percentile', parameter: 50, value: readX },
    ],
    keepWindow: true,
    ...more,
  })

const tumbling = plan({ kind: 'tumbling', spanUs: 60 * minute })
const sliding = plan({ kind: 'sliding', spanUs: 60 * minute })

const events = (count: number): Tiny[] =>
  Array.from({ length: count }, (_, n) => ({ us: n * 1000, sequence: n, kind: 'A', user: 'u', x: n }))

function lastOf(detect: StatsPlan, count: number, bounds: Partial<Bounds>): Match {
  const engine = new Engine({ rules: [rule(detect, { message: [{ name: 'p50' }] })], layout, hash: '' }, [source], {
    bounds: { ...defaultBounds, ...bounds },
  })
  const found = [...engine.evaluate(source.id, batchOf(events(count)), end, () => {}), ...engine.end('fire')]
  expect(engine.counters()[0]).toMatchObject({ evictedEvents: 0 })
  return found.at(-1)!
}

describe.each([
  ['a window that slides', sliding],
  ['a window that ends', tumbling],
])('%s', (_, detect) => {
  test('is exact up to the size that is stated', () => {
    const match = lastOf(detect, 100, { exactValues: 100, policy: 'approximate' })
    expect(match.values).toEqual({ n: 100, different: 100, p50: 49.5 })
    expect(match.approximate).toBeUndefined()
  })

  test('beyond it a percentile is within its error, and the incident says so', () => {
    const match = lastOf(detect, 1000, { exactValues: 100 })
    expect(match.values).toMatchObject({ n: 1000, different: 1000 })
    expect(Math.abs((match.values['p50'] as number) - 499.5)).toBeLessThan(5)
    expect(match.approximate).toEqual(['p50'])
    const { document, message } = describeIncident(match)
    expect(document).toMatchObject({ tripline: { incident: { approximate: ['p50'] } } })
    expect(message).toMatch(/^about \d/)
  })
})

test('different values are approximated only where that is asked for', () => {
  const match = lastOf(tumbling, 1000, { exactValues: 100, policy: 'approximate' })
  expect(match.approximate).toEqual(['different', 'p50'])
  expect(Math.abs((match.values['different'] as number) - 1000)).toBeLessThan(40)
})

test('a window that slides holds its events, so that different values stay exact', () => {
  const match = lastOf(sliding, 1000, { exactValues: 100, policy: 'approximate' })
  expect(match.approximate).toEqual(['p50'])
  expect(match.values['different']).toBe(1000)
})

test.each([
  ['slides', sliding],
  ['ends', tumbling],
])('a window that %s goes on where it was after a restart', (_, detect) => {
  const bounds = { ...defaultBounds, exactValues: 20, policy: 'approximate' } as const
  const engineOf = (): Engine => new Engine({ rules: [rule(detect)], layout, hash: '' }, [source], { bounds })
  const all = events(300)
  const whole = engineOf()
  const expected = [...whole.evaluate(source.id, batchOf(all), end, () => {}), ...whole.end('fire')]
  let engine = engineOf()
  const found: Match[] = []
  for (let start = 0; start < all.length; start += 37) {
    const saved = JSON.parse(JSON.stringify(engine.save()))
    engine = engineOf()
    engine.load(saved)
    const part = all.slice(start, start + 37)
    const { us, sequence } = part.at(-1)!
    found.push(...engine.evaluate(source.id, batchOf(part), { us, nanos: 0, sequence }, () => {}))
  }
  found.push(...engine.end('fire'))
  const told = (matches: readonly Match[]) => matches.map(({ values, approximate }) => [values, approximate])
  expect(told(found)).toEqual(told(expected))
})
