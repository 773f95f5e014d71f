// The file that Kibana imports → every question that its dashboards ask Elasticsearch, and the answers → rows.
import { aggregationsOf, type Bucket, type Row, rowsOf } from './aggregations.ts'
import {
  decode,
  type Layer,
  type StoredDashboard,
  type StoredObject,
  type StoredPanel,
  type StoredSearch,
  type StoredView,
} from './decode.ts'
import { kqlToQuery, type Query } from './kql.ts'

export interface Question {
  /** The dashboard's title; `Discover` for a saved search. */
  readonly where: string
  readonly title: string
  readonly index: string
  readonly body: Readonly<Record<string, unknown>>
  /** What the columns of the rows are. */
  readonly head: readonly string[]
  readonly read: (answer: Answer) => readonly Row[]
}

/** Of Elasticsearch's `_search`. */
export interface Answer {
  readonly hits: {
    readonly total: { readonly value: number }
    readonly hits: readonly { readonly fields?: Readonly<Record<string, readonly unknown[]>> }[]
  }
  readonly aggregations?: Readonly<Record<string, unknown>>
}

export interface TimeRange {
  readonly fromMs: number
  readonly toMs: number
}

export function questionsOf(ndjson: string, range: TimeRange): readonly Question[] {
  const objects = decode(ndjson)
  const asked = { range, find: finder(objects) }
  return objects.flatMap((object) => {
    if (object.type === 'dashboard') return dashboardQuestions(object, asked)
    return object.type === 'search' ? [documents('Discover', object.title, object, [], asked)] : []
  })
}

interface Asked {
  readonly range: TimeRange
  readonly find: (type: StoredObject['type'], object: Referring, name: string) => StoredObject
}

type Referring = Pick<StoredObject, 'id' | 'references'>

const finder =
  (objects: readonly StoredObject[]): Asked['find'] =>
  (type, { id, references }, name) => {
    const reference = references.find((each) => each.name === name)
    const found = objects.find((object) => object.type === type && object.id === reference?.id)
    if (!found) throw new Error(`${id} refers to no ${type} by ${name}.`)
    return found
  }

const dashboardQuestions = (dashboard: StoredDashboard, asked: Asked): readonly Question[] => [
  ...dashboard.controls.map((control) => controlQuestion(dashboard, control, asked)),
  ...dashboard.panels.flatMap((panel) => panelQuestions(dashboard, panel, asked)),
]

function panelQuestions(dashboard: StoredDashboard, panel: StoredPanel, asked: Asked): readonly Question[] {
  if (panel.kind === 'search') {
    const search = asked.find('search', dashboard, `${panel.id}:${panel.reference}`) as StoredSearch
    return [documents(dashboard.title, panel.title, search, [dashboard.where], asked)]
  }
  return panel.layers.map((layer) => {
    const view = asked.find('index-pattern', dashboard, `${panel.id}:indexpattern-datasource-layer-${layer.id}`)
    return aggregated(dashboard, { title: panel.title, where: panel.where, layer }, view as StoredView, asked)
  })
}

function aggregated(
  dashboard: StoredDashboard,
  panel: { readonly title: string; readonly where: string; readonly layer: Layer },
  { pattern }: StoredView,
  { range }: Asked,
): Question {
  const { layer } = panel
  return {
    where: dashboard.title,
    title: panel.title,
    index: pattern,
    body: {
      size: 0,
      track_total_hits: true,
      query: all([dashboard.where, panel.where], range),
      aggs: aggregationsOf(layer, intervalMs(range)),
    },
    head: layer.order.map((id) => layer.columns[id]!.label),
    read: ({ hits, aggregations }) => rowsOf(layer, { ...aggregations, doc_count: hits.total.value } as Bucket),
  }
}

/** What a control offers to choose from. */
function controlQuestion(
  dashboard: StoredDashboard,
  control: StoredDashboard['controls'][number],
  asked: Asked,
): Question {
  const view = asked.find('index-pattern', dashboard, `controlGroup_${control.id}:optionsListDataView`) as StoredView
  const field = control.field
  return {
    where: dashboard.title,
    title: `Choose: ${control.title}`,
    index: view.pattern,
    body: { size: 0, query: all([dashboard.where], asked.range), aggs: { values: { terms: { field, size: 10 } } } },
    head: [control.title, 'Documents'],
    read: ({ aggregations }) =>
      (aggregations!['values'] as { readonly buckets: readonly Bucket[] }).buckets.map((bucket) => ({
        buckets: [String(bucket.key)],
        values: [bucket.doc_count],
      })),
  }
}

function documents(
  where: string,
  title: string,
  search: StoredSearch,
  filters: readonly string[],
  { range, find }: Asked,
): Question {
  const { pattern } = find('index-pattern', search, 'kibanaSavedObjectMeta.searchSourceJSON.index') as StoredView
  const columns = ['@timestamp', ...search.columns]
  return {
    where,
    title,
    index: pattern,
    body: {
      size: 10,
      query: all([...filters, search.where], range),
      sort: search.sort.map(([field, order]) => ({ [field]: { order } })),
      fields: columns,
      _source: false,
    },
    head: columns,
    read: ({ hits }) =>
      hits.hits.map(({ fields = {} }) => ({
        buckets: columns.map((column) => (fields[column] ?? []).map(String).join(', ')),
        values: [],
      })),
  }
}

const all = (conditions: readonly string[], { fromMs, toMs }: TimeRange): Query => ({
  bool: {
    filter: [
      { range: { '@timestamp': { gte: iso(fromMs), lte: iso(toMs), format: 'strict_date_optional_time' } } },
      ...conditions.filter((condition) => condition !== '').map(kqlToQuery),
    ],
  },
})

const iso = (ms: number): string => new Date(ms).toISOString()

/** About as many bars as fit into a panel. */
const intervalMs = ({ fromMs, toMs }: TimeRange): number => Math.max(1000, Math.ceil((toMs - fromMs) / 75_000) * 1000)
