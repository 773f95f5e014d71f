// What Kibana shows of our indices: their names, and how values look.

import { type Field, schema } from '../src/event/schema.ts'
import { levelColours } from './levels.ts'
import type { SavedObject } from './saved-object.ts'

export interface View {
  readonly id: string
  /** The indices, as a pattern. */
  readonly pattern: string
  readonly name: string
}

/** Each incident as it stands: status, count, notes. The star is for installations that have a namespace. */
export const incidents: View = {
  id: 'tripline-view-incidents',
  pattern: 'tripline-incidents*',
  name: 'Tripline: incidents',
}

/** Each incident once, as it was raised. */
export const alerts: View = {
  id: 'tripline-view-alerts',
  pattern: 'logs-tripline.alert-*',
  name: 'Tripline: alerts as raised',
}

/** What was seen on the wire and in logs, where the config sends it. */
export const events: View = {
  id: 'tripline-view-events',
  pattern: 'logs-tripline.event-*',
  name: 'Tripline: WebSocket events',
}

function viewObject({ id, pattern, name }: View): SavedObject {
  return {
    id,
    type: 'index-pattern',
    attributes: {
      title: pattern,
      name,
      timeFieldName: '@timestamp',
      fieldFormatMap: JSON.stringify(formats),
      fields: '[]',
      fieldAttrs: '{}',
      runtimeFieldMap: '{}',
      sourceFilters: '[]',
      typeMeta: '{}',
    },
    references: [],
  }
}

interface Format {
  readonly id: string
  readonly params: Readonly<Record<string, unknown>>
}

const link = (urlTemplate: string, labelTemplate = '{{value}}'): Format => ({
  id: 'url',
  params: { type: 'a', urlTemplate, labelTemplate, openLinkInCurrentTab: false },
})

/** A name without a slash before it is one of Kibana's own pages, in the reader's space. */
const connectionLink = link(
  'dashboards#/view/tripline-connection?_a=(query:(language:kuery,query:%27websocket.connection.id:%20%22{{value}}%22%27))',
)

const byUnit: Readonly<Record<NonNullable<Field['unit']>, Format>> = {
  bytes: { id: 'bytes', params: { pattern: '0,0.[0] b' } },
  ns: duration('nanoseconds'),
  s: duration('seconds'),
}

function duration(inputFormat: string): Format {
  return {
    id: 'duration',
    params: {
      inputFormat,
      outputFormat: 'humanizePrecise',
      outputPrecision: 1,
      includeSpaceWithSuffix: true,
      useShortSuffix: true,
    },
  }
}

const plainNumber: Format = { id: 'number', params: { pattern: '0' } }

const levelFormat: Format = {
  id: 'color',
  params: {
    fieldType: 'string',
    colors: Object.entries(levelColours).map(([level, background]) => ({
      range: '-Infinity:Infinity',
      regex: `^${level}$`,
      text: '#ffffff',
      background,
    })),
  },
}

const formats: Readonly<Record<string, Format>> = {
  ...Object.fromEntries(
    Object.entries(schema as Readonly<Record<string, Field>>).flatMap(([name, { unit }]) =>
      unit === undefined ? [] : [[name, byUnit[unit]]],
    ),
  ),
  // Codes and ports are names made of digits: no thousands separator.
  'websocket.close.code': plainNumber,
  'http.response.status_code': plainNumber,
  'source.port': plainNumber,
  'destination.port': plainNumber,
  'websocket.connection.id': connectionLink,
  'tripline.level': levelFormat,
  'threat.technique.reference': link('{{rawValue}}'),
  'rule.reference': link('{{rawValue}}'),
}

export const dataViews: readonly SavedObject[] = [incidents, alerts, events].map(viewObject)
