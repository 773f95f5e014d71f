// Rows of panels → a dashboard that Kibana imports.
import type { View } from './data-views.ts'
import { kql } from './lens/column.ts'
import type { LensPanel } from './lens/panel.ts'
import type { Reference, SavedObject } from './saved-object.ts'

/** A saved search in a panel: by reference, so that it opens in Discover as it is. */
export interface SearchPanel {
  readonly kind: 'search'
  readonly title: string
  readonly searchId: string
}

export interface Row {
  /** In Kibana's units, about 20 pixels. */
  readonly height: number
  /** Each with its width of 48 in all. */
  readonly panels: readonly (readonly [width: number, panel: LensPanel | SearchPanel])[]
}

export interface Dashboard {
  readonly id: string
  readonly title: string
  readonly description: string
  /** KQL that holds for all panels. */
  readonly where: string
  readonly from: string
  readonly controls: readonly Control[]
  readonly rows: readonly Row[]
}

/** A list of a field's values at the top, to choose from. */
export interface Control {
  readonly title: string
  readonly field: string
  readonly view: View
}

export function dashboardObject(dashboard: Dashboard): SavedObject {
  const { id, title, description, where, from, controls, rows } = dashboard
  const panels = rows.flatMap(placed)
  return {
    id,
    type: 'dashboard',
    attributes: {
      title,
      description,
      version: 1,
      timeRestore: true,
      timeFrom: from,
      timeTo: 'now',
      refreshInterval: { pause: true, value: 60_000 },
      optionsJSON: JSON.stringify(options),
      panelsJSON: JSON.stringify(panels.map(panelState)),
      controlGroupInput: {
        chainingSystem: 'HIERARCHICAL',
        controlStyle: 'oneLine',
        ignoreParentSettingsJSON: JSON.stringify(heedEverything),
        panelsJSON: JSON.stringify(Object.fromEntries(controls.map(controlState))),
      },
      kibanaSavedObjectMeta: { searchSourceJSON: JSON.stringify({ query: kql(where), filter: [] }) },
    },
    references: [...panels.flatMap(panelReferences), ...controls.map(controlReference)],
  }
}

const options = {
  useMargins: true,
  syncColors: false,
  syncCursor: true,
  syncTooltips: false,
  hidePanelTitles: false,
} as const

const heedEverything = {
  ignoreFilters: false,
  ignoreQuery: false,
  ignoreTimerange: false,
  ignoreValidations: false,
} as const

interface Placed {
  readonly id: string
  readonly panel: LensPanel | SearchPanel
  readonly grid: { readonly x: number; readonly y: number; readonly w: number; readonly h: number; readonly i: string }
}

function placed({ height, panels }: Row, index: number, rows: readonly Row[]): Placed[] {
  const y = rows.slice(0, index).reduce((sum, row) => sum + row.height, 0)
  return panels.map(([w, panel], column) => {
    const x = panels.slice(0, column).reduce((sum, [width]) => sum + width, 0)
    const id = slug(panel.title)
    return { id, panel, grid: { x, y, w, h: height, i: id } }
  })
}

const slug = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')

function panelState({ id, panel, grid }: Placed): unknown {
  const place = { type: panel.kind, panelIndex: id, gridData: grid, version: '8.9.0', title: panel.title }
  return panel.kind === 'lens'
    ? {
        ...place,
        embeddableConfig: {
          attributes: panel.attributes,
          enhancements: {},
          // A number says itself what it is.
          ...(panel.attributes.visualizationType === 'lnsMetric' ? { hidePanelTitles: true } : {}),
        },
      }
    : { ...place, panelRefName: `panel_${id}`, embeddableConfig: { enhancements: {} } }
}

/** A panel's references stand in the dashboard again under the panel's id: from there Kibana puts them back into it. */
const panelReferences = ({ id, panel }: Placed): Reference[] =>
  panel.kind === 'lens'
    ? panel.attributes.references.map((reference) => ({ ...reference, name: `${id}:${reference.name}` }))
    : [{ type: 'search', id: panel.searchId, name: `${id}:panel_${id}` }]

const controlId = ({ field }: Control): string => `control-${field.replaceAll(/[^a-z0-9]+/g, '-')}`

const controlState = (control: Control, order: number): [string, unknown] => [
  controlId(control),
  {
    order,
    width: 'medium',
    grow: true,
    type: 'optionsListControl',
    explicitInput: {
      id: controlId(control),
      fieldName: control.field,
      title: control.title,
      searchTechnique: 'prefix',
      selectedOptions: [],
      enhancements: {},
    },
  },
]

const controlReference = (control: Control): Reference => ({
  type: 'index-pattern',
  id: control.view.id,
  name: `controlGroup_${controlId(control)}:optionsListDataView`,
})
