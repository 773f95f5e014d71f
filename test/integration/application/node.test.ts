// Applications with tripline/ws, and a real `tripline run`: from a message to an incident, and back to a closed connection.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import websocket from '@fastify/websocket'
import fastify from 'fastify'
import { Server as SocketIo } from 'socket.io'
import { io as dialSocketIo, type Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { WatchOptions } from '../../../integrations/ws/options.ts'
import { watch } from '../../../integrations/ws/watch.ts'
import { Tripline } from './tripline.ts'

const tripline = new Tripline()
beforeAll(() => tripline.start())
beforeEach(async ({ task }) => {
  if (task.result?.retryCount) await tripline.startAnew()
})
afterAll(() => tripline.remove())

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

const options = (more: WatchOptions = {}): WatchOptions => ({
  ...{ url: tripline.url, token: tripline.token, onTrouble: () => {} },
  user: ({ headers, url = '' }) =>
    (headers['x-user'] as string) ?? URL.parse(url, 'http://x')?.searchParams.get('user'),
  ...more,
})

const happens = (emitter: { once(event: string, listener: (...words: never[]) => void): unknown }, event: string) =>
  new Promise<unknown[]>((resolve) => emitter.once(event, ((...words: unknown[]) => resolve(words)) as never))

const listening = (server: { listen(port: number, host: string, done: () => void): unknown }): Promise<void> =>
  new Promise((done) => server.listen(0, '127.0.0.1', done))

/** A server of ws that answers with what it got, and a client of that user. */
async function echo(user: string): Promise<WebSocket> {
  const http = createServer()
  const server = new WebSocketServer({ server: http })
  const watcher = watch(server, options())
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))))
  await listening(http)
  const { port } = http.address() as AddressInfo
  const client = new WebSocket(`ws://127.0.0.1:${port}/chat`, { headers: { 'x-user': user, cookie: `sid=${user}` } })
  endings.push(
    () => http.close(),
    () => server.close(),
    () => watcher.close(),
    () => client.terminate(),
  )
  await happens(client, 'open')
  return client
}

test('an injection in a message is an incident with user, address and connection', async () => {
  const client = await echo('alice')
  client.send(JSON.stringify({ productId: "1' OR '1'='1' --" }))
  expect(await tripline.incidents('sql_injection_in_message')).toMatchObject([
    {
      user: { name: 'alice' },
      source: { ip: '127.0.0.1' },
      url: { path: '/chat' },
      websocket: { connection: { id: expect.stringMatching(/^app-/) } },
    },
  ])
})

test('logins inside messages are seen, and who was guessed at', async () => {
  const client = await echo('')
  for (let n = 0; n < 8; n++) {
    // The server of this test answers with what it got: so each is asked and refused in turn.
    client.send(JSON.stringify({ type: 'login', user: `u${n}`, password: 'wrong' }))
    client.send(JSON.stringify({ type: 'login_failed', error: 'wrong password' }))
  }
  const [found] = await tripline.incidents('password_guessing_over_frames')
  expect(found).toMatchObject({ source: { ip: '127.0.0.1' } })
})

test('respond close closes the connection in the application, and the row is settled by its end', async () => {
  const before = (await tripline.responses('close', 0)).length
  const client = await echo('carol')
  const closed = happens(client, 'close')
  client.send('here is the forbidden-word')
  expect(String(await closed)).toBe('1008,policy violation')
  const [row] = await tripline.responses('close', before + 1)
  expect(row).toMatchObject({ state: 'delivered', lastDetail: 'The connection has ended: code 1008, by server.' })
  expect((await tripline.incidents('forbidden_word_in_message')).at(-1)).toMatchObject({ message: 'carol said it' })
})

