// The Grafana dashboard and the alerts of the docs ask only for what there is, in a way that makes sense.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { openMetrics } from '../../src/metrics/open-metrics.ts'
import { metricList } from '../../src/metrics/table.ts'
import { parseExposition } from './exposition.ts'
import { faultsOf, usesOf } from './promql.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

let ofProcess: ReadonlySet<string>
beforeAll(async () => {
  const { text } = await openMetrics({}, { ofProcess: true }).scrape()
  ofProcess = new Set(parseExposition(text).keys())
})

interface Panel {
  readonly id: number
  readonly title: string
  readonly description: string
  readonly datasource: { readonly uid: string }
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets: readonly { readonly refId: string; readonly expr: string }[]
}

interface Dashboard {
  readonly uid: string
  readonly panels: readonly Panel[]
  readonly templating: { readonly list: readonly { readonly name: string }[] }
}

const { panels, templating } = JSON.parse(read('deploy/grafana/tripline.json')) as Dashboard

describe('the dashboard', () => {
  test.each(panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr])))('%s: %s', (_, expr) => {
    expect(faultsOf(expr!, ofProcess)).toEqual([])
  })

  test('has variables for all that its expressions leave open', () => {
    const own = templating.list.map(({ name }) => name)
    const asked = [...JSON.stringify(panels).matchAll(/\$\{?(\w+)/g)].map(([, name]) => name!)
    expect(asked).toContain('datasource')
    expect(asked.filter((name) => !own.includes(name) && !name.startsWith('__'))).toEqual([])
  })

  test('is tied to nobody else’s data source', () => {
    expect(new Set(panels.map(({ datasource }) => datasource.uid))).toEqual(new Set(['${datasource}']))
  })

  test('panels have ids, titles and descriptions of their own, and do not overlap', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length)
    expect(panels.filter(({ description }) => !description.endsWith('.'))).toEqual([])
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, n) => `${x + (n % w)}:${y + Math.floor(n / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    expect(panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([])
  })
})

interface Alert {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string }
}

const alerts = [...read('docs/operations.md').matchAll(/^```yaml\n(groups:\n.*?)^```$/gms)].flatMap(([, text]) =>
  (parse(text!) as { groups: readonly { readonly rules: readonly Alert[] }[] }).groups.flatMap(({ rules }) => rules),
)

describe('the alerts of the docs', () => {
  test('are there', () => expect(alerts.length).toBeGreaterThan(5))

  test.each(alerts.map(({ alert, expr }) => [alert, expr]))('%s', (_, expr) => {
    expect(faultsOf(expr!, ofProcess)).toEqual([])
  })

  test('each has a name of its own, a severity and a sentence', () => {
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length)
    for (const { labels, annotations } of alerts) {
      expect(labels.severity).toMatch(/^(critical|warning)$/)
      expect(annotations.summary).toMatch(/\.$/)
    }
  })
})

test('whatever may hide an incident is on the dashboard', () => {
  const shown = new Set(
    panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => usesOf(expr).map(({ series }) => series))),
  )
  const hiding = /_(events_late|set_aside|unreadable|errors|hurried|evictions)_/
  expect(metricList.filter(({ name }) => hiding.test(name) && !shown.has(name))).toEqual([])
})

test.each([
  ['sum(rate(tripline_no_such_total[5m]))', 'there is no tripline_no_such_total'],
  ['tripline_incidents_total > 0', 'tripline_incidents_total: a counter without a rate'],
  ['rate(tripline_queue_depth[5m])', 'tripline_queue_depth: a rate of a gauge'],
  ['sum by (address) (tripline_queue_depth)', 'tripline_queue_depth has no label address'],
  ['tripline_queue_depth{rule="x"}', 'tripline_queue_depth has no label rule'],
  ['rate(tripline_commit_duration_seconds[5m])', 'there is no tripline_commit_duration_seconds'],
  ['sum(tripline_queue_depth', 'brackets do not match'],
  ['vector(1)', 'asks for nothing of ours'],
])('the reader of expressions finds what is wrong: %s', (expr, fault) => {
  expect(faultsOf(expr, ofProcess)).toContain(fault)
})
