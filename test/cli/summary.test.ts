// The end of a scan: what was read and found, and everything that must not pass in silence.
import pc from 'picocolors'
import { expect, test } from 'vitest'
import { printSummary, type Summary } from '../../src/cli/summary.ts'
import { noCounts, noneForgotten } from '../../src/engine/bounds.ts'

const noCost = { ms: null, timed: 0, keys: 0, bytes: 0 }

const nothing: Summary = {
  events: {},
  incidents: new Map(),
  undecided: new Map(),
  unreadable: [],
  sources: [],
  rules: [],
  forgotten: noneForgotten,
  width: 100,
  seconds: 0.5,
}
const lines = (more: Partial<Summary>): string[] =>
  printSummary({ ...nothing, ...more }, pc.createColors(false)).split('\n')

test('nothing read and nothing found is said', () => {
  expect(lines({})).toEqual(['events     none: nothing of a WebSocket was seen', 'incidents  none'])
})

test('events are counted by our own categories', () => {
  expect(lines({ events: { handshake: 2, network: 1236, frame: 1234 } })[0]).toBe(
    'events     2 handshake · 1,234 frame  (0.50 s)',
  )
})

test('incidents are counted by rule, the most first, with what suppression held back', () => {
  const incidents = new Map([['a_rule', { raised: 1, repeated: 0 }], ['another_rule', { raised: 3, repeated: 1 }]]) // biome-ignore format: table
  expect(lines({ incidents }).slice(1)).toEqual([
    'incidents  another_rule  3 (and 1 repetition under suppression)',
    '           a_rule        1',
  ])
})

test('what could not be read is shown with its place, harmlessly', () => {
  const unreadable = [
    {
      source: 'a.log',
      connector: 'nginx',
      reason: 'not JSON',
      count: 2,
      samples: [{ at: 1234, excerpt: '\u001b[31m{' }],
    },
  ]
  expect(lines({ unreadable }).slice(2)).toEqual([
    'not read   a.log (nginx): 2 pieces not JSON',
    '             at byte 1,234: \\x1b[31m{',
  ])
})

test('what is undecided, late, evicted or failing is shown', () => {
  const rules = [{ rule: 'a_rule', ...noCounts(), ...noCost, late: 1, evictedKeys: 2, errors: 3, lastError: 'boom' }]
  const text = lines({ rules, undecided: new Map([['b_rule', 4]]) })
  expect(text[2]).toMatch(/^undecided {2}b_rule {2}4 /)
  expect(text[3]).toBe('attention  a_rule: 1 event came too late, 2 keys evicted at the bound, 3 failures: boom')
})

test('what was turned away, not kept or forgotten is shown', () => {
  const rules = [{ rule: 'a_rule', ...noCounts(), ...noCost, refused: 4, unshown: 1 }]
  expect(lines({ rules, forgotten: { logins: 1, suppressions: 2, amendments: 3 } }).slice(2)).toEqual([
    'attention  a_rule: 4 events of keys turned away at the bound, 1 event counted and not kept to be',
    '             shown',
    '           1 connection whose login was forgotten: too many at once',
    '           2 suppressions forgotten: their incidents may come twice',
    '           3 keys whose incidents late events cannot amend: too many at once',
  ])
})
