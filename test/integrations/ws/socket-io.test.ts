// A real Socket.IO server, watched: what goes over each WebSocket is seen once, also what Socket.IO frames by itself.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { io as dial, type Socket } from 'socket.io-client'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { watch } from '../../../integrations/ws/watch.ts'
import { openReceiver } from '../receiver.ts'

const happens = (socket: Socket, event: string) => new Promise((resolve) => socket.once(event, resolve))

test.each([
  ['WebSocket from the start', ['websocket'], {}],
  ['polling first', ['polling', 'websocket'], {}],
  ['compressed', ['websocket'], { perMessageDeflate: { threshold: 0 } }],
])('%s', async (_, transports, options) => {
  const receiver = await openReceiver()
  const http = createServer()
  const server = new Server(http, options)
  const watcher = watch(server, { url: receiver.url })
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
  server.on('connection', (socket) => {
    socket.on('ask', () => {
      socket.emit('answer', 'to one')
      server.emit('news', 'to all')
    })
  })
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const clients = [0, 1].map(() => dial(url, { transports, reconnection: false, forceNew: true }))
  await Promise.all(clients.map((client) => happens(client, 'connect')))
  await expect.poll(() => clients.map(({ io }) => io.engine.transport.name)).toEqual(['websocket', 'websocket'])
  await expect.poll(() => watcher.stats().connections).toBe(2)
  const news = Promise.all(clients.map((client) => happens(client, 'news')))
  clients[0]!.emit('ask')
  expect(await news).toEqual(['to all', 'to all'])

  const refused = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket&sid=nobody`)
  await new Promise((failed) => refused.once('error', failed))
  for (const client of clients) client.disconnect()
  await expect.poll(() => watcher.stats().connections).toBe(0)
  expect(await watcher.flush()).toBe(true)

  const texts = (side: string): string[] =>
    receiver
      .of('message')
      .filter((event) => event['websocket.direction'] === side)
      .map((event) => event['websocket.payload.text'] as string)
  const events = texts('server').filter((text) => text.startsWith('42'))
  expect(events.toSorted()).toEqual(['42["answer","to one"]', '42["news","to all"]', '42["news","to all"]'])
  expect(texts('client').filter((text) => text === '42["ask"]')).toHaveLength(1)
  const outcomes = receiver.of('handshake').map((event) => event['event.outcome'])
  expect(outcomes).toEqual(['success', 'success', 'failure'])
  for (const event of receiver.of('connection')) {
    const own = receiver
      .of('message')
      .filter((one) => one['websocket.connection.id'] === event['websocket.connection.id'])
    const sent = own.filter((one) => one['websocket.direction'] === 'server').length
    expect([event['websocket.server.messages'], event['websocket.client.messages']]).toEqual([sent, own.length - sent])
  }
  expect(watcher.stats().errors).toBe(0)
  await watcher.close()
  await server.close()
  await receiver.close()
})
