// Webhooks over real sockets: what is sent, what each answer means, and where nothing is sent at all.
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type WebhookSettings, webhook } from '../../src/actions/webhook/webhook.ts'
import type { OutboxRow } from '../../src/store/store.ts'
import { outboxEntry } from '../store/incidents.ts'

interface Received {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

let server: Server
let received: Received[]
let answer: (response: ServerResponse, request: IncomingMessage) => void
beforeEach(async () => {
  received = []
  answer = (response) => response.writeHead(204).end()
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    received.push({ method: request.method, url: request.url, headers: request.headers, body })
    answer(response, request)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const port = () => (server.address() as AddressInfo).port
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const newSecret = `whsec_${Buffer.alloc(24, 9).toString('base64')}`

const row = (over: Partial<OutboxRow> = {}): OutboxRow => ({
  ...outboxEntry('msg_1', { payload: '{"type":"incident.opened","data":"☃"}' }),
  attempts: 0,
  state: 'waiting',
  nextAtMs: 0,
  createdAtMs: 0,
  lastDetail: '',
  ...over,
})

const attempt = (nowMs = Date.now(), signal = new AbortController().signal) => ({ nowMs, signal })

const open = (over: Partial<WebhookSettings> = {}) =>
  webhook.open([
    { name: 'soc', url: `http://127.0.0.1:${port()}/hook?a=b`, secrets: [secret], allowPrivate: true, ...over },
  ])

test('a receiver by the standard takes it, with either secret', async () => {
  expect(await open({ secrets: [secret, newSecret] })(row(), attempt())).toEqual({ kind: 'delivered', detail: '204' })
  const [{ method, url, headers, body }] = received as [Received]
  expect({ method, url, body }).toEqual({ method: 'POST', url: '/hook?a=b', body: row().payload })
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': 'msg_1' })
  for (const each of [secret, newSecret]) {
    expect(new Webhook(each).verify(body, headers as Record<string, string>)).toMatchObject({ data: '☃' })
  }
  const stranger = new Webhook(`whsec_${Buffer.alloc(32, 8).toString('base64')}`)
  expect(() => stranger.verify(body, headers as Record<string, string>)).toThrow()
})

test('an attempt later has the same id and its own time and signature', async () => {
  const send = open()
  const nowMs = Date.now()
  await send(row(), attempt(nowMs))
  await send(row({ attempts: 1 }), attempt(nowMs + 61_000))
  const [first, second] = received.map(({ headers }) => headers)
  expect(second!['webhook-id']).toBe(first!['webhook-id'])
  expect(Number(second!['webhook-timestamp']) - Number(first!['webhook-timestamp'])).toBe(61)
  expect(second!['webhook-signature']).not.toBe(first!['webhook-signature'])
})

test('without a secret nothing is signed', async () => {
  await open({ secrets: [] })(row(), attempt())
  expect(received[0]!.headers).not.toHaveProperty('webhook-signature')
})

test.each([
  [200, {}, { kind: 'delivered' }],
  [299, {}, { kind: 'delivered' }],
  [301, { location: '/elsewhere' }, { kind: 'again' }],
  [307, { location: '/elsewhere' }, { kind: 'again' }],
  [400, {}, { kind: 'again' }],
  [404, {}, { kind: 'again' }],
  [410, {}, { kind: 'refused', gone: true }],
  [500, { 'retry-after': '30' }, { kind: 'again' }],
  [429, { 'retry-after': '30' }, { kind: 'again', notBeforeMs: 31_000 }],
  [502, { 'retry-after': '30' }, { kind: 'again', notBeforeMs: 31_000 }],
  [503, { 'retry-after': 'Thu, 01 Jan 1970 00:01:00 GMT' }, { kind: 'again', notBeforeMs: 60_000 }],
  [504, { 'retry-after': 'soon' }, { kind: 'again' }],
])('%i %j is %j', async (status, headers, expected) => {
  answer = (response) => response.writeHead(status, headers).end('because')
  const sent = await open()(row(), attempt(1000))
  expect(sent).toMatchObject(expected)
  expect('notBeforeMs' in sent).toBe('notBeforeMs' in expected)
  expect(received).toHaveLength(1)
})

test('of an answer only the beginning is read, and told without its control characters', async () => {
  let closed = false
  answer = (response) => {
    response.writeHead(500)
    response.on('close', () => {
      closed = true
    })
    response.write(`\u001b[31m${'x'.repeat(100_000)}`)
  }
  const sent = await open()(row(), attempt())
  expect(sent).toMatchObject({ kind: 'again', detail: expect.stringMatching(/^500 \\u001b\[31mx+$/) })
  expect((sent as { detail: string }).detail.length).toBeLessThan(250)
  await expect.poll(() => closed).toBe(true)
})

test('an answer that does not come in time is tried again', async () => {
  answer = () => {}
  expect(await open({ timeoutMs: 50 })(row(), attempt())).toMatchObject({ kind: 'again' })
})

test('an answer whose body never ends does not hold a delivery longer than its time', async () => {
  answer = (response) => response.writeHead(200).write('x')
  expect(await open({ timeoutMs: 100 })(row(), attempt())).toMatchObject({ kind: 'delivered' })
})

test('a stop of the program interrupts', async () => {
  answer = () => {}
  const stop = new AbortController()
  const sent = open()(row(), attempt(0, stop.signal))
  await expect.poll(() => received.length).toBe(1)
  stop.abort()
  expect(await sent).toEqual({ kind: 'interrupted' })
})

test('nobody listening is tried again', async () => {
  const send = open()
  await new Promise((closed) => server.close(closed))
  expect(await send(row(), attempt())).toMatchObject({ kind: 'again' })
})

test.each([
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '127.0.0.1.',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  '0',
  '１２７.0.0.1',
  'localhost',
])('http://%s is refused, and not dialled', async (host) => {
  const sent = await open({ url: `http://${host}:${port()}/`, allowPrivate: false })(row(), attempt())
  expect(sent.kind).toBe('refused')
  expect(received).toEqual([])
})

test('a name is reached where the config allows its address', async () => {
  expect(await open({ url: `http://localhost:${port()}/` })(row(), attempt())).toMatchObject({ kind: 'delivered' })
})

test.each<[string, Partial<WebhookSettings>, string]>([
  ['another name', {}, 'pager'],
  ['a URL of another kind', { url: 'file:///etc/passwd' }, 'soc'],
  ['no URL', { url: 'soc' }, 'soc'],
  ['a secret that is none', { secrets: ['hunter2'] }, 'soc'],
  ['a secret that is too short', { secrets: ['whsec_aGk='] }, 'soc'],
])('%s is refused and says so', async (_, settings, target) => {
  expect(await open(settings)(row({ target }), attempt())).toMatchObject({ kind: 'refused' })
  expect(received).toEqual([])
})
