// What mapped lines mean: categories, values, types, credentials, and that no line can do harm.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generic } from '../../../connectors/generic/connector.ts'
import { createLayout } from '../../../src/event/layout.ts'
import { columnsOf, documentsOf, read, readText } from '../read.ts'

interface Written {
  readonly pattern?: string
  readonly category?: unknown
  readonly fields?: Readonly<Record<string, unknown>>
}

const settingsOf = ({ pattern, category = 'message', fields = {} }: Written) => ({
  mapping: { time: 'ts', category, fields, ...(pattern !== undefined && { pattern }) },
})

const readJson = (written: Written, ...lines: readonly object[]) =>
  readText(generic, lines.map((line) => `${JSON.stringify({ ts: 1795321325, ...line })}\n`).join(''), {
    settings: settingsOf(written),
  })

const field = (name: string, from: unknown, line: object, category?: unknown): unknown =>
  documentsOf(readJson({ category, fields: { [name]: from } }, line))[0]![name]

test.each([
  ['source.port', '51234', 51234],
  ['websocket.close.code', '1000', 1000],
  ['websocket.close.code', 'soon', undefined],
  ['websocket.fin', 'true', true],
  ['websocket.anomaly', 'one', ['one']],
  ['labels.env', 7, 7],
  ['labels.env', false, false],
  ['labels.env', ['a', 1], ['a', 1]],
  ['labels.env', { a: 1 }, undefined],
  ['labels.env', null, undefined],
  ['websocket.payload.text', '', ''],
  ['websocket.payload.text', 'gr\u00fc\u00df "dich" \ud83d\ude00', 'grüß "dich" 😀'],
])('%s of %j is %j', (name, sent, expected) => {
  expect(field(name, 'x', { x: sent })).toEqual(expected)
})

test.each([
  ['a.b', { a: { b: 1 } }, 1],
  ['a.b', { 'a.b': 1 }, 1],
  ['a.b.c', { a: { b: { c: 1 } } }, 1],
  ['a', { a: { b: 1 } }, undefined],
])('%s is found in %j', (from, line, expected) => {
  expect(field('labels.x', from, line)).toEqual(expected)
})

test('values are said in the mapping’s words, and what it does not name is left out', () => {
  const from = { field: 'd', values: { in: 'client', 1: 'server' } }
  expect(['in', 1, 'out', null].map((d) => field('websocket.direction', from, { d }))).toEqual([
    'client',
    'server',
    undefined,
    undefined,
  ])
})

test('a constant stands in every event', () => {
  expect(field('event.dataset', { value: 'kong' }, {})).toBe('kong')
})

test.each([
  ['s', 2.5, 2.5e9],
  ['ms', '2500', 2.5e9],
  ['us', 2500, 2.5e6],
  ['ns', 2500, 2500],
  ['ms', 'long', undefined],
])('a duration in %s of %j is %j', (unit, took, expected) => {
  expect(field('event.duration', { field: 'took', unit }, { took }, 'connection')).toBe(expected)
})

const kinds = (written: Written, line: object) =>
  documentsOf(readJson(written, line)).map((event) => (event['event.category'] as string[]).at(-1))

test.each([
  ['handshake', { status: 101 }, ['handshake']],
  ['authentication', {}, ['authentication']],
  ['access', { status: 101 }, ['handshake', 'connection']],
  ['access', { status: 403, up: 'websocket' }, ['handshake']],
  ['access', { status: 200 }, ['request']],
  [{ field: 'type', values: { open: 'handshake' } }, { type: 'open' }, ['handshake']],
  [{ field: 'type', values: { open: 'handshake' } }, { type: 'other' }, []],
  [{ field: 'type' }, { type: 'close' }, ['close']],
  [{ field: 'type' }, {}, []],
])('with category %j a line of %j gives %j', (category, line, expected) => {
  const fields = { 'http.response.status_code': 'status', 'http.request.header.upgrade': 'up' }
  expect(kinds({ category, fields }, line)).toEqual(expected)
})

