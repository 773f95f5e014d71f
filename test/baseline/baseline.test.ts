// What is usual for a class: learned in bounded memory, by nobody alone, and the same after it was saved.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Baseline, type SavedBaseline, type Seen } from '../../src/baseline/baseline.ts'
import { classOf } from '../../src/baseline/class-of.ts'
import { placeOn, scales, valueAt } from '../../src/baseline/scales.ts'
import { scoreOf } from '../../src/baseline/score.ts'
import { Shares } from '../../src/baseline/shares.ts'
import { Sketch } from '../../src/baseline/sketch.ts'
import { featureFields, featureName } from '../../src/event/feature-schema.ts'

const minuteUs = 60e6

describe('a sketch', () => {
  test('knows quantiles to half a bin', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 32, maxLength: 32 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (values, share) => {
          const sketch = new Sketch()
          for (const value of values) sketch.add(value, 1)
          const exact = values.toSorted((a, b) => a - b)[Math.ceil(share * 32 - 1e-9) - 1]!
          expect(Math.abs(sketch.quantile(share)! - exact)).toBeLessThanOrEqual(1 / 16 + 1e-9)
        },
      ),
    )
  })

  test('says nothing of few values', () => {
    const sketch = new Sketch()
    for (let i = 0; i < 31; i++) sketch.add(1, 1)
    expect(sketch.quantile(0.5)).toBeNull()
  })

  test('keeps a bounded number of bins, whatever comes', () => {
    const sketch = new Sketch()
    for (let i = 0; i < 20_000; i++) sketch.add((i - 10_000) * 1.7, 1)
    expect(sketch.save()[0].length).toBeLessThanOrEqual(1025)
  })

  test('counts what is newer for more', () => {
    const sketch = new Sketch()
    for (let i = 0; i < 64; i++) sketch.add(0, 1)
    for (let i = 0; i < 32; i++) sketch.add(5, 4)
    expect(sketch.quantile(0.5)).toBe(5)
  })
})

test.each(featureFields.map(featureName))('%s comes back from its scale', (name) => {
  for (const value of [0, 1, 3, 250]) expect(valueAt(scales[name], placeOn(scales[name], value))).toBeCloseTo(value, 6)
})

test.each([
  ['/chat', '/chat'],
  ['/rooms/4711/live', '/rooms/*/live'],
  ['/u/0b7e3c1a-77d2-4a8f-9a51-0c1f6f1f2d11', '/u/*'],
  ['/s/deadbeef01', '/s/*'],
  ['/socket.io/', '/socket.io/'],
  ['/t/AbCdEfGhIjKlMnOp42', '/t/*'],
])('the path %s is learned as %s', (path, folded) => {
  expect(classOf({ domain: 'app.example.com', path, subprotocol: null, direction: 'client' })).toBe(
    `app.example.com${folded} - client`,
  )
})

test('of features that say the same only one counts', () => {
  const degrees = new Float64Array(featureFields.length)
  const at = (name: string) => featureFields.findIndex((field) => featureName(field) === name)
  degrees[at('fs_len')] = 0.5
  expect(scoreOf(degrees)).toBe(0.5)
  degrees[at('fs_len_z')] = 0.4
  expect(scoreOf(degrees)).toBe(0.5)
  degrees[at('tm_burst')] = 0.5
  expect(scoreOf(degrees)).toBe(0.75)
})

describe('shares', () => {
  test('nobody teaches more than twenty frames a minute where little is said', () => {
    const shares = new Shares()
    const taught = Array.from({ length: 100 }, (_, i) => shares.takes('192.0.2.1', i * 1000)).filter(Boolean)
    expect(taught.length).toBe(20)
    expect(shares.takes('192.0.2.2', 100_000)).toBe(true)
    expect(shares.takes('192.0.2.1', minuteUs)).toBe(true)
  })

  test('a thousand addresses are remembered as 256 and the rest', () => {
    const shares = new Shares()
    for (let i = 0; i < 1000; i++) shares.takes(`a${i}`, 0)
    expect(shares.save()[3].length).toBeLessThanOrEqual(257)
  })
})

