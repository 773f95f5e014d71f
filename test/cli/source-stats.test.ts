// How far each source came, and what was odd about its times, in lines.
import { expect, test } from 'vitest'
import { printOddities, printSourceStats, type SourceStats } from '../../src/cli/source-stats.ts'
import { noOddities } from '../../src/event/headway.ts'

const [minute, hour] = [60_000_000, 3_600_000_000]
const noon = Date.UTC(2026, 10, 22, 12) * 1000

const log: SourceStats = {
  source: 'a.log',
  events: 1200,
  latenessUs: 5_000_000,
  newestUs: noon,
  oddities: noOddities(),
}
const odd = { ...noOddities(), late: 2, ahead: 1 }

test('each source says how far it came, and how many events came later than they may', () => {
  const empty = { ...log, source: 'an\u001bother.log', events: 0, newestUs: null, latenessUs: 24 * hour, oddities: odd }
  expect(printSourceStats([log, empty])).toEqual([
    'a.log            1,200 events, to 2026-11-22T12:00:00.000Z, 0 later than its lateness of 5 s',
    'an\\x1bother.log  0 events, 2 later than its lateness of 1 d',
  ])
})

test('what is odd is said of the sources that it is so of', () => {
  expect(printOddities([log], true)).toEqual([])
  expect(printOddities([{ ...log, oddities: odd }], true)).toEqual([
    'a.log: 2 events came later than its lateness of 5 s, 1 event from far ahead, which the others did not follow',
  ])
})

test('events that came late are no oddity where no rule missed one', () => {
  expect(printOddities([{ ...log, oddities: { ...odd, ahead: 0 } }], false)).toEqual([])
})

test.each([
  [1, hour, 'its clock was set back by 1 h to 2026-11-22T12:00:00.000Z'],
  [1, hour - 1_000_000, 'its clock was set back by 1 h to 2026-11-22T12:00:00.000Z'],
  [3, 20 * minute, 'its clock was set back 3 times, last by 20 min to 2026-11-22T12:00:00.000Z'],
])('a clock that was set back %i times, by %i µs', (setBack, byUs, line) => {
  const oddities = { ...noOddities(), setBack, lastSetBack: { toUs: noon, byUs } }
  expect(printOddities([{ ...log, oddities }], false)).toEqual([`a.log: ${line}`])
})
