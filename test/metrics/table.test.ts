// The laws of names and labels, over every metric.
import { expect, test } from 'vitest'
import { metricList } from '../../src/metrics/table.ts'

test.each(metricList)('$name is named as Prometheus wants it, and explained', ({ name, type, labels, help }) => {
  expect(name).toMatch(/^tripline_[a-z]+(_[a-z]+)*$/)
  expect(name.endsWith('_total')).toBe(type === 'counter')
  expect(name).not.toMatch(/_(ms|milliseconds|minutes|kb|count|sum|bucket)(_|$)/)
  for (const label of labels) expect(label).toMatch(/^[a-z]+$/)
  // Set by Prometheus itself.
  expect(labels.filter((label) => ['job', 'instance', 'le', 'quantile'].includes(label))).toEqual([])
  expect(help).toMatch(/^[A-Z0-9P].*\.$/)
})

test('no label is about traffic', () => {
  const known = new Set([
    'version',
    'mode',
    'check',
    'source',
    'connector',
    'reason',
    'category',
    'rule',
    'step',
    'why',
    'outcome',
    'kind',
    'level',
    'queue',
    'webhook',
  ])
  expect(metricList.flatMap(({ labels }) => labels.filter((label) => !known.has(label)))).toEqual([])
})

test('only histograms have buckets, and they rise', () => {
  for (const { type, buckets = [] } of metricList) {
    expect(buckets.length > 0).toBe(type === 'histogram')
    expect([...buckets].sort((a, b) => a - b)).toEqual([...buckets])
  }
})
