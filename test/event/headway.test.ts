// How far a source has come by the times of its events: what is believed at once, what is held, what is odd.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Headway, type HeadwaySettings } from '../../src/event/headway.ts'

const second = 1_000_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const year2099 = Date.UTC(2099, 0) * 1000
const start = Date.UTC(2026, 10, 20, 18) * 1000
const latenessUs = 5 * second

const after = (times: readonly number[], more: Partial<HeadwaySettings> = {}): Headway => {
  const headway = new Headway({ latenessUs, ...more })
  headway.see(times)
  return headway
}

/** A time each second. */
const seconds = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i * second)

describe('the newest time of a source', () => {
  test('follows its events', () => {
    const headway = after(seconds(start, 10))
    expect(headway.progress()).toMatchObject({ us: start + 4 * second })
    expect(headway.progress()).not.toHaveProperty('aheadUs')
  })

  test('begins with the earlier of the first two', () => {
    expect(after([year2099, start]).newestUs).toBe(start)
    expect(after([start]).newestUs).toBe(null)
    expect(after([start]).progress()).toMatchObject({ us: Number.NEGATIVE_INFINITY, aheadUs: start - latenessUs })
  })

  test('does not follow one event from far ahead', () => {
    const headway = after([...seconds(start, 10), year2099, ...seconds(start + 10 * second, 10)])
    expect(headway.newestUs).toBe(start + 19 * second)
    expect(headway.oddities()).toMatchObject({ ahead: 1, late: 0 })
  })

  test('follows a leap that enough events agree on, and to no later time than they do', () => {
    const monday = start + 2 * day
    const headway = after([...seconds(start, 10), ...seconds(monday, 8), year2099, ...seconds(monday + 8 * second, 7)])
    expect(headway.newestUs).toBe(monday + 14 * second)
    expect(headway.oddities()).toMatchObject({ ahead: 0 })
    headway.see([monday + 15 * second])
    expect(headway.oddities()).toMatchObject({ ahead: 1, late: 0 })
  })

  test('is that of the majority where two clocks are mixed', () => {
    const mixed = seconds(start, 3000).map((us, i) => (i % 4 === 3 ? us + 3 * hour : us))
    expect(after(mixed).newestUs).toBe(start + 2998 * second)
    const others = seconds(start, 3000).map((us, i) => (i % 4 === 3 ? us : us + 3 * hour))
    expect(after(others).newestUs).toBe(start + 2998 * second + 3 * hour)
  })

  test('lags behind events that are hours apart, which are believed where nothing more comes', () => {
    const times = Array.from({ length: 30 }, (_, i) => start + i * 2 * hour)
    const headway = after(times)
    expect(headway.newestUs).toBe(times[14])
    expect(headway.progress().aheadUs).toBe(times[29]! - latenessUs)
    expect(headway.oddities().ahead).toBe(0)
  })

  test('follows at once what happens now, where the source tells of now', () => {
    const now = start + 60 * hour
    expect(after([...seconds(start, 10), now - second], { nowUs: () => now }).newestUs).toBe(now - second)
  })
})

describe('what is believed where nothing more comes', () => {
  test('is not a time of decades later', () => {
    expect(after([...seconds(start, 10), year2099]).progress()).not.toHaveProperty('aheadUs')
    const headway = after([...seconds(start, 10), start + 3 * day, year2099])
    expect(headway.progress().aheadUs).toBe(start + 3 * day - latenessUs)
  })

  test('is no more than a day ahead of the clock, where there is one', () => {
    const [nowUs, times] = [(): number => start + day, seconds(start, 10)]
    expect(after([...times, start + 1.5 * day], { nowUs }).progress().aheadUs).toBe(start + 1.5 * day - latenessUs)
    expect(after([...times, start + 2.5 * day], { nowUs }).progress()).not.toHaveProperty('aheadUs')
  })
})

describe('oddities', () => {
  test('are events later than the lateness', () => {
    const headway = after([...seconds(start, 10), start, start + 4 * second, start + 3 * second])
    expect(headway.oddities()).toEqual({ late: 2, ahead: 0, setBack: 0, lastSetBack: null })
  })

  test('are clocks that are set back, told once until they have caught up', () => {
    const headway = after([...seconds(start, 3600), ...seconds(start, 7200), ...seconds(start + hour, 100)])
    const { setBack, lastSetBack } = headway.oddities()
    expect(setBack).toBe(2)
    expect(lastSetBack).toEqual({ toUs: start + hour, byUs: hour - second })
  })

  test('are counted in one place for a source that is read in several goes', () => {
    const oddities = { late: 0, ahead: 0, setBack: 0, lastSetBack: null }
    for (let i = 0; i < 3; i++) after([...seconds(start, 10), start, year2099, start + 10 * second], { oddities })
    expect(oddities).toMatchObject({ late: 3, ahead: 3 })
  })
})

describe('laws', () => {
  const normal = fc.nat(4000).map((s) => start + s * second)
  const anywhere = fc.integer({ min: -(2 ** 53), max: 2 ** 53 })
  const times = fc.array(fc.oneof({ weight: 5, arbitrary: normal }, anywhere), { maxLength: 200 })

  test('how times are cut into batches, and where it is saved and goes on, makes no difference', () => {
    fc.assert(
      fc.property(times, fc.array(fc.nat(20)), (all, cuts) => {
        let headway = new Headway({ latenessUs })
        let rest = all
        for (const length of cuts) {
          headway.see(rest.slice(0, length))
          rest = rest.slice(length)
          headway = new Headway({ latenessUs }, JSON.parse(JSON.stringify(headway.save())))
        }
        headway.see(rest)
        expect(headway.progress()).toEqual(after(all).progress())
      }),
    )
  })

  test('it never goes back, and is always the time of some event', () => {
    fc.assert(
      fc.property(times, (all) => {
        const headway = new Headway({ latenessUs })
        let before = Number.NEGATIVE_INFINITY
        for (const us of all) {
          headway.see([us])
          const { newestUs } = headway
          expect(newestUs ?? before).toBeGreaterThanOrEqual(before)
          if (newestUs !== null) expect(all).toContain(newestUs)
          before = newestUs ?? before
        }
      }),
    )
  })
})
