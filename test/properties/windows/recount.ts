// The rows of one window → what every aggregate comes to, counted anew and without haste.
import type { Aggregate } from '../../../src/compiler/plan.ts'
import type { Value } from '../../../src/event/value.ts'
import { isKind, readX, type Tiny } from '../../engine/build.ts'

export type Counted = Pick<Tiny, 'us' | 'kind' | 'user' | 'x'>

const readTime: Aggregate['value'] = (batch, row) => batch.times[row]!

/** Every aggregate there is, some with a condition of their own. */
export const aggregates: readonly Aggregate[] = [
  { name: 'n', kind: 'count' },
  { name: 'a', kind: 'count', where: isKind('A') },
  { name: 'count_x', kind: 'count', value: readX },
  { name: 'sum_x', kind: 'sum', value: readX },
  { name: 'avg_x', kind: 'avg', value: readX },
  { name: 'min_x', kind: 'min', value: readX },
  { name: 'max_x', kind: 'max', value: readX, where: isKind('A') },
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
  const [xs, xsOfA] = [numbersOf(rows), numbersOf(ofA)]
  const sum = xs.length > 0 ? sumOf(xs) : null
  const all: Record<string, Value> = {
    n: rows.length,
    a: ofA.length,
    count_x: xs.length,
    sum_x: sum,
    avg_x: sum === null ? null : sum / xs.length,
    min_x: xs.length > 0 ? Math.min(...xs) : null,
    max_x: xsOfA.length > 0 ? Math.max(...xsOfA) : null,
    p90_x: percentileOf(xs, 90),
    median_x: percentileOf(xsOfA, 50),
    stddev_x: deviationOf(xs),
    count_distinct_x: new Set(xs).size,
    values_x: [...new Set(xs.toReversed())].reverse(),
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

const numbersOf = (rows: readonly Counted[]): number[] => rows.map(({ x }) => x).filter((x) => typeof x === 'number')

const gapsOf = (rows: readonly Counted[]): number[] => rows.slice(1).map(({ us }, i) => us - rows[i]!.us)

const changesOf = (gaps: readonly number[]): number[] => gaps.slice(1).map((gap, i) => Math.abs(gap - gaps[i]!))

const meanOf = (numbers: readonly number[]): number | null =>
  numbers.length > 0 ? sumOf(numbers) / numbers.length : null

const seconds = (us: number | null): number | null => (us === null ? null : us / 1e6)

/** Every number of the tests is a whole multiple of its inverse. */
const scale = 2 ** 80

const exact = (x: number): bigint => BigInt(x * scale)

/** Rounded once, however the numbers lie. */
const sumOf = (numbers: readonly number[]): number => Number(numbers.reduce((sum, x) => sum + exact(x), 0n)) / scale

function deviationOf(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null
  const n = BigInt(numbers.length)
  const sum = numbers.reduce((all, x) => all + exact(x), 0n)
  const squares = numbers.reduce((all, x) => all + exact(x) ** 2n, 0n)
  return Math.sqrt(Number(n * squares - sum * sum)) / scale / numbers.length
}

function percentileOf(numbers: readonly number[], percent: number): number | null {
  if (numbers.length === 0) return null
  const sorted = numbers.toSorted((a, b) => a - b)
  const place = (percent / 100) * (sorted.length - 1)
  const low = sorted[Math.floor(place)]!
  const high = sorted[Math.ceil(place)]!
  return low + (place - Math.floor(place)) * (high - low)
}
