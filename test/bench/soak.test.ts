// A soak's verdict follows from its samples, and its drawing holds them.
import { expect, test } from 'vitest'
import { plot } from '../../bench/soak/plot.ts'
import { isFlat, trendOf } from '../../bench/soak/trend.ts'

const line = (slope: number, wobble = 0) =>
  Array.from({ length: 100 }, (_, x) => ({ x, y: 50 + slope * x + (x % 2 === 0 ? wobble : -wobble) }))

test('the line through points of a line is that line', () => {
  const trend = trendOf(line(0.25))
  expect(trend.slope).toBeCloseTo(0.25)
  expect(trend.from).toBeCloseTo(50)
  expect(trend.to).toBeCloseTo(50 + 99 * 0.25)
})

// biome-ignore format: table
test.each([
  ['what stays as it is',               line(0),        true],
  ['what goes up and down',             line(0, 30),    true],
  ['what falls',                        line(-0.4),     true],
  ['what rises by less than a twentieth', line(0.02),   true],
  ['what rises by more',                line(0.03),     false],
  ['what rises under all that goes up and down', line(0.1, 20), false],
] as const)('%s is flat: %#', (_, points, expected) => {
  expect(isFlat(trendOf(points))).toBe(expected)
})

test('a drawing has each series within its frame, and says nothing as markup that was words', () => {
  const drawn = plot({
    title: 'a < b & c',
    across: 'minutes',
    up: 'MiB',
    series: [
      {
        name: 'one',
        colour: '#123456',
        points: [
          { x: 0, y: 0 },
          { x: 30, y: 123 },
        ],
      },
    ],
    shadedTo: { x: 10, name: 'warm-up' },
  })
  expect(drawn).toContain('a &lt; b &amp; c')
  const [, points] = /<polyline[^>]* points="([^"]*)"/.exec(drawn)!
  const [first, last] = points!.split(' ').map((point) => point.split(',').map(Number))
  expect(first![0]).toBeLessThan(last![0]!)
  expect(first![1]).toBeGreaterThan(last![1]!)
  expect(drawn.match(/<text/g)!.length).toBeGreaterThan(12)
})
