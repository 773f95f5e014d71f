// Wall time in which a source says nothing → its event time, which runs on or stands still.
import { expect, test } from 'vitest'
import { SourceClock } from '../../../src/app/run/clock.ts'
import { exclusive, type Position } from '../../../src/event/position.ts'

const second = 1_000_000

const at = (seconds: number): Position => ({ us: seconds * second, nanos: 0, sequence: exclusive })

/** A log and a folder of captures, both heard at 0 with an event of second 100. */
function heard(): SourceClock {
  const clock = new SourceClock()
  clock.add('log', 'runs-on', 0)
  clock.add('captures', 'stands-still', 0)
  const progress = { us: 100 * second, nanos: 0, sequence: exclusive }
  for (const source of ['log', 'captures']) clock.hear({ source, progress }, 0)
  return clock
}

test('a silent log runs on as fast as wall time, captures stand still and are told once', () => {
  const clock = heard()
  expect(clock.silent(4999)).toEqual([])
  expect(clock.silent(6000)).toEqual([
    { source: 'log', at: { us: 106 * second, nanos: 0, sequence: exclusive } },
    { source: 'captures', at: null },
  ])
  expect(clock.silent(7000).map(({ source }) => source)).toEqual(['log'])
})

test('time in which nobody could be heard is no silence', () => {
  const clock = heard()
  clock.wasDeaf(60_000)
  expect(clock.silent(64_000)).toEqual([])
  expect(clock.silent(65_000).map(({ source }) => source)).toEqual(['log', 'captures'])
})

test('what a silent source held from far ahead counts, and time runs on from there', () => {
  const clock = heard()
  clock.hear({ source: 'log', progress: { ...at(100), aheadUs: 900 * second } }, 1000)
  expect(clock.silent(6000).find(({ source }) => source === 'log')).toEqual({ source: 'log', at: at(905) })
})

test('of a source that has only one event, time begins with that', () => {
  const clock = heard()
  clock.add('new', 'runs-on', 0)
  const progress = { us: Number.NEGATIVE_INFINITY, nanos: 0, sequence: exclusive, aheadUs: 7 * second }
  clock.hear({ source: 'new', progress }, 0)
  expect(clock.silent(5000).find(({ source }) => source === 'new')).toEqual({ source: 'new', at: at(12) })
})
