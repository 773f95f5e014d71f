// Matches → incidents: identity, document, evidence, suppression.
import { describe, expect, test } from 'vitest'
import type { Rule } from '../../src/compiler/plan.ts'
import type { Match } from '../../src/engine/match.ts'
import { flatten } from '../../src/event/document.ts'
import type { IncidentChange } from '../../src/incident/incident.ts'
import { raise } from '../../src/incident/raise.ts'
import { Suppressions } from '../../src/incident/suppress.ts'
import { rule, step } from '../engine/build.ts'

const detect = { kind: 'event' as const, categories: step('A').categories, test: step('A').test }

const event = {
  '@timestamp': '2026-01-01T00:00:00.000Z',
  'event.id': 'e1',
  'source.ip': '203.0.113.9',
  'user.name': 'eve',
  'websocket.payload.text': 'x'.repeat(1000),
}

const match = (more: Partial<Match> = {}, ofRule: Partial<Rule> = {}): Match => ({
  rule: rule(detect, ofRule),
  us: 1_767_225_600_000_000,
  nanos: 0,
  start: { us: 1_767_225_600_000_000, nanos: 0 },
  sequence: 0,
  completedBy: 'e1',
  key: 'k',
  keys: { 'source.ip': '203.0.113.9' },
  values: { failures: 6 },
  steps: [{ name: '1', count: 1, events: [event] }],
  ...more,
})

const only = (changes: readonly IncidentChange[]) => {
  const [change] = changes
  if (change?.kind !== 'raised') throw new Error('nothing was raised')
  return change.incident
}

const raiseOne = (...matches: Match[]) => only(raise(matches, new Suppressions()))

describe('identity', () => {
  test('the same match gives the same incident, to the last byte', () => {
    expect(raiseOne(match())).toEqual(raiseOne(match()))
  })

  test.each<[string, Match]>([
    ['the completing event', match({ completedBy: 'e2' })],
    ['the group key', match({ key: 'other' })],
    ['the rule', match({}, { metadata: { ...rule(detect).metadata, id: 'another_rule' } })],
    ['the rule’s version', match({}, { metadata: { ...rule(detect).metadata, version: 'v2' } })],
  ])('%s makes another', (_, other) => {
    expect(raiseOne(other).id).not.toBe(raiseOne(match()).id)
  })
})

describe('the document', () => {
  const flat = flatten(
    raiseOne(
      match(
        {},
        { message: [{ name: 'failures' }, ' failures by ', { name: 'user.name' }, ' from ', { name: 'source.ip' }] },
      ),
    ).document,
  )

  test.each([
    ['message', '6 failures by eve from 203.0.113.9'],
    ['event.kind', 'alert'],
    ['event.severity', 73],
    ['source.ip', '203.0.113.9'],
    ['user.name', 'eve'],
    ['tripline.level', 'high'],
    ['tripline.incident.values.failures', 6],
    ['rule.ruleset', 'tests'],
  ])('%s is %j', (field, value) => {
    expect(flat[field]).toEqual(value)
  })

  test('it begins where the first event did, also where that one is no longer kept', () => {
    const start = { us: 1_767_225_599_000_000, nanos: 7 }
    expect(flatten(raiseOne(match({ start })).document)['event.start']).toBe('2025-12-31T23:59:59.000000007Z')
  })

  test('what it quotes of strangers is masked and cut', () => {
    const query = 'room=1&token=s3cr3t'
    const quoted = raiseOne(
      match(
        { keys: { 'url.query': query }, values: { seen: [query] } },
        { message: [{ name: 'url.query' }, ' ', { name: 'websocket.payload.text' }] },
      ),
    )
    expect(quoted.message).toBe(`room=1&token=*** ${'x'.repeat(256)}…`)
    expect(JSON.stringify(quoted.document)).not.toContain('s3cr3t')
  })

  test('its techniques come with their pages, those of sub-techniques too', () => {
    const metadata = { ...rule(detect).metadata, attack: ['T1110.001', 'T1185'] }
    expect(flatten(raiseOne(match({}, { metadata })).document)).toMatchObject({
      'threat.technique.id': ['T1110.001', 'T1185'],
      'threat.technique.reference': [
        'https://attack.mitre.org/techniques/T1110/001/',
        'https://attack.mitre.org/techniques/T1185/',
      ],
    })
  })

  test('it carries every connection that its events are of, each once, and one alone as itself', () => {
    const on = (connection: string) => ({ ...event, 'websocket.connection.id': connection })
    const about = (...events: (typeof event)[]) =>
      flatten(raiseOne(match({ steps: [{ name: '1', count: events.length, events }] })).document)[
        'websocket.connection.id'
      ]
    expect(about(on('a'), on('b'), on('a'))).toEqual(['a', 'b'])
    expect(about(on('a'), on('a'), event)).toBe('a')
    expect(about(event)).toBeUndefined()
  })

  test('a stranger’s long text is cut', () => {
    const [text] = flat['tripline.incident.events.events.websocket.payload.text'] as string[]
    expect(text).toBe(`${'x'.repeat(256)}…`)
  })
})

