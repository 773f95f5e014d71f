// What is remembered of flows: who the client is, who closed first, and nothing that must not be kept.
import { expect, test } from 'vitest'
import { suricata } from '../../../connectors/suricata/connector.ts'
import { documentsOf, readText, request } from '../read.ts'

interface Fields {
  readonly [name: string]: unknown
}

const line = (type: string, fields: Fields): string =>
  `${JSON.stringify({
    ...{ timestamp: '2026-11-22T04:22:05.250000+0000', flow_id: 1, event_type: type, proto: 'TCP' },
    ...{ src_ip: '203.0.113.7', src_port: 51_234, dest_ip: '192.0.2.80', dest_port: 80, ...fields },
  })}\n`

const upgrade = (fields: Fields = {}, http: Fields = {}): string =>
  line('http', {
    ...fields,
    http: { hostname: 'app.example.com', url: '/ws', http_method: 'GET', status: 101, ...http },
  })

const frame = (websocket: Fields, fields: Fields = {}): string =>
  line('websocket', { ...fields, websocket: { fin: true, ...websocket } })

const documents = (text: string, settings: Fields = {}) => documentsOf(readText(suricata, text, { settings }))

test('more flows than are remembered are counted, and the newest are remembered', () => {
  const text = Array.from({ length: 5002 }, (_, n) => upgrade({ flow_id: n })).join('')
  const { batch, unread } = readText(
    suricata,
    text + frame({ opcode: 'text' }, { flow_id: 5001 }) + frame({ opcode: 'text' }, { flow_id: 0 }),
  )
  expect(unread.map(({ reason, excerpt }) => [reason, excerpt])).toEqual([
    ['connection forgotten, as there are too many', '0'],
    ['connection forgotten, as there are too many', '1'],
  ])
  expect(batch.origins.slice(-2).map((origin) => origin.document()['url.path'])).toEqual(['/ws', undefined])
})

test('a line from far ahead makes no flow forgotten', () => {
  const text = upgrade() + upgrade({ flow_id: 2, timestamp: '2099-01-01T00:00:00.000000+0000' })
  expect(documents(upgrade({ flow_id: 3 }) + text + frame({ opcode: 'text' })).at(-1)).toMatchObject({
    'url.path': '/ws',
  })
})

test('a frame that came with a packet of the other direction is the client’s all the same', () => {
  const turned = { src_ip: '192.0.2.80', src_port: 80, dest_ip: '203.0.113.7', dest_port: 51_234 }
  for (const before of ['', upgrade()])
    expect(documents(before + frame({ opcode: 'text', mask: 7 }, turned)).at(-1)).toMatchObject({
      'source.ip': '203.0.113.7',
      'source.port': 51_234,
      'websocket.direction': 'client',
    })
})

test('whose frame it is stays open where both ports could be a client’s, and where nothing masks it', () => {
  const [unknown] = documents(frame({ opcode: 'text' }, { dest_port: 40_000 }))
  expect(unknown).not.toHaveProperty('source.ip')
  expect(unknown).not.toHaveProperty('websocket.direction')
})

test.each([
  ['auto', undefined],
  ['inline', 'server'],
])('with format %s an unmasked frame from the server is of %s', (format, direction) => {
  const turned = { src_ip: '192.0.2.80', src_port: 80, dest_ip: '203.0.113.7', dest_port: 51_234 }
  expect(documents(upgrade() + frame({ opcode: 'text' }, turned), { format }).at(-1)!['websocket.direction']).toBe(
    direction,
  )
})

test('a format that there is not is a mistake', () => {
  const configured = suricata.configure({ format: 'online' })
  expect(!configured.ok && configured.diagnostics.map(({ code }) => code)).toEqual(['F110'])
})

test('a 101 to something else is a request, where headers tell', () => {
  const [document] = documents(upgrade({}, { request_headers: [{ name: 'Upgrade', value: 'tcp' }] }))
  expect(document!['event.category']).toEqual(['web', 'request'])
})

test('cookies and tokens become a session and names, in events and in what is saved', () => {
  const configured = suricata.configure({})
  const headers = [
    { name: 'Cookie', value: 'sid=topsecret; theme=dark' },
    { name: 'Authorization', value: 'Bearer s3cr3t' },
  ]
  const text = upgrade({}, { url: '/ws?token=8f14e45f', request_headers: headers })
  const { batch } = readText(suricata, text)
  expect(batch.origins[0]!.document()).toMatchObject({
    'session.from': 'cookie',
    'http.request.cookie.names': ['sid', 'theme'],
    'http.request.cookie.present': true,
    'http.request.authorization.scheme': 'bearer',
    'url.query': 'token=***',
  })
  const context = { source: 'sample', wanted: batch.layout, aside: { put: () => {} }, request }
  const reader = suricata.open(configured.ok ? configured.config : { isInline: false }, context)
  reader.read(Buffer.from(text), 0, false, batch)
  expect(JSON.stringify(reader.save!())).toContain('theme')
  expect(JSON.stringify(reader.save!())).not.toMatch(/topsecret|s3cr3t|8f14e45f/)
})
