// The file that Kibana imports → its objects, with the JSON inside their strings read as well.

import type { Column, KqlQuery } from '../lens/column.ts'
import type { Reference } from '../saved-object.ts'

interface Stored {
  readonly id: string
  readonly references: readonly Reference[]
}

export interface StoredView extends Stored {
  readonly type: 'index-pattern'
  readonly pattern: string
  readonly formats: Readonly<Record<string, { readonly id: string }>>
}

export interface StoredSearch extends Stored {
  readonly type: 'search'
  readonly title: string
  readonly columns: readonly string[]
  readonly sort: readonly (readonly [string, 'asc' | 'desc'])[]
  readonly where: string
}

export interface StoredDashboard extends Stored {
  readonly type: 'dashboard'
  readonly title: string
  readonly where: string
  readonly panels: readonly StoredPanel[]
  readonly controls: readonly { readonly id: string; readonly title: string; readonly field: string }[]
}

export type StoredPanel =
  | { readonly kind: 'search'; readonly id: string; readonly title: string; readonly reference: string }
  | {
      readonly kind: 'lens'
      readonly id: string
      readonly title: string
      readonly where: string
      readonly layers: readonly Layer[]
    }

export interface Layer {
  readonly id: string
  readonly order: readonly string[]
  readonly columns: Readonly<Record<string, Column>>
}

export type StoredObject = StoredView | StoredSearch | StoredDashboard

export const decode = (ndjson: string): readonly StoredObject[] =>
  ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => decodeObject(JSON.parse(line) as Wire))

/** What stands in the file: attributes by type, with JSON inside. The tests hold every object against its schema. */
interface Wire {
  readonly id: string
  readonly type: StoredObject['type']
  readonly references: readonly Reference[]
  readonly attributes: {
    readonly title: string
    readonly fieldFormatMap: string
    readonly columns: StoredSearch['columns']
    readonly sort: StoredSearch['sort']
    readonly panelsJSON: string
    readonly controlGroupInput: { readonly panelsJSON: string }
    readonly kibanaSavedObjectMeta: { readonly searchSourceJSON: string }
  }
}

interface WirePanel {
  readonly type: StoredPanel['kind']
  readonly panelIndex: string
  readonly title: string
  readonly panelRefName: string
  readonly embeddableConfig: { readonly attributes: { readonly state: WireState } }
}

interface WireState {
  readonly query: KqlQuery
  readonly datasourceStates: { readonly formBased: { readonly layers: Readonly<Record<string, WireLayer>> } }
}

interface WireLayer {
  readonly columnOrder: readonly string[]
  readonly columns: Readonly<Record<string, Column>>
}

interface WireControl {
  readonly explicitInput: { readonly title: string; readonly fieldName: string }
}

function decodeObject({ type, id, references, attributes }: Wire): StoredObject {
  const stored = { id, references }
  if (type === 'index-pattern') {
    return { ...stored, type, pattern: attributes.title, formats: JSON.parse(attributes.fieldFormatMap) }
  }
  const { title } = attributes
  const where = queryIn(JSON.parse(attributes.kibanaSavedObjectMeta.searchSourceJSON))
  if (type === 'search') return { ...stored, type, title, where, columns: attributes.columns, sort: attributes.sort }
  const panels = (JSON.parse(attributes.panelsJSON) as WirePanel[]).map(decodePanel)
  return { ...stored, type, title, where, panels, controls: controlsIn(attributes.controlGroupInput) }
}

function decodePanel({ type, panelIndex, title, panelRefName, embeddableConfig }: WirePanel): StoredPanel {
  if (type === 'search') return { kind: 'search', id: panelIndex, title, reference: panelRefName }
  const { state } = embeddableConfig.attributes
  const layers = Object.entries(state.datasourceStates.formBased.layers)
  return {
    kind: 'lens',
    id: panelIndex,
    title,
    where: queryIn(state),
    layers: layers.map(([id, { columnOrder, columns }]) => ({ id, order: columnOrder, columns })),
  }
}

const queryIn = ({ query }: { readonly query: KqlQuery }): string => query.query

const controlsIn = (group: Wire['attributes']['controlGroupInput']): StoredDashboard['controls'] =>
  Object.entries(JSON.parse(group.panelsJSON) as Record<string, WireControl>).map(([id, { explicitInput }]) => ({
    id,
    title: explicitInput.title,
    field: explicitInput.fieldName,
  }))
