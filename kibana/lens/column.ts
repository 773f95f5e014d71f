// The columns of a Lens layer: what is counted or measured, and by what.

/** As Lens keeps it. */
export interface Column {
  readonly label: string
  readonly customLabel: true
  readonly dataType: 'number' | 'string' | 'date' | 'ip' | 'boolean'
  readonly operationType: string
  readonly isBucketed: boolean
  readonly scale: 'ratio' | 'ordinal' | 'interval'
  readonly sourceField?: string
  readonly params: Readonly<Record<string, unknown>>
  readonly filter?: KqlQuery
}

export interface KqlQuery {
  readonly query: string
  readonly language: 'kuery'
}

export const kql = (query: string): KqlQuery => ({ query, language: 'kuery' })

/** `where` is KQL; so it is everywhere here. */
export function count(label: string, where?: string): Column {
  return metric('count', '___records___', label, { emptyAsNull: false }, where)
}

export const sum = (field: string, label: string, where?: string): Column =>
  metric('sum', field, label, { emptyAsNull: false }, where)

export const unique = (field: string, label: string, where?: string): Column =>
  metric('unique_count', field, label, { emptyAsNull: false }, where)

export const max = (field: string, label: string, where?: string): Column =>
  metric('max', field, label, { emptyAsNull: true }, where)

export const percentile = (percent: number, field: string, label: string, where?: string): Column =>
  metric('percentile', field, label, { percentile: percent }, where)

/** The newest of a time field. */
export const newest = (field: string, label: string): Column => ({
  ...metric('max', field, label, { emptyAsNull: true }),
  dataType: 'date',
})

function metric(
  operationType: string,
  sourceField: string,
  label: string,
  params: Column['params'],
  where?: string,
): Column {
  return {
    label,
    customLabel: true,
    dataType: 'number',
    operationType,
    isBucketed: false,
    scale: 'ratio',
    sourceField,
    params,
    ...(where === undefined ? {} : { filter: kql(where) }),
  }
}

/** Intervals as wide as the time range asks for. */
export const overTime = (field = '@timestamp'): Column => ({
  label: 'Time',
  customLabel: true,
  dataType: 'date',
  operationType: 'date_histogram',
  isBucketed: true,
  scale: 'interval',
  sourceField: field,
  params: { interval: 'auto', includeEmptyRows: true, dropPartials: false },
})

/** The values with the most in the layer's first metric. */
export const top = (
  size: number,
  field: string,
  label: string,
  dataType: 'string' | 'ip' | 'number' = 'string',
): Column => ({
  label,
  customLabel: true,
  dataType,
  operationType: 'terms',
  isBucketed: true,
  scale: 'ordinal',
  sourceField: field,
  params: {
    size,
    orderBy: { type: 'column', columnId: firstMetric },
    orderDirection: 'desc',
    otherBucket: false,
    missingBucket: false,
    parentFormat: { id: 'terms' },
  },
})

/** Where a layer's first metric stands: what `top` puts its values in order by. */
export const firstMetric = 'metric-1'

/** One bucket for each label, in this order whatever the counts. */
export const split = (label: string, parts: Readonly<Record<string, string>>): Column => ({
  label,
  customLabel: true,
  dataType: 'string',
  operationType: 'filters',
  isBucketed: true,
  scale: 'ordinal',
  params: { filters: Object.entries(parts).map(([name, where]) => ({ label: name, input: kql(where) })) },
})
