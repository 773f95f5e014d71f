// A Lens layer → the aggregations that Kibana asks for it, and their answer → the rows that it draws.
import type { Column } from '../lens/column.ts'
import type { Layer } from './decode.ts'
import { kqlToQuery } from './kql.ts'

type Aggregations = Readonly<Record<string, unknown>>

export interface Row {
  readonly buckets: readonly string[]
  readonly values: readonly (number | string | null)[]
}

/** Buckets nest in the layer's order; metrics stand in the innermost. `intervalMs` is what the time range asks for. */
export function aggregationsOf(layer: Layer, intervalMs: number): Aggregations {
  const [buckets, metrics] = parts(layer)
  const nest = ([bucket, ...inner]: readonly Named[]): Aggregations =>
    bucket === undefined
      ? metricAggregations(metrics)
      : {
          [bucket.id]: {
            ...bucketAggregation(bucket.column, layer, intervalMs),
            aggs: { ...orderedBy(bucket.column, layer), ...nest(inner) },
          },
        }
  return nest(buckets)
}

interface Named {
  readonly id: string
  readonly column: Column
}

function parts({ order, columns }: Layer): readonly [buckets: readonly Named[], metrics: readonly Named[]] {
  const all = order.map((id) => ({ id, column: columns[id]! }))
  return [all.filter(({ column }) => column.isBucketed), all.filter(({ column }) => !column.isBucketed)]
}

function bucketAggregation(column: Column, layer: Layer, intervalMs: number): Aggregations {
  const { params, sourceField: field } = column
  switch (column.operationType) {
    case 'date_histogram':
      return { date_histogram: { field, fixed_interval: `${intervalMs}ms`, min_doc_count: 1 } }
    case 'terms':
      return { terms: { field, size: params['size'], order: termsOrder(column, layer) } }
    case 'filters':
      return {
        filters: { filters: Object.fromEntries(labelled(column).map(([label, where]) => [label, kqlToQuery(where)])) },
      }
    default:
      throw new Error(`No aggregation is known for ${column.operationType}.`)
  }
}

const labelled = ({ params }: Column): readonly (readonly [string, string])[] =>
  (params['filters'] as readonly { readonly label: string; readonly input: { readonly query: string } }[]).map(
    ({ label, input }) => [label, input.query],
  )

function termsOrder(terms: Column, layer: Layer): Readonly<Record<string, unknown>> {
  const id = orderingMetric(terms)
  const metric = layer.columns[id]
  if (metric === undefined || metric.filter) throw new Error(`Values cannot be put in order by ${id}.`)
  const path = metric.operationType === 'count' ? '_count' : id
  return { [path]: terms.params['orderDirection'] }
}

const orderingMetric = ({ params }: Column): string => (params['orderBy'] as { readonly columnId: string }).columnId

/** What values are put in order by has to be there where they are. */
function orderedBy(bucket: Column, { columns }: Layer): Aggregations {
  if (bucket.operationType !== 'terms') return {}
  const id = orderingMetric(bucket)
  return metricAggregations([{ id, column: columns[id]! }])
}

const metricAggregations = (metrics: readonly Named[]): Aggregations =>
  Object.fromEntries(
    metrics.filter(({ column }) => !isPlainCount(column)).map(({ id, column }) => [id, measured(column)]),
  )

/** Counting is what buckets do by themselves. */
const isPlainCount = ({ operationType, filter }: Column): boolean => operationType === 'count' && !filter

function measured(column: Column): Aggregations {
  const { filter } = column
  if (!filter) return metricAggregation(column)
  const only = { filter: kqlToQuery(filter.query) }
  return column.operationType === 'count' ? only : { ...only, aggs: { value: metricAggregation(column) } }
}

function metricAggregation({ operationType, sourceField: field, params }: Column): Aggregations {
  switch (operationType) {
    case 'sum':
    case 'max':
      return { [operationType]: { field } }
    case 'unique_count':
      return { cardinality: { field } }
    case 'percentile':
      return { percentiles: { field, percents: [params['percentile']] } }
    default:
      throw new Error(`No aggregation is known for ${operationType}.`)
  }
}

/** One bucket of an answer: its count, and what was asked inside it. */
export interface Bucket {
  readonly doc_count: number
  readonly key?: string | number
  readonly key_as_string?: string
  readonly [aggregation: string]: unknown
}

/** `whole` is the answer itself, taken as one bucket. */
export function rowsOf(layer: Layer, whole: Bucket): readonly Row[] {
  const [buckets, metrics] = parts(layer)
  const walk = (inside: Bucket, [bucket, ...inner]: readonly Named[], path: readonly string[]): readonly Row[] =>
    bucket === undefined
      ? [{ buckets: path, values: metrics.map((metric) => valueIn(inside, metric)) }]
      : bucketsIn(bucket.column, inside[bucket.id]).flatMap(([label, each]) => walk(each, inner, [...path, label]))
  return walk(whole, buckets, [])
}

/** Elasticsearch gives named buckets by their names' order, Kibana as they were written. */
function bucketsIn(column: Column, answer: unknown): readonly (readonly [string, Bucket])[] {
  const { buckets } = answer as { readonly buckets: readonly Bucket[] | Readonly<Record<string, Bucket>> }
  return Array.isArray(buckets)
    ? (buckets as readonly Bucket[]).map((bucket) => [bucket.key_as_string ?? String(bucket.key), bucket])
    : labelled(column).map(([label]) => [label, (buckets as Readonly<Record<string, Bucket>>)[label]!])
}

interface Measured {
  readonly value?: number | null
  readonly value_as_string?: string
  readonly values?: Readonly<Record<string, number | null>>
}

function valueIn(inside: Bucket, { id, column }: Named): number | string | null {
  if (isPlainCount(column)) return inside.doc_count
  const answer = inside[id] as Bucket
  if (column.operationType === 'count') return answer.doc_count
  const found = (column.filter ? answer['value'] : answer) as Measured
  const value = found.values ? Object.values(found.values)[0] : found.value
  return column.dataType === 'date' ? (found.value_as_string ?? null) : (value ?? null)
}
