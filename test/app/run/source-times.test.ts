// How sources stand in time: as the console shows it, and what of it is said in the log.
import { expect, test } from 'vitest'
import { shownTimes, TimesWatch, timesOf } from '../../../src/app/run/source-times.ts'
import { noOddities, type Oddities } from '../../../src/event/headway.ts'

const noon = Date.UTC(2026, 10, 22, 12) * 1000
const info = (id: string) => ({ id, categories: 1, latenessUs: 5_000_000 })

test('each source is shown with how far it came, whether it is silent, and what is odd', () => {
  const lastSetBack = { toUs: noon, byUs: 3_600_000_000 }
  const odd = { late: 3, ahead: 2, setBack: 1, lastSetBack }
  const times = timesOf([{ info: info('a'), oddities: () => odd }, { info: info('b') }], ['b'])
  const flows = new Map([['a', { events: 7, progressUs: noon - 5_000_000 }]])
  expect(shownTimes(times, flows)).toEqual([
    {
      ...{ source: 'a', events: 7, isIdle: false, latenessSeconds: 5, newest: '2026-11-22T12:00:00.000Z' },
      ...{ late: 3, ahead: 2, setBack: 1, lastSetBack: { to: '2026-11-22T12:00:00.000Z', bySeconds: 3600 } },
    },
    {
      ...{ source: 'b', events: 0, isIdle: true, latenessSeconds: 5, newest: null },
      ...{ late: 0, ahead: 0, setBack: 0, lastSetBack: null },
    },
  ])
  expect(timesOf([{ info: info('a') }], null)[0]!.isIdle).toBe(null)
})

/** What is said when it is looked at so often, this far apart. */
function said(oddities: readonly Partial<Oddities>[], betweenMs: number): (readonly [string, unknown])[] {
  const lines: [string, unknown][] = []
  const watch = new TimesWatch({ warn: (sentence, data) => void lines.push([sentence, data]) })
  for (const [i, some] of oddities.entries()) {
    const all = { ...noOddities(), ...some }
    watch.look(timesOf([{ info: info('a'), oddities: () => all }], []), i * betweenMs)
  }
  return lines
}

test('events from far ahead are said as they come up, and not each time that one more comes', () => {
  const three = [{}, { ahead: 1 }, { ahead: 2 }, { ahead: 2 }]
  expect(said(three, 5000).map(([, data]) => data)).toEqual([{ source: 'a', events: 1 }])
  expect(said(three, 60_000).map(([, data]) => data)).toEqual([
    { source: 'a', events: 1 },
    { source: 'a', events: 2 },
  ])
})

test('a clock that was set back is said, with how long its events will be late', () => {
  const setBack = { setBack: 1, lastSetBack: { toUs: noon, byUs: 3_600_000_000 } }
  expect(said([{}, setBack, setBack], 60_000)).toEqual([
    [
      'The clock of a source was set back.',
      {
        source: 'a',
        to: '2026-11-22T12:00:00.000Z',
        reason: 'Its events are late until it has caught up 3600 seconds.',
      },
    ],
  ])
})

test('late events alone are not said', () => {
  expect(said([{}, { late: 9 }], 60_000)).toEqual([])
})

test('a source that was gone and is back counts anew', () => {
  const lines: unknown[] = []
  const watch = new TimesWatch({ warn: (_, data) => void lines.push(data) })
  const odd = timesOf([{ info: info('a'), oddities: () => ({ ...noOddities(), ahead: 1 }) }], [])
  for (const [i, times] of [odd, [], odd].entries()) watch.look(times, i)
  expect(lines).toHaveLength(2)
})
