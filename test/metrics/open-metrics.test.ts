// Values from anywhere → Prometheus' text format, held against a strict reader of it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openMetrics } from '../../src/metrics/open-metrics.ts'
import type { MetricsSource } from '../../src/metrics/table.ts'
import { parseExposition } from './exposition.ts'

async function scraped(source: MetricsSource, ofProcess = false) {
  return parseExposition((await openMetrics(source, { ofProcess }).scrape()).text)
}

test('values are those of the moment, with their labels in the order of the table', async () => {
  let n = 3
  const metrics = openMetrics(
    {
      tripline_state_evictions_total: () => [
        ['policy', 'key', n],
        ['policy', 'event', 0],
      ],
      tripline_incident_repetitions_total: () => n,
      tripline_queue_depth: async () => [['memory', n * 2]],
    },
    { ofProcess: false },
  )
  expect([...parseExposition((await metrics.scrape()).text).keys()]).toHaveLength(3)
  n = 5
  const families = parseExposition((await metrics.scrape()).text)
  expect(families.get('tripline_state_evictions_total')).toMatchObject({
    type: 'counter',
    samples: [
      { labels: { rule: 'policy', kind: 'key' }, value: 5 },
      { labels: { rule: 'policy', kind: 'event' }, value: 0 },
    ],
  })
  expect(families.get('tripline_incident_repetitions_total')?.samples).toEqual([
    { name: 'tripline_incident_repetitions_total', labels: {}, value: 5 },
  ])
  expect(families.get('tripline_queue_depth')).toMatchObject({ type: 'gauge', samples: [{ value: 10 }] })
})

test('what has gone is no longer told', async () => {
  let queues = ['1', '2']
  const metrics = openMetrics(
    { tripline_queue_depth: () => queues.map((queue): [string, number] => [queue, 1]) },
    { ofProcess: false },
  )
  await metrics.scrape()
  queues = ['2']
  const samples = parseExposition((await metrics.scrape()).text).get('tripline_queue_depth')?.samples
  expect(samples?.map(({ labels }) => labels)).toEqual([{ queue: '2' }])
})

test('a histogram counts what is observed', async () => {
  const observers: ((value: number) => void)[] = []
  const metrics = openMetrics(
    { tripline_commit_duration_seconds: (each) => void observers.push(each) },
    { ofProcess: false },
  )
  for (const seconds of [0.0005, 0.02, 60]) for (const observe of observers) observe(seconds)
  const family = parseExposition((await metrics.scrape()).text).get('tripline_commit_duration_seconds')!
  const of = (name: string, le?: string) =>
    family.samples.find((sample) => sample.name.endsWith(name) && (le === undefined || sample.labels['le'] === le))
      ?.value
  expect(observers).toHaveLength(1)
  expect([of('_bucket', '0.001'), of('_bucket', '0.025'), of('_bucket', '10'), of('_count')]).toEqual([1, 2, 2, 3])
  expect(of('_sum')).toBeCloseTo(60.0205)
})

test('what cannot be told leaves the others alone, and is no zero', async () => {
  const families = await scraped({
    tripline_search_backlog: () => Promise.reject(new Error('away')),
    tripline_queue_depth: () => {
      throw new Error('away')
    },
    tripline_incident_repetitions_total: () => 2,
  })
  expect(families.get('tripline_search_backlog')?.samples).toEqual([])
  expect(families.get('tripline_queue_depth')?.samples).toEqual([])
  expect(families.get('tripline_incident_repetitions_total')?.samples[0]?.value).toBe(2)
})

test('whatever a label holds, it comes back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.string({ unit: 'binary' }), { maxLength: 5 }), async (sources) => {
      const families = await scraped({ tripline_unreadable_total: () => sources.map((source) => [source, 1]) })
      const told = families.get('tripline_unreadable_total')!.samples.map(({ labels }) => labels['source'])
      expect(told).toEqual(sources)
    }),
    { numRuns: 50 },
  )
})

test('values of the same labels are added', async () => {
  const families = await scraped({
    tripline_unreadable_total: () => [
      ['a.log', 2],
      ['a.log', 3],
    ],
  })
  expect(families.get('tripline_unreadable_total')?.samples.map(({ value }) => value)).toEqual([5])
})

test('the process tells its memory, its CPU time and its files under the names that all programs have', async () => {
  const families = await scraped({}, true)
  for (const name of ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'process_start_time_seconds'])
    expect(families.get(name)?.samples).toHaveLength(1)
})

test('who asks again meanwhile gets the same answer', async () => {
  let asked = 0
  const metrics = openMetrics({ tripline_incident_repetitions_total: () => ++asked }, { ofProcess: false })
  const [one, two] = await Promise.all([metrics.scrape(), metrics.scrape()])
  expect(one).toBe(two)
  expect(asked).toBe(1)
})
