// Samples, on timelines: `A1` is an event of kind A at second 1.
import { describe, expect, test } from 'vitest'
import type { SamplePlan, Step } from '../../src/compiler/plan.ts'
import { type Bounds, type Counters, defaultBounds } from '../../src/engine/bounds.ts'
import { Engine } from '../../src/engine/engine.ts'
import { end } from '../../src/event/position.ts'
import { batchOf, foundIn, layout, rule, source, step, type Tiny } from './build.ts'

const second = 1_000_000

const timeline = (text: string): Tiny[] =>
  text.split(' ').map((word, sequence) => {
    const [, kind, at, user = 'k'] = /^([A-Z])([\d.]+)(?:\/(\w+))?$/.exec(word)!
    return { us: Number(at) * second, sequence, id: word, kind: kind!, user: user === '_' ? null : user, x: null }
  })

interface Outcome {
  /** The events of each sample in the order of its steps, `-` for a step without one. */
  readonly found: readonly string[]
  readonly counters: Partial<Counters>
}

function run(steps: readonly Step[], events: string, more: Partial<SamplePlan & Bounds> = {}): Outcome {
  const plan: SamplePlan = { kind: 'sample', steps, atLeast: steps.length, maxspanUs: 10 * second, ...more }
  const bounds = { ...defaultBounds, ...more }
  const engine = new Engine({ rules: [rule(plan)], layout, hash: '' }, [source], { bounds })
  const matches = [...engine.evaluate(source.id, batchOf(timeline(events)), end, () => {}), ...engine.end('fire')]
  const found = foundIn(matches).map((match) =>
    match.steps.map(({ events: [event] }) => String(event?.['event.id'] ?? '-')).join(' '),
  )
  return { found, counters: engine.counters()[0]! }
}

describe('a sample', () => {
  const [a, b, c] = [step('A'), step('B'), step('C')]
  const any = step('any', { test: () => true })

  test.each<[string, readonly Step[], string, string[], Partial<SamplePlan>?]>([
    ['is whole in any order', [a, b], 'B1 A2', ['A2 B1']],
    ['takes the newest', [a, b], 'A1 A2 B3', ['A2 B3']],
    ['begins anew once it is whole', [a, b], 'A1 B2 B3 A4', ['A1 B2', 'A4 B3']],
    ['keeps keys apart', [a, b], 'A1/u B2/v B3/u', ['A1/u B3/u']],
    ['joins nothing without a key', [a, b], 'A1/_ B2/_', []],
    ['holds at exactly its span', [a, b], 'A1 B11', ['A1 B11']],
    ['is over just after it', [a, b], 'A1 B11.000001', []],
    ['measures its span from the earliest', [a, b, c], 'A1 B6 C12', []],
    ['lets the earliest go, and keeps the others', [a, b, c], 'A1 B6 C12 A13', ['A13 B6 C12']],
    ['takes no event twice', [any, a], 'A1', []],
    ['leaves an event to the step that has no other', [any, a], 'A1 B2', ['B2 A1']],
    ['finds the one way to choose', [any, any, a], 'B1 B2 A3', ['B2 B1 A3']],
    ['is content with some', [a, b, c], 'C1 A2', ['A2 - C1'], { atLeast: 2 }],
    ['is content with one', [a, b], 'B1 A2', ['- B1', 'A2 -'], { atLeast: 1 }],
  ])('%s', (_, steps, events, expected, more) => expect(run(steps, events, more).found).toEqual(expected))

  test('without a span is decided once, at the end, by the earliest', () => {
    const unbounded = { maxspanUs: Number.POSITIVE_INFINITY }
    expect(run([a, b], 'A1 A2 B3 B4 A900 B901', unbounded).found).toEqual(['A1 B3'])
  })

  test('the key longest untouched is evicted, and that is told', () => {
    const { found, counters } = run([a, b], 'A1/u A2/v B3/u B4/v', { keys: 1 })
    expect(found).toEqual([])
    expect(counters.evictedKeys).toBe(3)
    expect(counters.near).toEqual([
      { step: 'A', why: 'eviction', count: 2 },
      { step: 'B', why: 'eviction', count: 1 },
      { step: 'B', why: 'maxspan', count: 1 },
    ])
  })

  test('no more events are held than could matter', () => {
    const { found, counters } = run([a, b], `${'A1 '.repeat(50)}B2`, { evidence: 2 })
    expect(found).toHaveLength(1)
    expect(counters.evictedKeys).toBe(0)
  })

  test('what almost was one is told with how far it came', () => {
    const { counters } = run([a, b, c], 'A1 B2 C20 B21')
    expect(counters.near).toEqual([
      { step: 'B', why: 'maxspan', count: 1 },
      { step: 'C', why: 'maxspan', count: 1 },
    ])
  })

  test('what has begun can be asked for', () => {
    const plan: SamplePlan = { kind: 'sample', steps: [a, b, c], atLeast: 3, maxspanUs: 10 * second }
    const engine = new Engine({ rules: [rule(plan)], layout, hash: '' }, [source])
    engine.evaluate(source.id, batchOf(timeline('C1 A2')), { us: 2 * second, nanos: 0, sequence: 9 }, () => {})
    const [begun] = engine.begun().values()
    expect(begun).toMatchObject([{ step: 'C', reached: 2, of: 3, events: [{ id: 'A2' }, { id: 'C1' }] }])
  })
})
