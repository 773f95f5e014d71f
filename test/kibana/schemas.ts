// What each type of object in Kibana's files may hold: strict, so that a misspelt name is an error. As of Kibana 8.9.
import type { JSONSchemaType, Schema } from 'ajv'

type Properties = Readonly<Record<string, Schema>>

/** Every name is required unless it is listed as optional, and no other is allowed. */
const object = (properties: Properties, optional: readonly string[] = []): Schema => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
})

const string: JSONSchemaType<string> = { type: 'string' }
const text: JSONSchemaType<string> = { type: 'string', minLength: 1 }
const boolean: JSONSchemaType<boolean> = { type: 'boolean' }
const count: JSONSchemaType<number> = { type: 'integer', minimum: 0 }
const constant = (value: unknown): Schema => ({ const: value })
const oneOf = (...values: readonly string[]): Schema => ({ type: 'string', enum: values })
const list = (items: Schema, minItems = 0): Schema => ({ type: 'array', items, minItems })
const record = (values: Schema): Schema => ({ type: 'object', additionalProperties: values })
const anything: Schema = true

const kql = object({ query: string, language: constant('kuery') })
const filters = { type: 'array', maxItems: 0 } as const
const reference = object({ id: text, name: text, type: oneOf('index-pattern', 'search') })

const stored = (type: string, version: string, attributes: Schema): Schema =>
  object({
    id: { type: 'string', pattern: '^tripline-[a-z-]+$' },
    type: constant(type),
    attributes,
    references: list(reference),
    managed: constant(true),
    coreMigrationVersion: constant('8.8.0'),
    typeMigrationVersion: constant(version),
  })

const format = {
  type: 'object',
  required: ['id', 'params'],
  oneOf: [
    object({
      id: constant('url'),
      params: object({ type: constant('a'), urlTemplate: text, labelTemplate: text, openLinkInCurrentTab: boolean }),
    }),
    object({ id: oneOf('bytes', 'number'), params: object({ pattern: text }) }),
    object({
      id: constant('duration'),
      params: object({
        inputFormat: oneOf('nanoseconds', 'seconds'),
        outputFormat: oneOf('humanizePrecise'),
        outputPrecision: count,
        includeSpaceWithSuffix: boolean,
        useShortSuffix: boolean,
      }),
    }),
    object({
      id: constant('color'),
      params: object({
        fieldType: constant('string'),
        colors: list(object({ range: text, regex: text, text: colour(), background: colour() }), 1),
      }),
    }),
  ],
} as const

function colour(): Schema {
  return { type: 'string', pattern: '^#[0-9a-f]{6}$' }
}

/** Strings that hold JSON are held against the schemas of the same name under `inside`. */
export const schemas: Readonly<Record<string, Schema>> = {
  'index-pattern': stored(
    'index-pattern',
    '8.0.0',
    object({
      title: text,
      name: text,
      timeFieldName: constant('@timestamp'),
      fieldFormatMap: text,
      fields: constant('[]'),
      fieldAttrs: constant('{}'),
      runtimeFieldMap: constant('{}'),
      sourceFilters: constant('[]'),
      typeMeta: constant('{}'),
    }),
  ),
  search: stored(
    'search',
    '8.0.0',
    object({
      title: text,
      description: text,
      columns: list(text, 1),
      sort: list(
        { type: 'array', minItems: 2, maxItems: 2, items: [text, oneOf('asc', 'desc')], additionalItems: false },
        1,
      ),
      grid: object({}),
      hideChart: boolean,
      isTextBasedQuery: constant(false),
      timeRestore: boolean,
      kibanaSavedObjectMeta: object({ searchSourceJSON: text }),
    }),
  ),
  dashboard: stored(
    'dashboard',
    '8.9.0',
    object({
      title: text,
      description: text,
      version: constant(1),
      timeRestore: constant(true),
      timeFrom: { type: 'string', pattern: '^now-\\d+[mhd]$' },
      timeTo: constant('now'),
      refreshInterval: object({ pause: boolean, value: count }),
      optionsJSON: text,
      panelsJSON: text,
      controlGroupInput: object({
        chainingSystem: oneOf('HIERARCHICAL', 'NONE'),
        controlStyle: oneOf('oneLine', 'twoLine'),
        ignoreParentSettingsJSON: text,
        panelsJSON: text,
      }),
      kibanaSavedObjectMeta: object({ searchSourceJSON: text }),
    }),
  ),
}

const column = object(
  {
    label: text,
    customLabel: constant(true),
    dataType: oneOf('number', 'string', 'date', 'ip', 'boolean'),
    operationType: oneOf('count', 'sum', 'max', 'unique_count', 'percentile', 'date_histogram', 'terms', 'filters'),
    isBucketed: boolean,
    scale: oneOf('ratio', 'ordinal', 'interval'),
    sourceField: text,
    params: { type: 'object' },
    filter: kql,
  },
  ['sourceField', 'filter'],
)

const layerName = { layerId: text, layerType: constant('data') }

