// The rows of one window → what every aggregate comes to, counted anew and without haste.
import type { Aggregate, Rank } from '../../../src/compiler/plan.ts'
import type { Scalar, Value } from '../../../src/event/value.ts'
import { isKind, readX, type Tiny } from '../../engine/build.ts'

export type Counted = Pick<Tiny, 'us' | 'nanos' | 'kind' | 'user' | 'x'>

const readTime: Aggregate['value'] = (batch, row) => batch.times[row]!

/** Texts by their length, and nothing else. */
const byLength: Rank = (value) => (typeof value === 'string' ? value.length : null)

/** Every aggregate there is, some with a condition of their own. */
export const aggregates: readonly Aggregate[] = [
  { name: 'n', kind: 'count' },
  { name: 'a', kind: 'count', where: isKind('A') },
  { name: 'count_x', kind: 'count', value: readX },
  { name: 'sum_x', kind: 'sum', value: readX },
  { name: 'avg_x', kind: 'avg', value: readX },
  { name: 'min_x', kind: 'min', value: readX },
  { name: 'max_x', kind: 'max', value: readX, where: isKind('A') },
  { name: 'shortest_x', kind: 'min', value: readX, rank: byLength },
  { name: 'longest_x', kind: 'max', value: readX, rank: byLength },
  { name: 'p90_x', kind: 'percentile', parameter: 90, value: readX },
  { name: 'median_x', kind: 'percentile', parameter: 50, value: readX, where: isKind('A') },
  { name: 'stddev_x', kind: 'stddev', value: readX },
  { name: 'count_distinct_x', kind: 'count_distinct', value: readX },
  { name: 'values_x', kind: 'values', value: readX },
  { name: 'first_x', kind: 'first', value: readX },
  { name: 'last_x', kind: 'last', value: readX },
  { name: 'rate', kind: 'rate' },
  { name: 'rate_x', kind: 'rate', value: readX },
  { name: 'interval', kind: 'interval', value: readTime },
  { name: 'interval_a', kind: 'interval', value: readTime, where: isKind('A') },
  { name: 'interval_stddev', kind: 'interval_stddev', value: readTime },
  { name: 'jitter', kind: 'jitter', value: readTime },
]

/** What those come to; nulls are left out, as in an incident. */
export function recount(rows: readonly Counted[], lastedUs: number): Record<string, Value> {
  const ofA = rows.filter(({ kind }) => kind === 'A')
  const xs = valuesOf(rows)
  const [numbers, numbersOfA] = [xs.filter(isNumber), valuesOf(ofA).filter(isNumber)]
  const each = xs.flat()
  const sum = numbers.length > 0 ? sumOf(numbers) : null
  const all: Record<string, Value> = {
    n: rows.length,
    a: ofA.length,
    count_x: xs.length,
    sum_x: sum,
    avg_x: sum === null ? null : meanOf(numbers),
    min_x: extremeOf(xs, -1),
    max_x: extremeOf(valuesOf(ofA), 1),
    shortest_x: extremeOf(xs, -1, byLength),
    longest_x: extremeOf(xs, 1, byLength),
    p90_x: percentileOf(numbers, 90),
    median_x: percentileOf(numbersOfA, 50),
    stddev_x: deviationOf(numbers),
    count_distinct_x: new Set(each).size,
    values_x: [...new Set(each.toReversed())].reverse(),
    first_x: xs[0] ?? null,
    last_x: xs.at(-1) ?? null,
    rate: lastedUs > 0 ? (rows.length * 1e6) / lastedUs : null,
    rate_x: lastedUs > 0 ? ((sum ?? 0) * 1e6) / lastedUs : null,
    interval: seconds(meanOf(gapsOf(rows))),
    interval_a: seconds(meanOf(gapsOf(ofA))),
    interval_stddev: seconds(deviationOf(gapsOf(rows))),
    jitter: seconds(meanOf(changesOf(gapsOf(rows)))),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))
}

const valuesOf = (rows: readonly Counted[]): (Scalar | readonly Scalar[])[] =>
  rows.map(({ x }) => x).filter((x) => x !== null)

const isNumber = (value: Value): value is number => typeof value === 'number'

const gapsOf = (rows: readonly Counted[]): number[] => rows.slice(1).map(({ us }, i) => us - rows[i]!.us)

const changesOf = (gaps: readonly number[]): number[] => gaps.slice(1).map((gap, i) => Math.abs(gap - gaps[i]!))

const seconds = (us: number | null): number | null => (us === null ? null : us / 1e6)

/** Of values that are none of them lists: of those that are as extreme the last. */
function extremeOf(values: readonly Value[], sign: 1 | -1, rank: Rank = (value) => value): Value {
  const ranked = values.flatMap((value) => {
    const place = value === null || typeof value === 'object' ? null : rank(value)
    return place === null ? [] : [{ value: value as Scalar, place }]
  })
  const [first, ...others] = ranked
  if (!first) return null
  return others.reduce((most, one) => (sign * inOrder(one.place, most.place) >= 0 ? one : most), first).value
}

/** First by what they are. */
function inOrder(a: Scalar, b: Scalar): number {
  if (typeof a !== typeof b) return typeof a < typeof b ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

/** Every number is a whole multiple of it: 2 to the power of minus that. */
const finest = 1074

/** How many of those. */
function exact(x: number): bigint {
  let [whole, power] = [x, 0]
  for (; !Number.isInteger(whole); power++) whole *= 2
  return BigInt(whole) << BigInt(finest - power)
}

/** So many of those, as whoever reads a number in decimal rounds it. */
const rounded = (parts: bigint): number => Number(`${parts * 5n ** BigInt(finest)}e-${finest}`)

const exactSumOf = (numbers: readonly number[]): bigint => numbers.reduce((sum, x) => sum + exact(x), 0n)

const sumOf = (numbers: readonly number[]): number => rounded(exactSumOf(numbers))

const meanOf = (numbers: readonly number[]): number | null =>
  numbers.length > 0 ? sumOf(numbers) / numbers.length : null

function deviationOf(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null
  const n = BigInt(numbers.length)
  const sum = exactSumOf(numbers)
  const squares = numbers.reduce((all, x) => all + exact(x) ** 2n, 0n)
  return rootOf(n * squares - sum * sum) / numbers.length
}

/** Of a square. */
function rootOf(parts: bigint): number {
  let [whole, halvings] = [parts, -finest]
  // What is cut off shows in the last digit.
  for (; whole >> 900n > 0n; halvings++) whole = (whole >> 2n) | (whole & 3n ? 1n : 0n)
  // In two steps, of which the second alone may round.
  const half = Math.trunc(halvings / 2)
  return Math.sqrt(Number(whole)) * 2 ** half * 2 ** (halvings - half)
}

export function percentileOf(numbers: readonly number[], percent: number): number | null {
  if (numbers.length === 0) return null
  const sorted = numbers.toSorted((a, b) => a - b)
  const place = (percent / 100) * (sorted.length - 1)
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  const part = place - Math.floor(place)
  return Number.isFinite(high - low) ? low + part * (high - low) : low * (1 - part) + high * part
}
