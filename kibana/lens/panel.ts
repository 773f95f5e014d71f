// What a panel is to show → a Lens visualization that holds everything it needs.
import type { View } from '../data-views.ts'
import type { Reference } from '../saved-object.ts'
import { type Column, firstMetric, kql } from './column.ts'

export interface LensPanel {
  readonly kind: 'lens'
  readonly title: string
  readonly attributes: LensAttributes
}

export interface LensAttributes {
  readonly title: string
  readonly description: string
  readonly type: 'lens'
  readonly visualizationType: 'lnsMetric' | 'lnsXY' | 'lnsPie' | 'lnsDatatable'
  readonly references: readonly Reference[]
  readonly state: Readonly<Record<string, unknown>>
}

interface Question {
  readonly title: string
  /** One sentence for who wonders what it is. */
  readonly about?: string
  readonly view: View
  readonly where?: string
}

/** Value → colour. */
type Colours = Readonly<Record<string, string>>

const layerId = 'layer-1'
const shown = { layerId, layerType: 'data' } as const

/** One number. */
export const number = (question: Question & { readonly value: Column; readonly colour?: string }): LensPanel =>
  lens(question, 'lnsMetric', columnsOf([], [question.value]), {
    ...shown,
    metricAccessor: firstMetric,
    ...(question.colour === undefined ? {} : { color: question.colour }),
  })

interface Chart extends Question {
  readonly shape: 'bar_stacked' | 'bar_horizontal' | 'area_stacked' | 'line'
  readonly along: Column
  readonly by?: Column
  readonly values: readonly Column[]
  readonly colours?: Colours
}

export function chart(question: Chart): LensPanel {
  const { shape, along, by, values, colours } = question
  // The first is the outer one: the same series in every interval.
  const columns = columnsOf(by === undefined ? [along] : [by, along], values)
  return lens(question, 'lnsXY', columns, {
    preferredSeriesType: shape,
    legend: { isVisible: by !== undefined || values.length > 1, position: 'right', shouldTruncate: false },
    valueLabels: 'hide',
    fittingFunction: 'None',
    axisTitlesVisibilitySettings: { x: false, yLeft: false, yRight: false },
    tickLabelsVisibilitySettings: { x: true, yLeft: true, yRight: true },
    gridlinesVisibilitySettings: { x: false, yLeft: true, yRight: true },
    labelsOrientation: { x: 0, yLeft: 0, yRight: 0 },
    layers: [
      {
        ...shown,
        seriesType: shape,
        xAccessor: idOf(columns, along),
        ...(by === undefined ? {} : { splitAccessor: idOf(columns, by) }),
        accessors: values.map((value) => idOf(columns, value)),
        ...(colours === undefined ? {} : { colorMapping: colorMapping(colours) }),
      },
    ],
  })
}

export const donut = (
  question: Question & { readonly by: Column; readonly value: Column; readonly colours?: Colours },
): LensPanel => {
  const { by, value, colours } = question
  const columns = columnsOf([by], [value])
  return lens(question, 'lnsPie', columns, {
    shape: 'donut',
    layers: [
      {
        ...shown,
        primaryGroups: [idOf(columns, by)],
        metrics: [idOf(columns, value)],
        numberDisplay: 'value',
        categoryDisplay: 'default',
        legendDisplay: 'show',
        nestedLegend: false,
        ...(colours === undefined ? {} : { colorMapping: colorMapping(colours) }),
      },
    ],
  })
}

export const table = (
  question: Question & { readonly by: readonly Column[]; readonly values: readonly Column[] },
): LensPanel => {
  const columns = columnsOf(question.by, question.values)
  return lens(question, 'lnsDatatable', columns, {
    ...shown,
    columns: Object.keys(columns).map((columnId) => ({ columnId, isTransposed: false })),
    paging: { size: 10, enabled: true },
  })
}

type Columns = Readonly<Record<string, Column>>

const columnsOf = (buckets: readonly Column[], metrics: readonly Column[]): Columns =>
  Object.fromEntries([
    ...buckets.map((column, index) => [`bucket-${index + 1}`, column]),
    ...metrics.map((column, index) => [`metric-${index + 1}`, column]),
  ])

const idOf = (columns: Columns, column: Column): string =>
  Object.entries(columns).find(([, each]) => each === column)![0]

function lens(
  { title, about = '', view, where = '' }: Question,
  visualizationType: LensAttributes['visualizationType'],
  columns: Columns,
  visualization: unknown,
): LensPanel {
  const layer = { columnOrder: Object.keys(columns), columns, incompleteColumns: {}, sampling: 1 }
  const attributes: LensAttributes = {
    title,
    description: about,
    type: 'lens',
    visualizationType,
    references: [{ type: 'index-pattern', id: view.id, name: `indexpattern-datasource-layer-${layerId}` }],
    state: {
      datasourceStates: { formBased: { layers: { [layerId]: layer } } },
      visualization,
      query: kql(where),
      filters: [],
      internalReferences: [],
      adHocDataViews: {},
    },
  }
  return { kind: 'lens', title, attributes }
}

const colorMapping = (colours: Colours): unknown => ({
  assignments: Object.entries(colours).map(([value, colorCode]) => ({
    rule: { type: 'matchExactly', values: [value] },
    color: { type: 'colorCode', colorCode },
    touched: true,
  })),
  specialAssignments: [{ rule: { type: 'other' }, color: { type: 'loop' }, touched: false }],
  paletteId: 'eui_amsterdam_color_blind',
  colorMode: { type: 'categorical' },
})
