// What came of each rule and what it cost, as a table.
import { expect, test } from 'vitest'
import { printRuleStats } from '../../src/cli/rule-stats.ts'
import { noCounts } from '../../src/engine/bounds.ts'
import type { RuleStats } from '../../src/engine/engine.ts'

const stats = (rule: string, more: Partial<RuleStats> = {}): RuleStats => ({
  ...{ rule, ...noCounts(), ms: null, timed: 0, keys: 0, bytes: 0 },
  ...more,
})

test('the costliest rule comes first, and one that was asked about nothing not at all', () => {
  const rules = [
    stats('idle'),
    stats('cheap', { asked: 20_000, events: 1200, ms: 10, timed: 20_000 }),
    stats('dear', { asked: 100, events: 10, matches: 2, ms: 30, timed: 100, keys: 4, bytes: 12_345 }),
  ]
  expect(printRuleStats(rules, 80)).toEqual([
    '        time  µs each  asked  events  matches  keys    state',
    'dear   75.0%   300.00    100      10        2     4  12.3 kB',
    'cheap  25.0%     0.50  20.0k   1,200        0     0        0',
  ])
})

test('without a clock the busiest comes first, and no time is told', () => {
  const lines = printRuleStats([stats('quiet', { asked: 1 }), stats('busy', { asked: 9 })], 80)
  expect(lines.map((line) => line.split(/\s+/).slice(0, 3))).toEqual([
    ['', 'time', 'µs'],
    ['busy', '–', '–'],
    ['quiet', '–', '–'],
  ])
})

test('what was late or let go has columns where there was some', () => {
  const lines = printRuleStats([stats('a', { asked: 1, late: 3, evictedKeys: 4, evictedEvents: 5 })], 80)
  expect(lines[0]).toMatch(/state {2}late {2}let go$/)
  expect(lines[1]).toMatch(/ 3 +9$/)
})

test('no line is wider than the terminal: names are cut before numbers are', () => {
  const lines = printRuleStats([stats('x'.repeat(70), { asked: 4_500_000, ms: 1, timed: 1 })], 80)
  expect(lines.map((line) => line.length)).toEqual([80, 80])
  expect(lines[1]).toMatch(/^x+… +100\.0% .* 4\.5M /)
})

test('near misses are told by step, the most frequent first; what a newer one replaced is not told', () => {
  const near = [
    { step: '2', why: 'forbidden', count: 22 },
    { step: '3', why: 'until', count: 10 },
    { step: '3', why: 'maxspan', count: 380 },
    { step: '1', why: 'replaced', count: 1000 },
  ] as const
  expect(printRuleStats([stats('a', { asked: 9, near: [...near] })], 80)[2]).toBe(
    '  almost 412 times: 390 at step 3 (maxspan 380, until 10), 22 at step 2 (forbidden)',
  )
})
