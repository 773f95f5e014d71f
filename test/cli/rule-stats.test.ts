// What came of each rule, in lines.
import { expect, test } from 'vitest'
import { printRuleStats } from '../../src/cli/rule-stats.ts'
import { noCounts } from '../../src/engine/bounds.ts'

test('the busiest rule comes first, and one that saw nothing not at all', () => {
  expect(
    printRuleStats([
      { rule: 'idle', ...noCounts() },
      { rule: 'quiet', ...noCounts(), events: 1 },
      { rule: 'busy', ...noCounts(), events: 1200, matches: 2 },
    ]),
  ).toEqual(['busy   1,200 events, 2 matches', 'quiet  1 event, 0 matches'])
})

test('near misses are told by step, the most frequent first; what a newer one replaced is not told', () => {
  const near = [
    { step: '2', why: 'forbidden', count: 22 },
    { step: '3', why: 'until', count: 10 },
    { step: '3', why: 'maxspan', count: 380 },
    { step: '1', why: 'replaced', count: 1000 },
  ] as const
  expect(printRuleStats([{ rule: 'a', ...noCounts(), events: 9, near: [...near] }])).toEqual([
    'a  9 events, 0 matches',
    '  almost 412 times: 390 at step 3 (maxspan 380, until 10), 22 at step 2 (forbidden)',
  ])
})
