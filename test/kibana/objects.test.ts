// Laws over the files that Kibana imports, as it would find out itself: shapes, references, fields.
import { readFileSync } from 'node:fs'
import { join, matchesGlob } from 'node:path'
import { Ajv, type Schema } from 'ajv'
import { describe, expect, test } from 'vitest'
import { decode, type StoredDashboard, type StoredObject, type StoredPanel } from '../../kibana/queries/decode.ts'
import { fieldsInKql } from '../../kibana/queries/kql.ts'
import { severities } from '../../src/incident/describe.ts'
import { mappedFields } from '../../src/store/elastic/mapping.ts'
import { elasticNames } from '../../src/store/elastic/names.ts'
import { inside, ruleSchema, schemas } from './schemas.ts'

const read = (name: string): string => readFileSync(join(import.meta.dirname, '../../kibana', name), 'utf8')

interface Line {
  readonly id: string
  readonly type: string
  readonly [name: string]: unknown
}

const ndjson = read('tripline.ndjson')
const lines = ndjson
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Line)
const objects = decode(ndjson)
const dashboards = objects.filter((object): object is StoredDashboard => object.type === 'dashboard')
const rule = JSON.parse(read('detection-rule.ndjson')) as Record<string, unknown>

const ajv = new Ajv({ strict: true, allErrors: true, strictTuples: false, strictTypes: false })
const problems = (schema: Schema, value: unknown): unknown => {
  ajv.validate(schema, value)
  return ajv.errors ?? []
}

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce((inner, name) => (inner as Record<string, unknown>)[name], value)

describe('every object', () => {
  test('there are views, searches and dashboards', () => {
    const types = lines.map(({ type }) => type)
    const numbers = ['index-pattern', 'search', 'dashboard'].map((type) => types.filter((each) => each === type).length)
    expect(numbers).toEqual([3, 6, 2])
  })

  test.each(lines)('$id has the shape of its type', (line) => {
    expect(problems(schemas[line.type]!, line)).toEqual([])
  })

  test.each(lines)('$id holds JSON of the right shape in its strings', (line) => {
    const wrong = Object.entries(inside[line.type]!).flatMap(([path, schema]) =>
      problems(schema, JSON.parse(at(line, path) as string)),
    )
    expect(wrong).toEqual([])
  })

  test('no two have the same id', () => {
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length)
  })

  test('the schemas see a misspelt name', () => {
    const [first] = lines
    expect(problems(schemas['index-pattern']!, { ...first, refrences: [] })).not.toEqual([])
  })
})

