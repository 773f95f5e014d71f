// Percentiles: exact up to a size, beyond it within the stated error; the same for the same window, however it came about.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Percentile } from '../../../src/engine/aggregates/percentile.ts'
import { relativeError } from '../../../src/engine/aggregates/sketch.ts'

const exactValues = 8
const percents = fc.constantFrom(0, 1, 25, 50, 90, 95, 100)

const percentileOf = (
  percent: number,
  values: readonly number[],
  motion: 'slides' | 'grows' = 'slides',
): Percentile => {
  const made = new Percentile({ percent, motion, exactValues })
  for (const value of values) made.add(value)
  return made
}

/** Between two values on the line that joins them. */
function exactly(percent: number, values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const place = (percent / 100) * (sorted.length - 1)
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  return low + (place - Math.floor(place)) * (high - low)
}

/** How many go out before each one comes, so that a window grows and shrinks. */
const flow = fc.array(fc.tuple(fc.integer({ min: -50, max: 1_000_000 }), fc.constantFrom(0, 0, 0, 1, 1, 2, 12)), {
  maxLength: 120,
})

test('a window that slides has the percentile of what it holds, exact where that is little', () => {
  fc.assert(
    fc.property(percents, flow, (percent, steps) => {
      const sliding = percentileOf(percent, [])
      const window: number[] = []
      for (const [value, leaving] of steps) {
        for (const gone of window.splice(0, leaving)) sliding.remove(gone)
        window.push(value)
        sliding.add(value)
        const exact = exactly(percent, window)!
        expect(sliding.isApproximate).toBe(window.length > exactValues)
        if (!sliding.isApproximate) expect(sliding.read()).toBe(exact)
        else expect(Math.abs(sliding.read()! - exact)).toBeLessThanOrEqual(off(window) + 1e-9)
        // As a restart finds it.
        expect(sliding.read()).toBe(percentileOf(percent, window).read())
      }
    }),
  )
})

/** Between two values of different signs it may be off by as much as the greater is. */
const off = (window: readonly number[]): number => relativeError * Math.max(...window.map(Math.abs))

test('it is off by no more than a hundredth of itself where no value is below nothing', () => {
  fc.assert(
    fc.property(percents, fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 9 }), (percent, values) => {
      const exact = exactly(percent, values)!
      expect(Math.abs(percentileOf(percent, values).read()! - exact)).toBeLessThanOrEqual(relativeError * exact + 1e-9)
    }),
  )
})

describe('a window that grows', () => {
  test('keeps few numbers, however many came', () => {
    const grown = percentileOf(
      95,
      Array.from({ length: 100_000 }, (_, n) => n % 5000),
      'grows',
    )
    expect(grown.held).toBeLessThan(500)
    expect(grown.read()).toBeGreaterThan(4749 * 0.99)
    expect(grown.read()).toBeLessThan(4749 * 1.01)
  })

  test('goes on from what was saved', () => {
    fc.assert(
      fc.property(percents, fc.array(fc.integer()), fc.array(fc.integer()), (percent, before, after) => {
        const restored = percentileOf(percent, [], 'grows')
        restored.load(JSON.parse(JSON.stringify(percentileOf(percent, before, 'grows').save())))
        for (const value of after) restored.add(value)
        const whole = percentileOf(percent, [...before, ...after], 'grows')
        expect([restored.read(), restored.isApproximate]).toEqual([whole.read(), whole.isApproximate])
      }),
    )
  })

  test('that was approximate when it was saved is so, though more would be exact by now', () => {
    const restored = new Percentile({ percent: 50, motion: 'grows', exactValues: 1000 })
    restored.load(percentileOf(50, [1, 2, 3, 4, 5, 6, 7, 8, 9], 'grows').save())
    expect(restored.isApproximate).toBe(true)
    expect(restored.read()).toBeCloseTo(5, 0)
  })
})