test('a connection that no application holds fails visibly', async () => {
  const before = (await tripline.responses('close', 0)).length
  const event = {
    '@timestamp': new Date().toISOString(),
    'event.category': ['network', 'message'],
    'websocket.connection.id': '1:of-a-capture:0',
    'websocket.direction': 'client',
    'websocket.payload.text': 'forbidden-word',
  }
  await fetch(`${tripline.url}/api/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${tripline.token}` },
    body: JSON.stringify(event),
  })
  const [row] = await tripline.responses('close', before + 1)
  expect(row).toMatchObject({ state: 'failed', lastDetail: expect.stringContaining('No application holds') })
})

test('what happens while Tripline is away is told when it is back', async () => {
  const before = (await tripline.incidents('nosql_operator_in_message', 0)).length
  const client = await echo('dave')
  await tripline.stop()
  client.send(JSON.stringify({ user: { $ne: null }, password: { $ne: null } }))
  await happens(client, 'message')
  await tripline.start()
  const found = await tripline.incidents('nosql_operator_in_message', before + 1)
  expect(found).toHaveLength(before + 1)
  expect(found.at(-1)).toMatchObject({ user: { name: 'dave' } })
})

/** A server of Socket.IO that tells everybody what anybody says. */
async function chat(): Promise<{ url: string; watcher: ReturnType<typeof watch>; sockets: Socket[] }> {
  const http = createServer()
  const server = new SocketIo(http)
  const watcher = watch(server, options())
  server.on('connection', (socket) => {
    socket.on('say', (text: string) => server.emit('said', text))
  })
  await listening(http)
  const sockets: Socket[] = []
  endings.push(
    () => watcher.close(),
    () => server.close(),
    () => sockets.forEach((socket) => void socket.disconnect()),
  )
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, watcher, sockets }
}

test.each([
  ['WebSocket from the start', ['websocket']],
  ['polling first', ['polling', 'websocket']],
])('Socket.IO, %s: messages, broadcasts and a close', async (_, transports) => {
  const before = (await tripline.incidents('forbidden_word_in_message', 0)).length
  const { url, watcher, sockets } = await chat()
  const [erin, frank] = ['erin', 'frank'].map((user) =>
    dialSocketIo(url, { transports, query: { user }, reconnection: false }),
  )
  sockets.push(erin!, frank!)
  await Promise.all(sockets.map((socket) => happens(socket, 'connect')))
  await expect.poll(() => sockets.map(({ io }) => io.engine.transport.name)).toEqual(['websocket', 'websocket'])
  const heard = happens(frank!, 'said')
  erin!.emit('say', '<script>alert(1)</script>')
  expect(await heard).toEqual(['<script>alert(1)</script>'])
  const closed = happens(erin!, 'disconnect')
  erin!.emit('say', 'forbidden-word')
  await closed
  const found = await tripline.incidents('forbidden_word_in_message', before + 1)
  expect(found.at(-1)).toMatchObject({ message: 'erin said it' })
  expect(await watcher.flush()).toBe(true)
  expect(watcher.stats()).toMatchObject({ errors: 0, dropped: 0 })
})

test('Fastify with @fastify/websocket', async () => {
  const before = (await tripline.incidents('forbidden_word_in_message', 0)).length
  const app = fastify()
  await app.register(websocket)
  app.addHook('preValidation', async (request, reply) => {
    if (request.url === '/private') await reply.code(401).send('no')
  })
  app.get('/private', { websocket: true }, () => {})
  app.get('/chat', { websocket: true }, (socket) => {
    socket.on('message', (data) => socket.send(String(data)))
  })
  const watcher = watch(app.websocketServer, options({ http: app.server }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  endings.push(
    () => watcher.close(),
    () => app.close(),
  )
  const refused = new WebSocket(`ws://127.0.0.1:${port}/private`)
  await happens(refused, 'error')
  const client = new WebSocket(`ws://127.0.0.1:${port}/chat`, { headers: { 'x-user': 'grace' } })
  await happens(client, 'open')
  const closed = happens(client, 'close')
  client.send('forbidden-word')
  expect(String(await closed)).toBe('1008,policy violation')
  const found = await tripline.incidents('forbidden_word_in_message', before + 1)
  expect(found.at(-1)).toMatchObject({ message: 'grace said it', url: { path: '/chat' } })
})
