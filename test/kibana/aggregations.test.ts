// A Lens layer → aggregations, and an answer of Elasticsearch → rows.
import { expect, test } from 'vitest'
import { type Column, count, max, newest, overTime, percentile, split, top } from '../../kibana/lens/column.ts'
import { aggregationsOf, rowsOf } from '../../kibana/queries/aggregations.ts'
import type { Layer } from '../../kibana/queries/decode.ts'

const layer = (columns: Record<string, Column>): Layer => ({ id: 'layer-1', order: Object.keys(columns), columns })

test('buckets nest in the order of the columns, the metrics in the innermost', () => {
  const asked = layer({
    'bucket-1': top(5, 'rule.name', 'Rule'),
    'bucket-2': overTime(),
    'metric-1': count('Incidents'),
    'metric-2': max('event.risk_score', 'Risk'),
  })
  expect(aggregationsOf(asked, 60_000)).toEqual({
    'bucket-1': {
      terms: { field: 'rule.name', size: 5, order: { _count: 'desc' } },
      aggs: {
        'bucket-2': {
          date_histogram: { field: '@timestamp', fixed_interval: '60000ms', min_doc_count: 1 },
          aggs: { 'metric-2': { max: { field: 'event.risk_score' } } },
        },
      },
    },
  })
})

test('values are put in order by the first metric, also where it stands further inside', () => {
  const asked = layer({
    'bucket-1': top(5, 'rule.name', 'Rule'),
    'bucket-2': split('Level', { high: 'tripline.level : "high"' }),
    'metric-1': max('event.risk_score', 'Risk'),
  })
  const risk = { 'metric-1': { max: { field: 'event.risk_score' } } }
  expect(aggregationsOf(asked, 1000)).toEqual({
    'bucket-1': {
      terms: { field: 'rule.name', size: 5, order: { 'metric-1': 'desc' } },
      aggs: {
        ...risk,
        'bucket-2': { filters: { filters: { high: { match_phrase: { 'tripline.level': 'high' } } } }, aggs: risk },
      },
    },
  })
})

test('a metric with a condition of its own is measured inside a filter', () => {
  const asked = layer({
    'metric-1': count('Open', 'a : 1'),
    'metric-2': percentile(95, 'b', '95 %', 'a : 1'),
  })
  const filter = { match: { a: '1' } }
  expect(aggregationsOf(asked, 1000)).toEqual({
    'metric-1': { filter },
    'metric-2': { filter, aggs: { value: { percentiles: { field: 'b', percents: [95] } } } },
  })
})

test('an operation that is not known is not passed over', () => {
  const unknown = {
    ...count('x'),
    operationType: 'moving_average',
    filter: { query: 'a : 1', language: 'kuery' },
  } as const
  expect(() => aggregationsOf(layer({ 'metric-1': unknown }), 1000)).toThrow('moving_average')
})

test('an answer becomes a row for each innermost bucket', () => {
  const asked = layer({
    'bucket-1': top(5, 'client.ip', 'Client', 'ip'),
    'bucket-2': split('Level', { high: 'l : "high"', low: 'l : "low"' }),
    'metric-1': count('Incidents'),
    'metric-2': newest('@timestamp', 'Last'),
    'metric-3': percentile(50, 'b', 'Median'),
    'metric-4': count('Open', 's : "open"'),
  })
  const inner = (doc_count: number) => ({
    doc_count,
    'metric-2': { value: 1, value_as_string: '2026-11-22' },
    'metric-3': { values: { '50.0': null } },
    'metric-4': { doc_count: 1 },
  })
  const answer = {
    doc_count: 9,
    'bucket-1': {
      buckets: [{ key: '192.0.2.1', doc_count: 3, 'bucket-2': { buckets: { high: inner(2), low: inner(1) } } }],
    },
  }
  expect(rowsOf(asked, answer)).toEqual([
    { buckets: ['192.0.2.1', 'high'], values: [2, '2026-11-22', null, 1] },
    { buckets: ['192.0.2.1', 'low'], values: [1, '2026-11-22', null, 1] },
  ])
})

test('a number has one row, also where nothing was found', () => {
  expect(rowsOf(layer({ 'metric-1': count('All') }), { doc_count: 0 })).toEqual([{ buckets: [], values: [0] }])
})