test('a handshake is as its status says, and nothing is said without one', () => {
  const outcome = (line: object) =>
    documentsOf(readJson({ category: 'handshake', fields: { 'http.response.status_code': 's' } }, line))[0]![
      'event.outcome'
    ]
  expect([{ s: 101 }, { s: 403 }, {}].map(outcome)).toEqual(['success', 'failure', undefined])
})

test.each(['handshake', 'access'])('credentials of a %s do not come through', (category) => {
  const fields = {
    'http.request.header.cookie': 'cookie',
    'http.request.header.authorization': 'auth',
    'url.original': 'url',
    'http.response.status_code': 'status',
  }
  const line = {
    status: 101,
    cookie: 'sid=topsecret',
    auth: 'Bearer s3cr3t',
    url: 'wss://h.example/ws?token=abc.def&a=1',
  }
  const [event] = documentsOf(readJson({ category, fields }, line))
  expect(JSON.stringify(event)).not.toMatch(/topsecret|s3cr3t|abc\.def/)
  expect(event).toMatchObject({
    'session.from': 'cookie',
    'http.request.cookie.names': ['sid'],
    'http.request.authorization.scheme': 'bearer',
    'url.path': '/ws',
    'url.query': 'token=***&a=1',
    'url.full': 'wss://h.example/ws?token=***&a=1',
  })
})

test('an access line keeps fields of its own names', () => {
  const events = documentsOf(
    readJson(
      { category: 'access', fields: { 'kong.service': 's', 'http.response.status_code': 'c' } },
      { s: 'chat', c: 101 },
    ),
  )
  expect(events.map((event) => event['kong.service'])).toEqual(['chat', 'chat'])
})

test.each([
  ['{"ts":"soon"}', 'no time that can be read'],
  ['{"ts":', 'not a JSON object'],
  ['[1]', 'not a JSON object'],
])('%s is put aside as %j', (line, reason) => {
  expect(readText(generic, `${line}\n`, { settings: settingsOf({}) }).unread.map((unread) => unread.reason)).toEqual([
    reason,
  ])
})

const pattern = '^(?<ts>\\S+) (?<dir>in|out) (?<body>.*)$'
const fields = { 'websocket.payload.text': 'body', 'websocket.direction': 'dir', 'labels.x': 'a.b', 'source.ip': 'ip' }
const wanted = createLayout([
  'event.id',
  '@timestamp',
  ...Object.keys(fields),
  'event.category',
  'websocket.message.bytes',
])
const anyLine = fc.oneof(
  fc
    .record({ ts: fc.integer({ min: 0, max: 2e9 }), body: fc.string({ unit: 'grapheme' }), a: fc.jsonValue() })
    .map((line) => JSON.stringify(line)),
  fc
    .tuple(fc.constantFrom('in', 'out', 'up'), fc.string({ unit: 'grapheme' }))
    .map(([dir, body]) => `1795321325 ${dir} ${body}`),
  fc.string(),
)

test.each([
  ['JSON', settingsOf({ fields })],
  ['a pattern', settingsOf({ pattern, fields: Object.fromEntries(Object.entries(fields).slice(0, 2)) })],
  ['an access log', settingsOf({ category: 'access', fields })],
])('of %s the events do not depend on how the bytes come, and columns equal documents', (_what, settings) => {
  fc.assert(
    fc.property(fc.array(anyLine), fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
      const whole = read(generic, bytes, { settings, wanted })
      expect(columnsOf(read(generic, bytes, { settings, wanted, cuts }))).toEqual(columnsOf(whole))
      const documents = documentsOf(whole)
      for (const [slot, name] of wanted.fields.entries())
        expect(columnsOf(whole)[slot]).toEqual(documents.map((document) => document[name] ?? null))
    }),
  )
})

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      for (const settings of [settingsOf({ fields }), settingsOf({ category: 'access' }), settingsOf({ pattern })])
        read(generic, bytes, { settings, cuts: [9] })
    }),
  )
})
