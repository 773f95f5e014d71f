// What a rule costs: what it was asked about, what it holds, and how long it took where there is a clock.
import { expect, test } from 'vitest'
import type { Detect } from '../../src/compiler/plan.ts'
import { Engine, type RuleStats } from '../../src/engine/engine.ts'
import { end, exclusive } from '../../src/event/position.ts'
import { batchOf, counting, isKind, rule, rulesetOf, source, step, type Tiny } from './build.ts'

const second = 1_000_000

/** `Au Bv` → kind A of user u at 0 s, kind B of user v at 1 s, and so on. */
const timeline = (text: string): Tiny[] =>
  text.split(' ').map((word, i) => ({ us: i * second, sequence: i, kind: word[0]!, user: word[1]!, x: null }))

const at = (us: number) => ({ us, nanos: 0, sequence: exclusive })

function statsAfter(detect: Detect, events: string): RuleStats {
  const engine = new Engine(rulesetOf(rule(detect)), [source])
  engine.evaluate(source.id, batchOf(timeline(events)), at(events.length * second), () => {})
  return engine.stats()[0]!
}

const sequence = {
  kind: 'sequence',
  steps: [step('A'), step('B')],
  until: null,
  maxspanUs: 1000 * second,
} as const satisfies Detect

const count = (kind: 'sliding' | 'tumbling'): Detect =>
  counting({ window: { kind, spanUs: 1000 * second }, having: () => false, test: isKind('A') })

test.each([
  ['a sliding window', count('sliding'), 2],
  ['a tumbling window', count('tumbling'), 2],
  ['a sequence', sequence, 2],
])('%s holds keys, until nothing of them can matter', (_, detect, keys) => {
  const held = statsAfter(detect, 'Au Av Au')
  expect(held).toMatchObject({ asked: 3, events: 3, keys })
  expect(held.bytes).toBeGreaterThan(0)
  const engine = new Engine(rulesetOf(rule(detect)), [source])
  engine.evaluate(source.id, batchOf(timeline('Au Av')), at(2 * second), () => {})
  engine.evaluate(source.id, batchOf([]), at(5000 * second), () => {})
  expect(engine.stats()[0]).toMatchObject({ keys: 0, bytes: 0 })
})

test('events that it was asked about are more than those that passed its filter', () => {
  expect(statsAfter(count('sliding'), 'Au Bu Bu')).toMatchObject({ asked: 3, events: 1 })
})

test('also a sequence in which nothing has begun was asked about what it passed by', () => {
  expect(statsAfter(sequence, 'Bu Bu Cu')).toMatchObject({ asked: 3, events: 2, keys: 0 })
})

test('without a clock no time is told, and with one nothing is found otherwise', () => {
  const events = Array.from({ length: 2000 }, (_, i) => `${'AB'[i % 2]}u`).join(' ')
  let looks = 0
  // Ever faster, so that not all of it is what looking at it takes.
  const [without, timed] = [{}, { clock: () => (++looks) ** 2 }].map((options) => {
    const engine = new Engine(rulesetOf(rule(sequence)), [source], options)
    const found = engine.evaluate(source.id, batchOf(timeline(events)), end, () => {})
    return { found, stats: engine.stats()[0]!, saved: JSON.stringify(engine.save()) }
  })
  expect(timed!.found).toEqual(without!.found)
  expect(timed!.saved).toBe(without!.saved)
  expect(without!.stats.ms).toBeNull()
  expect(timed!.stats.ms).toBeGreaterThan(0)
  expect(timed!.stats.timed).toBe(2000)
})
