// What a mapping may say, and where its diagnostics point when it cannot.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { generic } from '../../../connectors/generic/connector.ts'
import { writeMapping } from '../../../connectors/generic/mapping-text.ts'
import { render } from '../../../src/diagnostic/render.ts'
import { golden } from '../../cases.ts'

describe('what a mistake in a mapping looks like', () => {
  golden(join(import.meta.dirname, 'mappings'), '.json', '.txt', (text, file) => {
    const configured = generic.configure({ mapping: JSON.parse(text) })
    if (configured.ok) throw new Error(`${file} was taken`)
    return configured.diagnostics.map((diagnostic) => `${render(diagnostic, configured.text, 'mapping')}\n`).join('')
  })
})

const codesOf = (mapping: unknown): readonly string[] => {
  const configured = generic.configure({ mapping })
  return configured.ok ? [] : configured.diagnostics.map(({ code }) => code)
}

const message = { time: 'ts', category: 'message' }

test.each([
  'source.ip',
  'url.original',
  'http.request.header.cookie',
  'websocket.connection.id',
  'event.dataset',
  'kong.service.name',
  'source.mac',
  'labels.env',
  'event.id',
])('%s is a field that can be filled', (field) => {
  expect(codesOf({ ...message, fields: { [field]: 'x' } })).toEqual([])
})

test.each([
  'websocket.nothing',
  'event.category',
  'event.sequence',
  'app.session_token',
  'http.response.header.set-cookie',
  'db.password',
  'url.pathh',
  'a..b',
])('%s is none', (field) => {
  expect(codesOf({ ...message, fields: { [field]: 'x' } })).toEqual(['M106'])
})

test('all mistakes are told at once', () => {
  expect(codesOf({ pattern: '(', category: 'nothing', fields: { 'websocket.x': 1 }, more: 1 })).toEqual([
    'M108',
    'M102',
    'M103',
    'M105',
    'M106',
    'M101',
  ])
})

test.each([[undefined], [null], ['text'], [[message]]])('%j is no mapping', (mapping) => {
  expect(codesOf(mapping)).toEqual(['M101'])
})

test('a time zone that is none is told of the setting, not of the mapping', () => {
  const configured = generic.configure({ mapping: message, timezone: 'Mars/Olympus' })
  expect(configured.ok || [configured.setting, configured.diagnostics[0]!.code]).toEqual(['timezone', 'F109'])
})

test('the YAML of a mapping says where each key and value stands', () => {
  const { text, keyAt, valueAt } = writeMapping({ time: { field: 'ts' }, fields: { 'url.path': "it's", x: 7 } })
  const at = ({ start, end }: { start: number; end: number }) => text.slice(start, end)
  expect(text).toBe("time:\n  field: ts\nfields:\n  url.path: 'it''s'\n  x: 7")
  expect([
    at(keyAt(['fields', 'url.path'])),
    at(valueAt(['fields', 'url.path'])),
    at(valueAt(['time', 'field'])),
  ]).toEqual(['url.path', "'it''s'", 'ts'])
  expect(at(valueAt(['time', 'format']))).toBe('time')
})
