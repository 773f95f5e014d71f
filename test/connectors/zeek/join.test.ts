// What is joined of Zeek's logs, in whichever order their lines come, and what of it is remembered.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { zeek } from '../../../connectors/zeek/connector.ts'
import { documentsOf, readText, request } from '../read.ts'

const ends = { 'id.orig_h': '203.0.113.7', 'id.orig_p': 51_234, 'id.resp_h': '192.0.2.80', 'id.resp_p': 80 }
const opened = 1_795_321_325

interface Fields {
  readonly uid?: string
  readonly [name: string]: unknown
}

const line = (path: string, fields: Fields): string =>
  `${JSON.stringify({ _path: path, ts: opened, uid: 'C1', ...ends, ...fields })}\n`

const websocket = (fields: Fields = {}): string => line('websocket', { host: 'app.example.com', uri: '/ws', ...fields })
const http = (fields: Fields = {}): string =>
  line('http', {
    ...{ trans_depth: 1, method: 'GET', host: 'app.example.com', uri: '/ws', version: '1.1' },
    ...{ origin: 'https://evil.example.net', status_code: 101, ...fields },
  })
const conn = (fields: Fields = {}): string =>
  line('conn', { proto: 'tcp', service: 'http,websocket', duration: 2.5, orig_bytes: 561, conn_state: 'SF', ...fields })

/** So that every log was seen before, and is waited for. */
const before = [
  websocket({ uid: 'C0', ts: opened - 900, origin: '' }),
  conn({ uid: 'C0', ts: opened - 900 }),
  http({ uid: 'C0', ts: opened - 900 }),
].join('')

const kindsOf = (text: string): readonly string[] =>
  documentsOf(readText(zeek, text))
    .filter((document) => document['zeek.uid'] !== 'C0')
    .map((document) => (document['event.category'] as readonly string[])[1]!)

const handshakeOf = (text: string) =>
  documentsOf(readText(zeek, text)).find(
    (document) => document['zeek.uid'] === 'C1' && (document['event.category'] as readonly string[])[1] === 'handshake',
  )

test('a line from far ahead makes nothing forgotten, and no other event late', () => {
  const ofC1 = (text: string) => documentsOf(readText(zeek, text)).filter((document) => document['zeek.uid'] === 'C1')
  const told = ({ ['@timestamp']: at, ['event.category']: kind }: Readonly<Record<string, unknown>>) => [at, kind]
  const far = websocket({ uid: 'C9', ts: Date.UTC(2099, 0) / 1000 })
  const expected = ofC1(before + websocket() + conn()).map(told)
  expect(expected).toHaveLength(2)
  expect(ofC1(before + websocket() + far + conn()).map(told)).toEqual(expected)
})

describe('one upgrade', () => {
  test.each([
    ['websocket.log', websocket(), ['handshake']],
    ['http.log', http(), ['handshake']],
    ['conn.log', conn(), ['connection']],
    ['websocket.log and conn.log', websocket() + conn(), ['handshake', 'connection']],
    [
      'http.log and conn.log, of a Zeek that does not know WebSocket',
      http({ uid: 'C5', status_code: 200 }) + conn({ service: 'http' }) + http(),
      ['request', 'handshake', 'connection'],
    ],
  ])('of %s alone is told with what is there', (_logs, text, kinds) => {
    expect(kindsOf(text)).toEqual(kinds)
  })

  test('is one handshake and one connection in whichever order its lines come', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([websocket(), http(), conn()], { minLength: 3 }), (lines) => {
        expect([...kindsOf(before + lines.join(''))].sort()).toEqual(['connection', 'handshake'])
        expect(handshakeOf(before + lines.join(''))).toMatchObject({
          'http.request.origin': 'https://evil.example.net',
          'http.request.origin_foreign': true,
        })
      }),
    )
  })

  test('is told at once where websocket.log has the Origin', () => {
    expect(
      kindsOf(
        `${before}${websocket({ origin: 'https://app.example.com' })}${conn({ uid: 'C9', ts: opened + 9, service: 'ssl' })}`,
      ),
    ).toEqual(['handshake'])
  })

  test('is told without the Origin where http.log says nothing long after its end', () => {
    const later = conn({ uid: 'C9', ts: opened + 60, service: 'ssl' })
    const documents = documentsOf(readText(zeek, before + websocket() + conn() + later + websocket({ uid: 'C2' })))
    expect(documents.filter((document) => document['zeek.uid'] === 'C1').length).toBe(2)
    expect(handshakeOf(before + websocket() + conn() + later)).not.toHaveProperty('http.request.origin')
  })

  test('ends when Zeek says, and began when it was accepted', () => {
    const [, connection] = documentsOf(readText(zeek, websocket({ ts: opened + 1 }) + conn()))
    expect(connection).toMatchObject({
      'event.start': '2026-11-22T04:22:06.000Z',
      'event.end': '2026-11-22T04:22:07.500Z',
      'event.duration': 1_500_000_000,
      'http.request.bytes': 561,
    })
  })

  test.each([
    ['RSTO', 'transport'],
    ['RSTR', 'transport'],
    ['SF', undefined],
    ['S1', undefined],
  ])('that ended as %s was ended by %s', (state, by) => {
    const [connection] = documentsOf(readText(zeek, conn({ conn_state: state })))
    expect(connection!['websocket.close.by']).toBe(by)
  })
})

test('more open connections than are remembered are told all the same, and counted', () => {
  const text = Array.from({ length: 6000 }, (_, n) => websocket({ uid: `C${n + 100}` })).join('')
  const { batch, unread } = readText(zeek, before + text)
  expect(batch.length).toBe(6002)
  expect(new Set(unread.map(({ reason }) => reason))).toEqual(new Set(['connection forgotten, as there are too many']))
  expect(unread.length).toBe(1000)
})

test('of requests within a tunnel each is a request, and the upgrade stays what it was', () => {
  const lines = [
    websocket(),
    http({ status_code: 301, origin: undefined }),
    http({ uri: '/', host: 'inside.example.net', status_code: 200, trans_depth: 2 }),
    conn(),
  ]
  expect(kindsOf(before + lines.join(''))).toEqual(['handshake', 'request', 'connection'])
  expect(handshakeOf(before + lines.join(''))).toMatchObject({ 'http.response.status_code': 101, 'url.path': '/ws' })
})

test('a violation that Zeek saw has the name that the sensor has for it', () => {
  const weird = line('weird', { name: 'websocket_wrong_accept_header', notice: false })
  const unknown = line('weird', { name: 'websocket_established_unexpected', notice: false })
  const other = line('weird', { name: 'bad_TCP_checksum', notice: false })
  expect(documentsOf(readText(zeek, weird + unknown + other)).map((document) => document['websocket.anomaly'])).toEqual(
    [['accept_mismatch'], ['websocket_established_unexpected']],
  )
})

test('nothing that is saved holds a credential', () => {
  const configured = zeek.configure({})
  const text = websocket({ uri: '/ws?token=topsecret' }) + http({ uid: 'C3', uri: '/ws?token=topsecret' })
  const { batch } = readText(zeek, '')
  const context = { source: 'sample', wanted: batch.layout, aside: { put: () => {} }, request }
  const reader = zeek.open(configured.ok ? configured.config : null, context)
  reader.read(Buffer.from(text), 0, false, batch)
  expect(JSON.stringify(reader.save!())).toContain('token=***')
  expect(JSON.stringify(reader.save!())).not.toContain('topsecret')
})