describe('evidence', () => {
  const shown = (evidence: Partial<Rule['evidence']>) => {
    const { document } = raiseOne(match({}, { evidence: { keep: [], hash: [], drop: [], ...evidence } }))
    return flatten((document['tripline'] as { incident: { events: object[] } }).incident.events[0]!)
  }

  test('drop leaves a field out', () => {
    expect(shown({ drop: ['user.name'] })['events.user.name']).toBeUndefined()
  })

  test('hash shows only that two were the same', () => {
    expect(shown({ hash: ['user.name'] })['events.user.name']).toEqual([expect.stringMatching(/^sha256:[0-9a-f]{64}$/)])
  })

  test('keep lets out what it names, and which event it was', () => {
    const kept = Object.keys(shown({ keep: ['source.ip'] }))
    expect(kept).toEqual(
      ['step', 'count', 'events.@timestamp', 'events.event.id', 'events.source.ip'].sort(
        (a, b) => kept.indexOf(a) - kept.indexOf(b),
      ),
    )
  })
})

describe('what a sender of events did not mask', () => {
  const sent = {
    'url.query': 'token=blue-boat&room=4',
    'http.request.headers.cookie': 'sid=blue-boat',
    'note.free': 'Authorization: Bearer blue-boat',
    'csrf.token': true,
    'session.id': 'token=of-ours',
  }
  const { document } = raiseOne(match({ steps: [{ name: '1', count: 1, events: [{ ...event, ...sent }] }] }))
  const shown = flatten((document['tripline'] as { incident: { events: object[] } }).incident.events[0]!)

  test.each([
    ['url.query', 'token=***&room=4'],
    ['http.request.headers.cookie', '***'],
    ['note.free', 'Authorization: Bearer ***'],
    ['csrf.token', true],
    ['session.id', 'token=of-ours'],
  ])('%s is shown as %j', (name, value) => {
    expect(shown[`events.${name}`]).toEqual([value])
  })

  test('is hidden in what all events agree on', () => {
    const jwt = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln'
    const asked = { 'url.path': `/ws/${jwt}/lobby`, 'websocket.subprotocol': `token, ${jwt}` }
    const incident = raiseOne(match({ steps: [{ name: '1', count: 1, events: [{ ...event, ...asked }] }] }))
    expect(JSON.stringify(incident)).not.toContain(jwt)
    expect(flatten(incident.document)).toMatchObject({
      'url.path': '/ws/***/lobby',
      'websocket.subprotocol': 'token, ***',
    })
  })

  test('is hidden in keys and in what a message quotes by its name', () => {
    const computed = 'json(websocket.payload.text, "$.token")'
    const keys = { 'stomp.headers.passcode': 'sesame', [computed]: 'sesame', 'user.name': 'eve' }
    const incident = raiseOne(match({ keys }, { message: ['Somebody with ', { name: 'stomp.headers.passcode' }] }))
    expect(JSON.stringify(incident)).not.toContain('sesame')
    const document = flatten(incident.document)
    expect(document['message']).toBe('Somebody with ***')
    expect(document['tripline.incident.keys.user.name']).toBe('eve')
  })
})

describe('suppression', () => {
  const suppressing = { suppress: { spanUs: 10, by: ['source.ip'] } }
  const at = (us: number, more: Partial<Match> = {}) => match({ us, completedBy: `e${us}`, ...more }, suppressing)
  const kinds = (...matches: Match[]) => raise(matches, new Suppressions()).map(({ kind }) => kind)

  test('repetitions within the span are counted, later ones are raised', () => {
    expect(kinds(at(0), at(9), at(10), at(19), at(20))).toEqual(['raised', 'counted', 'raised', 'counted', 'raised'])
  })

  test('another key is another incident', () => {
    expect(kinds(at(0), at(1, { keys: { 'source.ip': '203.0.113.10' } }))).toEqual(['raised', 'raised'])
  })

  test('what is counted names the incident that it falls under', () => {
    const [first, second] = raise([at(0), at(5)], new Suppressions())
    expect(second).toEqual({ kind: 'counted', id: first?.kind === 'raised' && first.incident.id, us: 5, count: 2 })
  })
})