describe('references', () => {
  test('what an object refers to stands before it in the file', () => {
    const dangling = lines.flatMap(({ id, references }, index) => {
      const before = lines.slice(0, index).map((line) => `${line.type}:${line.id}`)
      return (references as StoredObject['references'])
        .filter((reference) => !before.includes(`${reference.type}:${reference.id}`))
        .map((reference) => `${id} → ${reference.id}`)
    })
    expect(dangling).toEqual([])
  })

  test.each(dashboards)(
    '$title refers to what its panels and controls need, once each, and to nothing else',
    (dashboard) => {
      const needed = [
        ...dashboard.panels.flatMap(referencesOf),
        ...dashboard.controls.map(({ id }) => `controlGroup_${id}:optionsListDataView`),
      ]
      expect(dashboard.references.map(({ name }) => name)).toEqual(needed)
    },
  )

  test.each(dashboards)(
    'the panels of $title hold the references that the dashboard has for them',
    ({ id, references }) => {
      const line = lines.find((each) => each.id === id)!
      const panels = JSON.parse(at(line, 'attributes.panelsJSON') as string) as {
        panelIndex: string
        embeddableConfig: { attributes?: { references: StoredObject['references'] } }
      }[]
      const held = panels.flatMap(({ panelIndex, embeddableConfig }) =>
        (embeddableConfig.attributes?.references ?? []).map((each) => ({
          ...each,
          name: `${panelIndex}:${each.name}`,
        })),
      )
      expect(held).toEqual(references.filter(({ name }) => name.includes(':indexpattern-datasource-layer-')))
    },
  )

  test('links between pages lead to dashboards of ours', () => {
    const linked = [...ndjson.matchAll(/dashboards#\/view\/([a-z-]+)/g)].map(([, id]) => id)
    expect(linked.length).toBeGreaterThan(0)
    expect(linked.filter((id) => !dashboards.some((dashboard) => dashboard.id === id))).toEqual([])
  })
})

const referencesOf = (panel: StoredPanel): string[] =>
  panel.kind === 'search'
    ? [`${panel.id}:${panel.reference}`]
    : panel.layers.map(({ id }) => `${panel.id}:indexpattern-datasource-layer-${id}`)

describe('dashboards', () => {
  test.each(dashboards)('$title asks for something', ({ where }) => {
    expect(fieldsInKql(where)).not.toEqual([])
  })

  test.each(dashboards)('no two panels of $title have the same id, and none lies over another', ({ id, panels }) => {
    const line = lines.find((each) => each.id === id)!
    const grids = (JSON.parse(at(line, 'attributes.panelsJSON') as string) as { gridData: Grid }[]).map(
      ({ gridData }) => gridData,
    )
    const cells = grids.flatMap(cellsOf)
    expect(new Set(panels.map((panel) => panel.id)).size).toBe(panels.length)
    expect(new Set(cells).size).toBe(cells.length)
    expect(grids.filter(({ x, w }) => x + w > 48)).toEqual([])
  })

  test.each(dashboards)('the rows of $title are as wide as the page', ({ id }) => {
    const line = lines.find((each) => each.id === id)!
    const panels = JSON.parse(at(line, 'attributes.panelsJSON') as string) as { gridData: Grid }[]
    const rows = Map.groupBy(panels, ({ gridData }) => gridData.y)
    const widths = [...rows.values()].map((row) => row.reduce((sum, { gridData }) => sum + gridData.w, 0))
    expect(widths.filter((width) => width !== 48)).toEqual([])
  })

  test.each(dashboards)('the panels of $title draw every column of theirs, and no other', ({ id }) => {
    const line = lines.find((each) => each.id === id)!
    const panels = JSON.parse(at(line, 'attributes.panelsJSON') as string) as { title: string; type: string }[]
    const lens = panels.filter(({ type }) => type === 'lens')
    const [drawn, present] = [lens.map(columnsDrawn), lens.map(columnsPresent)]
    expect(drawn.length).toBeGreaterThan(0)
    expect(drawn).toEqual(present)
  })
})

/** The ids of columns that the visualization names. */
const columnsDrawn = (panel: unknown): string[] => {
  const drawn = JSON.stringify(at(panel, 'embeddableConfig.attributes.state.visualization'))
  return [...drawn.matchAll(/"((?:bucket|metric)-\d+)"/g)].map(([, id]) => id!).toSorted()
}

const columnsPresent = (panel: unknown): string[] => {
  const layers = at(panel, 'embeddableConfig.attributes.state.datasourceStates.formBased.layers')
  return Object.values(layers as Record<string, { columns: object }>)
    .flatMap(({ columns }) => Object.keys(columns))
    .toSorted()
}

interface Grid {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

const cellsOf = ({ x, y, w, h }: Grid): string[] =>
  Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`)

describe('data views', () => {
  const patterns = objects.flatMap((object) => (object.type === 'index-pattern' ? [object.pattern] : []))

  test.each(['default', 'staging'])('see what an installation of the namespace %s writes', (namespace) => {
    const { incidents, alerts, events } = elasticNames(namespace)
    const covers = (name: string): number => patterns.filter((pattern) => matchesGlob(name, pattern)).length
    expect([incidents, alerts, events].map(covers)).toEqual([1, 1, 1])
  })
})

describe('fields', () => {
  const has = { wildcard: true, matchOnlyText: true, constantKeyword: true }
  const mapped = mappedFields(has)
  const typeOf = (field: string): string => String(mapped.get(field)?.['type'] ?? 'none')

  test('the mapping has every field that is named anywhere', () => {
    const named = objects.flatMap(fieldsOf)
    expect(named.length).toBeGreaterThan(60)
    expect([...new Set(named)].filter((field) => !mapped.has(field))).toEqual([])
  })

  test.each<[string, readonly string[]]>([
    ['sum', ['long', 'double', 'float']],
    ['percentile', ['long', 'double', 'float']],
    ['max', ['long', 'double', 'float', 'date_nanos']],
    ['date_histogram', ['date_nanos']],
    ['terms', ['keyword', 'ip', 'long', 'wildcard']],
    ['unique_count', ['keyword', 'ip']],
  ])('%s is asked of types that can answer', (operation, types) => {
    const used = columns().filter(({ operationType }) => operationType === operation)
    expect(used.length).toBeGreaterThan(0)
    expect(used.filter(({ sourceField }) => !types.includes(typeOf(sourceField!)))).toEqual([])
  })

  test('a column of values says of which type its field is', () => {
    const kinds: Readonly<Record<string, string>> = { keyword: 'string', wildcard: 'string', ip: 'ip', long: 'number' }
    const wrong = columns().filter(
      ({ operationType, dataType, sourceField }) =>
        operationType === 'terms' && dataType !== kinds[typeOf(sourceField!)],
    )
    expect(wrong).toEqual([])
  })

  test('what a search puts its rows in order by has an order', () => {
    const sorted = objects.flatMap((object) => (object.type === 'search' ? object.sort.map(([field]) => field) : []))
    expect(sorted.filter((field) => !['date_nanos', 'long'].includes(typeOf(field)))).toEqual([])
  })

  const columns = () =>
    dashboards
      .flatMap(({ panels }) => panels)
      .flatMap((panel) => (panel.kind === 'lens' ? panel.layers : []))
      .flatMap((layer) => Object.values(layer.columns))

  test('the detection rule names fields that alerts have', () => {
    const { severity_mapping, risk_score_mapping, required_fields, investigation_fields } = rule as {
      severity_mapping: { field: string }[]
      risk_score_mapping: { field: string }[]
      required_fields: { name: string; type: string }[]
      investigation_fields: { field_names: string[] }
    }
    const named = [
      ...[...severity_mapping, ...risk_score_mapping].map(({ field }) => field),
      ...investigation_fields.field_names,
      ...fieldsInKql(String(rule['query'])),
      String(rule['rule_name_override']),
      String(rule['timestamp_override']),
    ]
    expect(named.filter((field) => !mapped.has(field))).toEqual([])
    expect(required_fields.filter(({ name, type }) => typeOf(name) !== type)).toEqual([])
  })
})

function fieldsOf(object: StoredObject): string[] {
  switch (object.type) {
    case 'index-pattern':
      return Object.keys(object.formats)
    case 'search':
      return [...object.columns, ...object.sort.map(([field]) => field), ...fieldsInKql(object.where)]
    case 'dashboard':
      return [
        ...object.controls.map(({ field }) => field),
        ...fieldsInKql(object.where),
        ...object.panels.flatMap(fieldsInPanel),
      ]
  }
}

const fieldsInPanel = (panel: StoredPanel): string[] =>
  panel.kind === 'search'
    ? []
    : [
        ...fieldsInKql(panel.where),
        ...panel.layers.flatMap(({ columns }) =>
          Object.values(columns).flatMap(({ sourceField, filter, params }) => [
            ...(sourceField === undefined || sourceField === '___records___' ? [] : [sourceField]),
            ...(filter ? fieldsInKql(filter.query) : []),
            ...((params['filters'] ?? []) as { input: { query: string } }[]).flatMap(({ input }) =>
              fieldsInKql(input.query),
            ),
          ]),
        ),
      ]

describe('the detection rule', () => {
  test('has the shape that the detection engine takes', () => {
    expect(problems(ruleSchema, rule)).toEqual([])
  })

  test('knows every level that incidents come with, but informational, which is low', () => {
    const mapped = (rule['severity_mapping'] as { value: string; severity: string }[]).map(({ value, severity }) => [
      severity,
      Number(value),
    ])
    const { informational, ...others } = severities
    expect(Object.fromEntries(mapped)).toEqual(others)
    expect(informational).toBeLessThan(others.low)
    expect(rule['severity']).toBe('low')
  })
})