const visualization: Schema = {
  oneOf: [
    object({ ...layerName, metricAccessor: text, color: colour() }, ['color']),
    object({ ...layerName, columns: list(object({ columnId: text, isTransposed: boolean }), 1), paging: anything }),
    object({
      shape: constant('donut'),
      layers: list(
        object(
          {
            ...layerName,
            primaryGroups: list(text, 1),
            metrics: list(text, 1),
            numberDisplay: oneOf('value', 'percent'),
            categoryDisplay: constant('default'),
            legendDisplay: oneOf('show', 'hide', 'default'),
            nestedLegend: boolean,
            colorMapping: anything,
          },
          ['colorMapping'],
        ),
        1,
      ),
    }),
    object({
      preferredSeriesType: oneOf('bar_stacked', 'bar_horizontal', 'area_stacked', 'line'),
      legend: object({ isVisible: boolean, position: oneOf('right', 'bottom'), shouldTruncate: boolean }),
      valueLabels: oneOf('hide', 'show'),
      fittingFunction: oneOf('None', 'Linear'),
      axisTitlesVisibilitySettings: anything,
      tickLabelsVisibilitySettings: anything,
      gridlinesVisibilitySettings: anything,
      labelsOrientation: anything,
      layers: list(
        object(
          {
            ...layerName,
            seriesType: oneOf('bar_stacked', 'bar_horizontal', 'area_stacked', 'line'),
            xAccessor: text,
            splitAccessor: text,
            accessors: list(text, 1),
            colorMapping: anything,
          },
          ['splitAccessor', 'colorMapping'],
        ),
        1,
      ),
    }),
  ],
}

const grid = object({ x: count, y: count, w: { type: 'integer', minimum: 1, maximum: 48 }, h: count, i: text })
const place = { panelIndex: text, gridData: grid, version: constant('8.9.0'), title: text }

const lens = object({
  title: text,
  description: string,
  type: constant('lens'),
  // lnsLegacyMetric and the types from before Lens are not among them.
  visualizationType: oneOf('lnsMetric', 'lnsXY', 'lnsPie', 'lnsDatatable'),
  references: list(reference, 1),
  state: object({
    datasourceStates: object({
      formBased: object({
        layers: record(
          object({
            columnOrder: list(text, 1),
            columns: record(column),
            incompleteColumns: object({}),
            sampling: constant(1),
          }),
        ),
      }),
    }),
    visualization,
    query: kql,
    filters,
    internalReferences: { type: 'array', maxItems: 0 },
    adHocDataViews: object({}),
  }),
})

const panels: Schema = list(
  {
    oneOf: [
      object({
        ...place,
        type: constant('lens'),
        // By value: what a panel shows is in the dashboard itself.
        embeddableConfig: object({ attributes: lens, enhancements: object({}), hidePanelTitles: boolean }, [
          'hidePanelTitles',
        ]),
      }),
      object({
        ...place,
        type: constant('search'),
        panelRefName: text,
        embeddableConfig: object({ enhancements: object({}) }),
      }),
    ],
  },
  1,
)

const controls: Schema = record(
  object({
    order: count,
    width: oneOf('small', 'medium', 'large'),
    grow: boolean,
    type: constant('optionsListControl'),
    explicitInput: object({
      id: text,
      fieldName: text,
      title: text,
      searchTechnique: oneOf('prefix', 'exact', 'wildcard'),
      selectedOptions: { type: 'array', maxItems: 0 },
      enhancements: object({}),
    }),
  }),
)

/** The JSON inside strings, by type and by the path to it. */
export const inside: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  'index-pattern': { 'attributes.fieldFormatMap': record(format) },
  search: {
    'attributes.kibanaSavedObjectMeta.searchSourceJSON': object({
      query: kql,
      filter: filters,
      indexRefName: constant('kibanaSavedObjectMeta.searchSourceJSON.index'),
    }),
  },
  dashboard: {
    'attributes.optionsJSON': object({
      useMargins: boolean,
      syncColors: boolean,
      syncCursor: boolean,
      syncTooltips: boolean,
      hidePanelTitles: boolean,
    }),
    'attributes.panelsJSON': panels,
    'attributes.controlGroupInput.ignoreParentSettingsJSON': object({
      ignoreFilters: boolean,
      ignoreQuery: boolean,
      ignoreTimerange: boolean,
      ignoreValidations: boolean,
    }),
    'attributes.controlGroupInput.panelsJSON': controls,
    'attributes.kibanaSavedObjectMeta.searchSourceJSON': object({ query: kql, filter: filters }),
  },
}

const mapping = object({ field: text, operator: constant('equals'), value: string })

/** A custom query rule of the detection engine, as its import and its API take it. */
export const ruleSchema: Schema = object({
  rule_id: text,
  version: { type: 'integer', minimum: 1 },
  name: text,
  description: text,
  enabled: constant(false),
  type: constant('query'),
  language: constant('kuery'),
  index: list(text, 1),
  query: text,
  filters,
  interval: { type: 'string', pattern: '^\\d+[smh]$' },
  from: { type: 'string', pattern: '^now-\\d+[smh]$' },
  to: constant('now'),
  max_signals: { type: 'integer', minimum: 1, maximum: 1000 },
  severity: oneOf('low', 'medium', 'high', 'critical'),
  severity_mapping: list(
    object({
      field: text,
      operator: constant('equals'),
      value: text,
      severity: oneOf('low', 'medium', 'high', 'critical'),
    }),
    1,
  ),
  risk_score: { type: 'integer', minimum: 0, maximum: 100 },
  risk_score_mapping: list(mapping, 1),
  rule_name_override: text,
  timestamp_override: text,
  author: list(text, 1),
  license: text,
  tags: list(text, 1),
  references: list({ type: 'string', pattern: '^https://' }),
  false_positives: list(text),
  threat: { type: 'array', maxItems: 0 },
  exceptions_list: { type: 'array', maxItems: 0 },
  actions: { type: 'array', maxItems: 0 },
  related_integrations: { type: 'array', maxItems: 0 },
  required_fields: list(object({ name: text, type: text, ecs: boolean })),
  investigation_fields: object({ field_names: list(text, 1) }),
  note: text,
  setup: text,
})
