// How many bytes rules may hold: that they do not hold more, whatever they look for, and what they let go for it.
import { describe, expect, test } from 'vitest'
import type { Detect } from '../../src/compiler/plan.ts'
import { type Bounds, defaultBounds } from '../../src/engine/bounds.ts'
import { Engine, type EngineOptions } from '../../src/engine/engine.ts'
import type { Match } from '../../src/engine/match.ts'
import { anyCategory } from '../../src/event/category.ts'
import { end } from '../../src/event/position.ts'
import { batchOf, byUser, counting, foundIn, layout, rule, source, step, type Tiny, tellsOfBound } from './build.ts'

const minute = 60_000_000

const sliding = counting({ window: { kind: 'sliding', spanUs: 60 * minute }, having: ([n]) => (n as number) >= 5 })
const tumbling = { ...sliding, window: { kind: 'tumbling', spanUs: 60 * minute } } as const
const readKind = { name: 'kind', read: step('A').by[0]!.read, optional: false }

const kinds: readonly (readonly [string, Detect])[] = [
  ['windows that slide', sliding],
  ['windows that end', tumbling],
  ['sessions', { ...sliding, window: { kind: 'session', gapUs: 60 * minute, keepJudging: false } }],
  ['connections', { ...sliding, window: { kind: 'connection', keepJudging: false, opens: () => false } }],
  ['sequences', { kind: 'sequence', steps: [step('A'), step('B')], until: null, maxspanUs: 60 * minute }],
  ['samples', { kind: 'sample', steps: [step('A'), step('B')], atLeast: 2, maxspanUs: 60 * minute }],
  [
    'what is seen first',
    {
      kind: 'first_seen',
      categories: anyCategory,
      test: () => true,
      values: [readKind],
      by: byUser,
      spanUs: 60 * minute,
    },
  ],
]

/** Every millisecond somebody else. */
const flood = (events: number): Tiny[] =>
  Array.from({ length: events }, (_, n) => ({ us: n * 1000, sequence: n, kind: 'A', user: `u${n}`, x: null }))

const engineOf = (detects: readonly Detect[], bounds: Partial<Bounds>, more: Partial<EngineOptions> = {}): Engine => {
  const rules = detects.map((detect, n) => rule(detect, { metadata: { ...rule(detect).metadata, id: `rule_${n}` } }))
  return new Engine({ rules, layout, hash: '' }, [source], { bounds: { ...defaultBounds, ...bounds }, ...more })
}

function give(engine: Engine, events: readonly Tiny[], atOnce = 500): Match[] {
  const found: Match[] = []
  for (let start = 0; start < events.length; start += atOnce) {
    const part = events.slice(start, start + atOnce)
    const { us, sequence } = part.at(-1)!
    found.push(...engine.evaluate(source.id, batchOf(part), { us, nanos: 0, sequence }, () => {}))
  }
  return found
}

describe.each(kinds)('%s', (_, detect) => {
  test('hold no more than they may in a flood, and that is told', () => {
    const bytes = 1_000_000
    const engine = engineOf([detect], { bytes })
    const told = give(engine, flood(5000)).filter(tellsOfBound)
    const [stats] = engine.stats()
    // Between two looks as many events may come as that.
    expect(stats!.bytes).toBeLessThan(bytes + 64 * 2000)
    expect(stats!.bytes).toBeGreaterThan(bytes / 2)
    expect(stats!.evictedForMemory).toBe(stats!.evictedKeys)
    expect(stats!.evictedKeys).toBeGreaterThan(1000)
    expect(told.map(({ values }) => values['bound'])).toEqual(['memory'])
  })
})

test('what is let go for it is the same however events are cut into batches, and after a restart', () => {
  const events = flood(4000).map((event, n) => (n % 300 === 7 ? { ...event, user: 'attacker' } : event))
  const bounds = { bytes: 500_000 }
  const whole = engineOf([sliding], bounds)
  const expected = give(whole, events, events.length)
  let engine = engineOf([sliding], bounds)
  const found = give(engine, events.slice(0, 1777), 97)
  const saved = JSON.parse(JSON.stringify(engine.save()))
  engine = engineOf([sliding], bounds)
  engine.load(saved)
  found.push(...give(engine, events.slice(1777), 311))
  expect(found.map(({ completedBy }) => completedBy)).toEqual(expected.map(({ completedBy }) => completedBy))
  expect(foundIn(found)).not.toEqual([])
  expect(engine.counters()).toEqual(whole.counters())
})

test('rules that hold too much together give up of the one that holds most', () => {
  const few = counting({ ...sliding, test: (_, row) => row % 100 === 0 })
  const engine = engineOf([sliding, few], {}, { totalBytes: 1_000_000 })
  give(engine, flood(5000))
  const [most, least] = engine.stats()
  expect(most!.bytes + least!.bytes).toBeLessThan(1_000_000 + 1000 * 2000)
  expect(most!.evictedForMemory).toBeGreaterThan(1000)
  expect(least).toMatchObject({ keys: 50, evictedKeys: 0 })
})

test('one key alone is not let go, however much it holds', () => {
  const events = flood(1000).map((event) => ({ ...event, user: 'u' }))
  const engine = engineOf([counting({ ...sliding, keepWindow: true })], { bytes: 10_000 }, { totalBytes: 10_000 })
  give(engine, events)
  expect(engine.stats()).toMatchObject([{ keys: 1, evictedKeys: 0 }])
  engine.evaluate(source.id, batchOf([]), end, () => {})
  expect(engine.stats()[0]!.keys).toBe(0)
})