const settings = { warmUpUs: 10 * minuteUs, leastFrames: 100 }
const degrees = new Float64Array(featureFields.length)

/** A frame with one length, everything else being null. */
const valuesOf = (length: number): (number | null)[] =>
  featureFields.map((field) => (featureName(field) === 'fs_len' ? length : null))

const say = (baseline: Baseline, { us, who = 'a', name = 'chat' }: Partial<Seen> & { us: number }, length: number) => {
  const seen = { name, us, who }
  return baseline.frame(baseline.classOf(seen), seen, valuesOf(length), degrees)
}

/** `minutes` of frames between 50 and 150 bytes, twenty a minute. */
function taught(minutes = 15): Baseline {
  const baseline = new Baseline(settings)
  for (let i = 0; i < minutes * 20; i++) say(baseline, { us: i * 3e6 }, 50 + ((i * 37) % 100))
  return baseline
}

describe('a class', () => {
  test('is silent for ten minutes, and then until it has learned enough', () => {
    const baseline = new Baseline(settings)
    const scores = Array.from({ length: 400 }, (_, i) => say(baseline, { us: i * 3e6 }, 100))
    expect(scores.findIndex((score) => score !== null)).toBe(200)
    const rare = new Baseline(settings)
    expect(
      Array.from({ length: 90 }, (_, i) => say(rare, { us: i * 60e6 }, 100)).every((score) => score === null),
    ).toBe(true)
  })

  test('finds what is usual usual, and what is not the more unusual the farther it lies', () => {
    const us = 16 * minuteUs
    const scores = [100, 300, 3000, 3e6].map((length) => say(taught(), { us }, length)!)
    expect(scores[0]).toBe(0)
    expect(scores).toEqual(scores.toSorted((a, b) => a - b))
    expect(scores[3]).toBeGreaterThan(0.85)
  })

  test('does not learn an attack away, however long it goes on', () => {
    const baseline = taught()
    const score = () => say(baseline, { us: 16 * minuteUs, who: 'probe' }, 1e6)!
    const before = score()
    for (let i = 0; i < 5000; i++) say(baseline, { us: 16 * minuteUs + i * 1000, who: 'attacker' }, 1e6)
    expect(score()).toBeGreaterThan(before * 0.95)
  })

  test('follows what changes slowly', () => {
    const baseline = taught()
    for (let i = 0; i < 40_000; i++) {
      const us = 16 * minuteUs + i * 3e6
      say(baseline, { us, who: `a${i % 7}` }, (100 + ((i * 37) % 100)) * (1 + i / 4000))
    }
    expect(say(baseline, { us: 16 * minuteUs + 40_000 * 3e6 }, 1100)).toBeLessThan(0.5)
  })

  test('is another for another direction', () => {
    const baseline = taught()
    expect(say(baseline, { us: 16 * minuteUs, name: 'other' }, 100)).toBeNull()
  })
})

test('a baseline that was saved goes on as if it had not been', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(lengths, fc.nat({ max: 300 }), (all, cut) => {
      const whole = taught(11)
      let parted = taught(11)
      for (const [i, length] of all.entries()) {
        if (i === cut) {
          const saved = JSON.parse(JSON.stringify(parted.save())) as SavedBaseline
          parted = new Baseline(settings)
          parted.load(saved)
        }
        const seen = { us: 11 * minuteUs + i * 2e6, who: `a${i % 3}` }
        expect(say(parted, seen, length)).toBe(say(whole, seen, length))
      }
    }),
    { numRuns: 30 },
  )
})

test('strangers’ paths push out strangers’ paths, not what speaks', () => {
  const baseline = new Baseline({ ...settings, classes: 10 })
  for (let i = 0; i < 300; i++) say(baseline, { us: i * 3e6, name: 'known' }, 100)
  for (let i = 0; i < 1000; i++) say(baseline, { us: 16 * minuteUs + i, name: `x${i}` }, 100)
  expect(baseline.classes().size).toBe(10)
  expect(baseline.classes().has('known')).toBe(true)
  expect(baseline.evicted).toBe(991)
})
