// The mapping: ECS-true, whole, and made only of what a server has.
import { EcsFlat } from '@elastic/ecs'
import { describe, expect, test } from 'vitest'
import { schema } from '../../../src/event/schema.ts'
import { describe as describeMatch } from '../../../src/incident/describe.ts'
import type { Capabilities } from '../../../src/store/elastic/capabilities.ts'
import { mappedFields, mapping } from '../../../src/store/elastic/mapping.ts'
import { installed } from '../../../src/store/elastic/templates.ts'

const all: Capabilities = {
  wildcard: true,
  matchOnlyText: true,
  constantKeyword: true,
  ilm: true,
  streamLifecycle: true,
  indexMode: true,
  autoExpandReplicas: true,
}
const none = Object.fromEntries(Object.keys(all).map((name) => [name, false])) as unknown as Capabilities

const fields = [...mappedFields(all)]
const ecs = EcsFlat as Readonly<Record<string, { readonly type: string }>>

/** Names that ECS has no field for must not lie inside a field set of ECS, but for those that the event schema explains. */
const setsOfEcs = new Set(Object.keys(ecs).map((name) => name.split('.')[0]!))

test('every field of the event schema is mapped', () => {
  const mapped = new Set(fields.map(([name]) => name))
  expect(Object.keys(schema).filter((name) => !mapped.has(name))).toEqual([])
})

test('a field of ECS has the type that ECS gives it', () => {
  const known = fields.filter(([name]) => ecs[name] !== undefined)
  expect(known.length).toBeGreaterThan(50)
  // date_nanos is the date type that keeps what our sources give.
  const typeOf = ({ type }: Readonly<Record<string, unknown>>) => (type === 'date_nanos' ? 'date' : type)
  expect(known.filter(([name, property]) => typeOf(property) !== ecs[name]!.type)).toEqual([])
})

test('what ECS has no name for lies outside its field sets, or comes from the event schema', () => {
  const inside = fields.map(([name]) => name).filter((name) => !ecs[name] && setsOfEcs.has(name.split('.')[0]!))
  expect(inside.filter((name) => !Object.hasOwn(schema, name))).toEqual([])
})

test('no field lies below another one', () => {
  const names = fields.map(([name]) => name)
  expect(names.filter((name) => names.some((other) => name.startsWith(`${other}.`)))).toEqual([])
})

test('a server that has less gets types that every server has', () => {
  const types = new Set([...mappedFields(none).values()].flatMap((property) => typesIn(property)))
  expect([...types].sort()).toEqual(
    ['boolean', 'date_nanos', 'double', 'flattened', 'float', 'ip', 'keyword', 'long', 'text'].sort(),
  )
})

const typesIn = ({ type, fields: more = {} }: Readonly<Record<string, unknown>>): readonly unknown[] => [
  type,
  ...Object.values(more as object).map((each: { readonly type: unknown }) => each.type),
]

test('text of strangers is searched by any part and by words, with and without the wildcard type', () => {
  expect(mappedFields(all).get('websocket.payload.text')).toEqual({
    type: 'wildcard',
    fields: { text: { type: 'match_only_text' } },
  })
  expect(mappedFields(none).get('websocket.payload.text')).toEqual({
    type: 'keyword',
    ignore_above: 8191,
    fields: { text: { type: 'text' } },
  })
})

test('names nest as the documents do', () => {
  expect(mapping(none)).toMatchObject({
    dynamic: false,
    properties: { source: { properties: { ip: { type: 'ip' } } }, '@timestamp': { type: 'date_nanos' } },
  })
})

test('what an incident carries is mapped, or lies in evidence that is flattened', () => {
  const known = mappedFields(all)
  const isKnown = (name: string) =>
    known.has(name) || [...known].some(([at, { type }]) => type === 'flattened' && name.startsWith(`${at}.`))
  expect(leavesOf(describeMatch(match).document).filter((name) => !isKnown(name))).toEqual([])
})

function leavesOf(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path]
  return Object.entries(value).flatMap(([name, one]) => leavesOf(one, path === '' ? name : `${path}.${name}`))
}

const event = {
  '@timestamp': '2026-03-01T08:00:00.000Z',
  ...{ 'event.id': 'e1', 'source.ip': '203.0.113.9', 'user.name': 'mallory', 'websocket.payload.text': 'x' },
}

const match = {
  rule: {
    metadata: {
      ...{ id: 'a_rule_for_tests', title: 'A rule', version: '1', level: 'high', risk: 73, status: 'test' },
      ...{ about: 'About.', advice: 'Advice.', author: 'ana', ruleset: 'injection' },
      ...{ references: ['https://example.com/'], attack: ['T1190'], cwe: ['CWE-89'], wstg: ['WSTG-INPV-05'] },
      falsePositives: ['none known'],
    },
    ...{ respond: [], message: ['hit'], evidence: { keep: [], drop: [], hash: [] }, suppress: null },
  },
  ...{ us: 1, nanos: 0, start: { us: 1, nanos: 0 }, key: 'k', completedBy: 'e1' },
  ...{ keys: { 'source.ip': '203.0.113.9' }, values: { hits: 1 } },
  steps: [{ name: '1', count: 1, events: [event] }],
} as unknown as Parameters<typeof describeMatch>[0]

describe('templates', () => {
  test('a full server keeps alerts for 90 days and events for 7, by policies that users can edit', () => {
    const { policies, templates } = installed(all)
    expect(policies).toMatchObject({
      'tripline-alerts': { phases: { delete: { min_age: '90d' } } },
      'tripline-events': { phases: { delete: { min_age: '7d' } } },
    })
    expect(templates).toMatchObject({
      'logs-tripline.alert': { template: { settings: { 'index.lifecycle.name': 'tripline-alerts' } } },
      'logs-tripline.event': { template: { settings: { 'index.lifecycle.name': 'tripline-events' } } },
    })
    expect(JSON.stringify(templates)).not.toContain('data_retention')
  })

  test('a server without index lifecycle management keeps them as long by the streams themselves', () => {
    const { policies, templates } = installed({ ...all, ilm: false })
    expect(policies).toEqual({})
    expect(templates['logs-tripline.alert']).toMatchObject({ template: { lifecycle: { data_retention: '90d' } } })
    expect(JSON.stringify(templates)).not.toContain('index.lifecycle')
  })

  test('they come before the template that the server has for all logs, and after what is the user’s', () => {
    for (const template of Object.values(installed(none).templates)) {
      expect(template['priority']).toBeGreaterThan(100)
      expect((template['composed_of'] as string[]).at(-1)).toBe('tripline@custom')
      expect(template['ignore_missing_component_templates']).toEqual(['tripline@custom'])
    }
  })
})
