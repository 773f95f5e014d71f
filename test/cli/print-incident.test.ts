// What a person reads of an incident: enough to act on, and nothing that acts on their terminal.
import pc from 'picocolors'
import { describe, expect, test } from 'vitest'
import { describeEvent, printIncident } from '../../src/cli/print-incident.ts'
import type { Incident } from '../../src/incident/incident.ts'

const incident = (text: string): Incident => ({
  id: 'i1',
  ruleId: 'sql_injection_in_message',
  level: 'high',
  us: 0,
  nanos: 0,
  message: `SQL from 203.0.113.9: ${text}`,
  address: '203.0.113.9',
  respond: [],
  document: {
    '@timestamp': '2026-01-01T10:00:00.123456Z',
    rule: { id: 'sql_injection_in_message', name: 'SQL in a message', ruleset: 'injection' },
    threat: { technique: { id: ['T1190'] } },
    tripline: {
      level: 'high',
      advice: 'Bind values.',
      incident: {
        events: [
          {
            step: '1',
            count: 5,
            events: [
              {
                '@timestamp': '2026-01-01T10:00:00.123Z',
                event: { category: ['network', 'message'] },
                source: { ip: '203.0.113.9' },
                websocket: { direction: 'client', payload: { text } },
              },
            ],
          },
        ],
      },
    } as never,
  },
})

const plain = { colours: pc.createColors(false), width: 80 }

describe('an incident', () => {
  test('says how bad, what, who, when, by which rule, on what ground, and what to do', () => {
    expect(printIncident(incident("1' OR 1=1--"), plain).split('\n')).toEqual([
      'HIGH     SQL in a message',
      "         SQL from 203.0.113.9: 1' OR 1=1--",
      '         2026-01-01 10:00:00.123Z  injection/sql_injection_in_message  T1190',
      "         │ 10:00:00.123 message 203.0.113.9 1' OR 1=1--",
      '         │ … and 4 more',
      '         → Bind values.',
    ])
  })

  test('of a rule in no folder is by the rule alone', () => {
    const { document } = incident('x')
    const alone = { ...incident('x'), document: { ...document, rule: { id: 'a_rule_alone', name: 'A', ruleset: '' } } }
    expect(printIncident(alone, plain)).toContain('  a_rule_alone  T1190')
  })

  test.each(['\u001b[2J\u001b[31mgone', 'one\r\nHIGH     forged', '\u202egnorw', '\u009b31m'])(
    'shows %j harmlessly',
    (text) => {
      const printed = printIncident(incident(text), plain)
      expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
      expect(printed.split('\n').filter((line) => line.startsWith('HIGH'))).toHaveLength(1)
    },
  )
})

// biome-ignore format: table
test.each([
  ['handshake',  { 'source.ip': '203.0.113.9', 'url.path': '/ws', 'url.query': 'token=***', 'http.response.status_code': 101, 'http.request.origin': 'null' }, '203.0.113.9 /ws?token=*** 101 origin null'],
  ['frame',      { 'source.ip': '203.0.113.9', 'websocket.direction': 'client', 'websocket.opcode_name': 'ping', 'websocket.payload.bytes': 200, 'websocket.anomaly': ['x'] }, '203.0.113.9 ping 200 bytes ! x'],
  ['message',    { 'source.ip': '203.0.113.9', 'destination.ip': '192.0.2.1', 'websocket.direction': 'server', 'websocket.payload.text': 'hi' }, '192.0.2.1 → 203.0.113.9 hi'],
  ['message',    { 'source.ip': '203.0.113.9', 'websocket.message.type': 'binary', 'websocket.message.bytes': 7 }, '203.0.113.9 7 bytes binary'],
  ['message',    { 'destination.ip': '192.0.2.1', 'websocket.direction': 'server', 'websocket.payload.text': 'hi' }, '192.0.2.1 → hi'],
  ['handshake',  { 'client.ip': '203.0.113.9', 'url.path': '/ws' }, '203.0.113.9 /ws'],
  ['message',    { 'source.ip': '203.0.113.9', 'websocket.message.bytes': 7 }, '203.0.113.9 7 bytes'],
  ['auth',       { 'source.ip': '203.0.113.9', 'event.action': 'login', 'event.outcome': 'failure', 'user.name': 'eve' }, '203.0.113.9 login failure user eve'],
  ['connection', { 'source.ip': '203.0.113.9', 'url.path': '/ws', 'websocket.close.by': 'server', 'event.duration': 1_500_000_000 }, '203.0.113.9 /ws closed by server after 1.5 s'],
  ['process',    { 'source.ip': '203.0.113.9', 'event.action': 'exec' }, '203.0.113.9 exec'],
])('a %s event in one line', (category, fields, line) => {
  expect(describeEvent({ '@timestamp': '2026-01-01T10:00:00.123Z', 'event.category': ['network', category], ...fields })).toBe(`10:00:00.123 ${category} ${line}`)
})
