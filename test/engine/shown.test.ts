// What a condition says of how many there are at least: of a window that can not have enough yet nothing is kept to be shown,
// and what is shown in the end is the same.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileQuery } from '../../src/compiler/compile.ts'
import type { StatsPlan, Window } from '../../src/compiler/plan.ts'
import { defaultBounds } from '../../src/engine/bounds.ts'
import { Engine } from '../../src/engine/engine.ts'
import { Evidence } from '../../src/engine/evidence.ts'
import { batchOf, counting, rule, rulesetOf, run, source, type Tiny } from './build.ts'

const second = 1_000_000

test.each([
  ['n >= 30', 30],
  ['n > 30', 31],
  ['n == 30', 30],
  ['30 <= n', 30],
  ['30 < n', 31],
  ['n >= 29.5', 30],
  ['n >= 30 and m >= 40', 40],
  ['n >= 30 and users < 4', 30],
  ['n >= 30 or m >= 40', 30],
  ['n >= 30 or users > 40', undefined],
  ['n < 30', undefined],
  ['n != 30', undefined],
  ['not n >= 30', undefined],
  ['users >= 30', undefined],
  ['n >= users', undefined],
  ['30 > 2 * n', undefined],
])('%s asks for %s events', (condition, least) => {
  const written = `message | stats n = count(), m = count(source.ip) where source.port > 5, users = count_distinct(user.name) by client.ip over tumbling 10s | where ${condition}`
  const compiled = compileQuery(written)
  expect(compiled.ok).toBe(true)
  expect(compiled.ok && (compiled.detect as StatsPlan).leastRows).toBe(least)
})

const bursts = fc.array(
  fc.record({ user: fc.constantFrom('a', 'b'), gap: fc.integer({ min: 0, max: 3 }), kind: fc.constantFrom('A', 'B') }),
  { minLength: 30, maxLength: 90 },
)

function eventsOf(steps: readonly { user: string; gap: number; kind: string }[]): readonly Tiny[] {
  let us = 0
  return steps.map(({ user, gap, kind }, sequence) => {
    us += gap * 200_000
    return { us, sequence, kind, user, x: sequence }
  })
}

const plan = (window: Window, keepWindow: boolean): StatsPlan =>
  counting({ window, keepWindow, having: ([n]) => (n as number) >= 14 })

describe.each<readonly [string, Window]>([
  ['that slides', { kind: 'sliding', spanUs: 10 * second }],
  ['that ends', { kind: 'tumbling', spanUs: 10 * second }],
  ['of a session', { kind: 'session', gapUs: second / 2, keepJudging: false }],
  ['of a session that is judged on the way', { kind: 'session', gapUs: second / 2, keepJudging: true }],
])('of a window %s', (_, window) => {
  test.each([true, false])('the same is shown (it stays as it is: %s)', (keepWindow) => {
    const detect = plan(window, keepWindow)
    fc.assert(
      fc.property(bursts, fc.nat(4), fc.nat(3), (steps, cut, restartBefore) => {
        const events = eventsOf(steps)
        const at = Math.floor((events.length * cut) / 5)
        const arrival = { batches: [events.slice(0, at), events.slice(at)], latenessUs: 0, restartBefore }
        const all = run(rulesetOf(rule(detect)), arrival)
        expect(run(rulesetOf(rule({ ...detect, leastRows: 14 })), arrival)).toEqual(all)
      }),
      { numRuns: 40 },
    )
  })
})

test('nothing is kept of a window that is far from having enough', () => {
  const counters = { unshown: 0 }
  const evidence = new Evidence({ ...defaultBounds, evidencePerKey: 10 }, counters, 30)
  expect([0, 19, 20, 29].map((size) => evidence.isShown(size))).toEqual([false, false, true, true])
})

test('a rule that asks for many holds no documents of those who are few', () => {
  const events = eventsOf(Array.from({ length: 12 }, () => ({ user: 'a', gap: 1, kind: 'A' })))
  const bytesOf = (leastRows: number): number => {
    const detect = { ...plan({ kind: 'tumbling', spanUs: 100 * second }, false), leastRows }
    const engine = new Engine(rulesetOf(rule(detect)), [source])
    engine.evaluate(source.id, batchOf(events), { us: 3 * second, nanos: 0, sequence: 0 }, () => {})
    return engine.stats()[0]!.bytes
  }
  expect(bytesOf(0) - bytesOf(30)).toBe(10_000)
})
