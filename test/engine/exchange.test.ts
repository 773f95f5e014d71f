// A request and its answer: what an incident tells, how long what is asked is remembered, and how much of it is kept.
import { describe, expect, test } from 'vitest'
import type { ExchangePlan } from '../../src/compiler/plan.ts'
import { type Bounds, defaultBounds } from '../../src/engine/bounds.ts'
import { mostWaiting } from '../../src/engine/correlations/exchange.ts'
import { Engine } from '../../src/engine/engine.ts'
import { anyCategory, categoryBit } from '../../src/event/category.ts'
import { end, exclusive } from '../../src/event/position.ts'
import { batchOf, byUser, foundIn, isKind, rule, rulesetOf, source, type Tiny } from './build.ts'

const second = 1_000_000

const exchange = (more: Partial<ExchangePlan> = {}): ExchangePlan => ({
  kind: 'exchange',
  request: { name: 'ask', categories: anyCategory, test: isKind('A'), by: byUser },
  answer: { name: 'told', categories: anyCategory, test: isKind('B'), by: byUser },
  direction: null,
  connection: -1,
  withinUs: 2 * second,
  when: ['unanswered', 'twice', 'unasked', 'slow'],
  ...more,
})

/** `A0 B2.5 Av3`: a kind, a user (`u` where none is given), a time in seconds. */
const timeline = (text: string): Tiny[] =>
  text.split(' ').map((word, sequence) => {
    const [, kind, user, at] = /^([A-Z])([a-z]?)([\d.]+)$/.exec(word)!
    return { us: Number(at) * second, sequence, kind: kind!, user: user || 'u', x: null }
  })

function evaluated(plan: ExchangePlan, events: readonly Tiny[], bounds: Bounds = defaultBounds) {
  const engine = new Engine(rulesetOf(rule(plan)), [source], { bounds })
  const batch = batchOf(events)
  // H begins a connection, X ends it.
  for (let row = 0; row < batch.length; row++) {
    if (isKind('H')(batch, row)) batch.categories[row] = categoryBit('handshake')
    if (isKind('X')(batch, row)) batch.categories[row] = categoryBit('close')
  }
  const progress = { us: (events.at(-1)?.us ?? 0) + 1, nanos: 0, sequence: exclusive }
  const matches = foundIn(engine.evaluate(source.id, batch, progress, () => {}))
  return { engine, matches, faults: [...matches, ...engine.end('fire')].map(({ values }) => values['fault']) }
}

const faults = (events: string, more: Partial<ExchangePlan> = {}) => evaluated(exchange(more), timeline(events)).faults

test.each([
  ['an answer at the very end of the span is in time', 'A0 B2', []],
  ['the next moment it is not', 'A0 B2.000001', ['unanswered', 'slow']],
  ['answers belong to requests in their order', 'A0 A1.5 B1.8 B3.6', ['slow', 'unanswered']],
  ['a second answer is one too many', 'A0 B1 B1.5', ['twice']],
  ['a new request has an answer of its own', 'A0 B1 A1.2 B1.5', []],
  ['what nobody asked for has no request', 'B0', ['unasked']],
  ['each key has its own', 'A0 Bv1 Av1 Bu1.5 Bv1.6', ['unasked']],
])('%s', (_, events, expected) => {
  expect(faults(events).sort()).toEqual([...expected].sort())
})

test('a request is remembered for ten times its span', () => {
  expect(faults('A0 B1 B20')).toEqual(['twice'])
  expect(faults('A0 B1 B20.1')).toEqual(['unasked'])
  expect(faults('A0 B20')).toEqual(['unanswered', 'slow'])
  expect(faults('A0 B20.1')).toEqual(['unanswered', 'unasked'])
})

describe('the match', () => {
  test('of an answer tells both, and how long it took', () => {
    expect(evaluated(exchange({ when: ['slow'] }), timeline('A0 B2.5')).matches).toMatchObject([
      {
        us: 2.5 * second,
        start: { us: 0 },
        completedBy: 'e1',
        keys: { user: 'u' },
        values: { fault: 'slow', took_ms: 2500 },
        steps: [
          { name: 'ask', count: 1, events: [{ 'event.id': 'e0' }] },
          { name: 'told', count: 1, events: [{ 'event.id': 'e1' }] },
        ],
      },
    ])
  })

  test('of none is of the end of the span', () => {
    expect(evaluated(exchange(), timeline('A0 C9')).matches).toMatchObject([
      {
        us: 2 * second,
        completedBy: 'e0',
        values: { fault: 'unanswered', took_ms: null },
        steps: [{ events: [{ 'event.id': 'e0' }] }, { name: 'told', count: 0, events: [] }],
      },
    ])
  })
})

describe('what nobody asked for', () => {
  const ofConnection = { connection: 0, when: ['unasked'] } as const

  test('is known where the connection was seen to begin, until it ends', () => {
    expect(faults('B0 H1 B2 X3 B4', ofConnection)).toEqual(['unasked'])
  })

  test('is told of each connection by itself', () => {
    expect(faults('Hu0 Bv1 Bu2', ofConnection)).toEqual(['unasked'])
  })
})

test('what is still open when the input ends is undecided, and fires only where time runs on', () => {
  const { engine, matches } = evaluated(exchange(), timeline('A0 Av1'))
  expect(matches).toEqual([])
  const untouched = new Engine(rulesetOf(rule(exchange())), [source])
  untouched.evaluate(source.id, batchOf(timeline('A0 Av1')), { ...end, us: 2 * second }, () => {})
  expect(untouched.waits()).toBe(true)
  expect([...untouched.undecided().values()]).toEqual([2])
  expect(engine.undecided().size).toBe(0)
})

describe('beyond its bounds', () => {
  test('of one key the oldest is let go, and counted', () => {
    const events = Array.from({ length: mostWaiting + 5 }, (_, i) => ({
      ...{ us: i, sequence: i, kind: 'A', user: 'u', x: null },
    }))
    const { engine, faults: found } = evaluated(exchange(), events)
    expect(found).toHaveLength(mostWaiting)
    expect(engine.counters()).toMatchObject([{ evictedEvents: 5 }])
  })

  test('of all keys no further one waits, and that is counted', () => {
    const events = timeline('Aa0 Ab0 Ac0 Ad0')
    const { engine, faults: found } = evaluated(exchange(), events, { ...defaultBounds, pending: 3 })
    expect(found).toHaveLength(3)
    expect(engine.counters()).toMatchObject([{ evictedEvents: 1 }])
  })

  test('an answer to what was let go accuses nobody', () => {
    const few = { ...defaultBounds, pending: 1 }
    expect(evaluated(exchange(), timeline('Au0 Av0 Bu0.1 Bv0.2'), few).faults).toEqual([])
    expect(evaluated(exchange(), timeline('Au0 Av0 Bu0.1 Bv0.2 Bv0.3'), few).faults).toEqual(['unasked'])
    const events = Array.from({ length: 2 * mostWaiting + 4 }, (_, i) => ({
      ...{ us: i, sequence: i, kind: i < mostWaiting + 2 ? 'A' : 'B', user: 'u', x: null },
    }))
    expect(evaluated(exchange(), events).faults).toEqual([])
  })

  test('the key that was longest silent is forgotten, and counted', () => {
    const { engine, faults: found } = evaluated(exchange(), timeline('Aa0 Ab0 Ac0'), { ...defaultBounds, keys: 2 })
    expect(found).toHaveLength(2)
    expect(engine.counters()).toMatchObject([{ evictedKeys: 1 }])
  })
})
