// A real ws server, watched: what of its handshakes, messages and ends arrives, and that the application feels nothing.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ClientOptions, WebSocket, WebSocketServer } from 'ws'
import type { WatchOptions } from '../../../integrations/ws/options.ts'
import { type Watcher, watch } from '../../../integrations/ws/watch.ts'
import { sessionHash } from '../../../src/request/session.ts'
import { openReceiver, type Receiver } from '../receiver.ts'

let receiver: Receiver
let http: Server
let server: WebSocketServer
let watcher: Watcher
let clients: WebSocket[]

beforeEach(async () => {
  receiver = await openReceiver()
  clients = []
})
afterEach(async () => {
  for (const client of clients) client.terminate()
  await watcher.close(100)
  for (const socket of server.clients) socket.terminate()
  server.close()
  http.close()
  await receiver.close()
})

/** A server that answers each message with itself, unless the test says otherwise. */
async function serve(options: WatchOptions = {}, more: ConstructorParameters<typeof WebSocketServer>[0] = {}) {
  http = createServer()
  server = new WebSocketServer({ server: http, ...more })
  watcher = watch(server, { url: receiver.url, onTrouble: () => {}, ...options })
  server.on('connection', (socket) => {
    socket.on('error', () => {})
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
  })
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
}

const port = (): number => (http.address() as AddressInfo).port

function dial(path = '/', options: ClientOptions = {}, protocols: string[] = []): WebSocket {
  const client = new WebSocket(`ws://127.0.0.1:${port()}${path}`, protocols, options)
  client.on('error', () => {})
  clients.push(client)
  return client
}

const happens = (client: WebSocket, event: string): Promise<unknown[]> =>
  new Promise((resolve) => client.once(event, (...words) => resolve(words)))

async function exchange(client: WebSocket, message: string | Uint8Array): Promise<unknown> {
  const answer = happens(client, 'message')
  client.send(message)
  return (await answer)[0]
}

async function ended(): Promise<void> {
  await expect.poll(() => watcher.stats().connections, { timeout: 5000 }).toBe(0)
  expect(await watcher.flush()).toBe(true)
}

describe('events', () => {
  test('a whole connection is told as a capture would tell it', async () => {
    await serve({ user: (request) => String(request.headers['x-user'] ?? '') || null, sessionKey: 'a key' })
    const headers = {
      ...{ 'x-user': 'alice', origin: 'https://evil.example', 'user-agent': 'Mozilla/5.0', referer: 'http://a/' },
      cookie: 'session=s3cr3t; theme=dark',
      host: 'chat.example.com',
    }
    const client = dial('/chat?room=4&token=s3cr3t-too', { headers }, ['chat'])
    await happens(client, 'open')
    expect(String(await exchange(client, 'hello'))).toBe('hello')
    await exchange(client, new Uint8Array([1, 2, 3]))
    client.close(4000, 'enough')
    await happens(client, 'close')
    await ended()

    const [handshake] = receiver.of('handshake')
    const id = handshake!['websocket.connection.id']
    expect(id).toMatch(/^app-[0-9a-f]{16}-1$/)
    const inherited = {
      'source.ip': '127.0.0.1',
      'source.port': expect.any(Number),
      'client.ip': '127.0.0.1',
      'destination.ip': '127.0.0.1',
      'destination.port': port(),
      'network.protocol': 'websocket',
      'url.domain': 'chat.example.com',
      'url.path': '/chat',
      'url.query': 'room=4&token=***',
      'url.full': 'ws://chat.example.com/chat?room=4&token=***',
      'user_agent.original': 'Mozilla/5.0',
      'http.request.origin': 'https://evil.example',
      'http.request.origin_domain': 'evil.example',
      'http.request.origin_foreign': true,
      'http.request.cookie.names': ['session', 'theme'],
      'http.request.cookie.present': true,
      'session.id': sessionHash('a key')('s3cr3t'),
      'session.from': 'cookie',
      'user.name': 'alice',
      'websocket.connection.id': id,
      'websocket.version': '13',
      'websocket.key_valid': true,
      'websocket.subprotocol': 'chat',
    }
    expect(handshake).toMatchObject({
      ...inherited,
      'event.id': `${id}:handshake`,
      'event.kind': 'event',
      'event.category': ['network', 'handshake'],
      'event.type': ['start', 'allowed'],
      'event.outcome': 'success',
      'event.dataset': 'ws',
      'http.request.method': 'GET',
      'http.response.status_code': 101,
      'http.request.referrer': 'http://a/',
    })
    const message = (side: string, number: number, more: object) => ({
      ...{ ...inherited, 'event.id': `${id}:${side[0]}:m${number}`, 'websocket.direction': side },
      ...more,
    })
    const text = {
      'websocket.message.type': 'text',
      'websocket.message.bytes': 5,
      'websocket.payload.text': 'hello',
      'websocket.payload.truncated': false,
    }
    const binary = { 'websocket.message.type': 'binary', 'websocket.message.bytes': 3 }
    expect(receiver.of('message')).toMatchObject([
      message('client', 0, text),
      message('server', 0, text),
      message('client', 1, binary),
      message('server', 1, binary),
    ])
    expect(receiver.of('message')[2]).not.toHaveProperty(['websocket.payload.text'])
    const closing = { 'websocket.close.code': 4000, 'websocket.close.reason': 'enough', 'websocket.close.by': 'client' }
    expect(receiver.of('close')).toMatchObject([
      { ...inherited, ...closing, 'event.id': `${id}:c:close`, 'websocket.direction': 'client' },
      { ...inherited, ...closing, 'event.id': `${id}:s:close`, 'websocket.direction': 'server' },
    ])
    expect(receiver.of('connection')).toMatchObject([
      {
        ...{ ...inherited, ...closing, 'event.id': `${id}:connection`, 'event.reason': 'closed' },
        'event.type': ['end'],
        'event.duration': expect.any(Number),
        'websocket.client.messages': 2,
        'websocket.client.bytes': 8,
        'websocket.server.messages': 2,
        'websocket.server.bytes': 8,
      },
    ])
    const order = receiver.events.map((event) => event['event.sequence'])
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(receiver.events.map((event) => event['@timestamp'])).toEqual(
      receiver.events.map((event) => new Date(event['@timestamp']).toISOString()),
    )
  })

  test('no credential leaves the application', async () => {
    await serve()
    const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl'
    const headers = { cookie: 'sid=crumbs-of-a-cookie', authorization: `Bearer ${jwt}` }
    await happens(dial(`/?ticket=one-time&x=${jwt}`, { headers }), 'open')
    const basic = { authorization: `Basic ${Buffer.from('bob:hunter2').toString('base64')}` }
    await happens(dial('/', { headers: basic }), 'open')
    expect(await watcher.flush()).toBe(true)
    const sent = JSON.stringify(receiver.events)
    for (const secret of [
      'crumbs-of-a-cookie',
      jwt,
      'one-time',
      'hunter2',
      Buffer.from('bob:hunter2').toString('base64'),
    ])
      expect(sent).not.toContain(secret)
    expect(receiver.of('handshake')).toMatchObject([{ 'session.from': 'cookie' }, { 'user.name': 'bob' }])
  })

  test('a session is the same session within a process, and nobody elsewhere can tell it', async () => {
    await serve()
    for (const cookie of ['sid=one', 'sid=one', 'sid=two']) await happens(dial('/', { headers: { cookie } }), 'open')
    await watcher.flush()
    const [a, b, c] = receiver.of('handshake').map((event) => event['session.id'])
    expect(a).toBe(b)
    expect(a).not.toBe(c)
    expect(a).not.toBe(sessionHash('')('one'))
  })

  test.each([
    ['the client, with a code', (client: WebSocket) => client.close(1000, 'bye'), 1000, 'client', 'closed', 'cs'],
    ['the client, without one', (client: WebSocket) => client.close(), 1005, 'client', 'closed', 'cs'],
    ['the server, with a code', () => each((s) => s.close(4001, 'go')), 4001, 'server', 'closed', 'sc'],
    ['the server, without one', () => each((s) => s.close()), 1005, 'server', 'closed', 'sc'],
    [
      'the server, with bytes as reason',
      () => each((s) => s.close(4001, Buffer.from('go'))),
      4001,
      'server',
      'closed',
      'sc',
    ],
    ['the server, by force', () => each((s) => s.terminate()), 1006, 'server', 'terminated', ''],
    ['nobody: the wire broke', (client: WebSocket) => client.terminate(), 1006, 'transport', 'lost', ''],
  ])('closed by %s', async (_, close, code, by, reason, frames) => {
    await serve()
    const client = dial()
    await happens(client, 'open')
    close(client)
    await happens(client, 'close')
    await ended()
    expect(receiver.of('connection')).toMatchObject([
      { 'websocket.close.code': code, 'websocket.close.by': by, 'event.reason': reason },
    ])
    const sides = receiver.of('close').map((event) => [event['websocket.direction'][0], event['websocket.close.by']])
    expect(sides).toEqual([...frames].map((side) => [side, by]))
  })

  const each = (act: (socket: WebSocket) => void): void => {
    for (const socket of server.clients) act(socket)
  }

  test('a frame that breaks the protocol is named where the connection ends', async () => {
    await serve()
    const client = dial()
    await happens(client, 'open')
    const raw = (client as unknown as { _socket: { write(bytes: Uint8Array): void } })._socket
    // RFC 6455 section 5.2: text, FIN, without a mask.
    raw.write(Buffer.from([0x81, 0x02, 0x68, 0x69]))
    await happens(client, 'close')
    await ended()
    expect(receiver.of('connection')).toMatchObject([
      {
        'websocket.close.code': 1002,
        'websocket.close.by': 'server',
        'websocket.anomaly': ['unmasked_client_frame'],
        'websocket.anomaly_reference': ['RFC 6455 5.1'],
      },
    ])
  })

  test('an upgrade that is refused is a handshake that failed', async () => {
    await serve({}, { verifyClient: () => false, path: '/chat' })
    await happens(dial('/chat', { origin: 'https://evil.example' }), 'error')
    await happens(dial('/elsewhere'), 'error')
    await watcher.flush()
    expect(receiver.events).toMatchObject([
      { 'event.outcome': 'failure', 'event.type': ['denied'], 'http.response.status_code': 401, 'url.path': '/chat' },
      { 'event.outcome': 'failure', 'http.response.status_code': 400, 'url.path': '/elsewhere' },
    ])
    expect(new Set(receiver.events.map((event) => event['websocket.connection.id'])).size).toBe(2)
  })

  test('compression makes no difference to what is seen', async () => {
    await serve({}, { perMessageDeflate: { threshold: 0 } })
    const client = dial()
    await happens(client, 'open')
    await exchange(client, 'x'.repeat(1000))
    await watcher.flush()
    expect(receiver.of('handshake')[0]!['websocket.extensions']).toEqual([
      expect.stringContaining('permessage-deflate'),
    ])
    expect(receiver.of('message')).toMatchObject([
      { 'websocket.message.bytes': 1000, 'websocket.payload.text': 'x'.repeat(1000) },
      { 'websocket.message.bytes': 1000 },
    ])
  })

  test('a user who becomes known later is on what follows', async () => {
    await serve()
    const client = dial()
    await happens(client, 'open')
    await exchange(client, 'login')
    for (const socket of server.clients) watcher.identify(socket, 'carol')
    await exchange(client, 'hello')
    await watcher.flush()
    expect(receiver.of('message').map((event) => event['user.name'])).toEqual([undefined, undefined, 'carol', 'carol'])
  })
})

describe('ways to be a server', () => {
  test('one without a server of its own, whose application refuses by itself', async () => {
    http = createServer()
    server = new WebSocketServer({ noServer: true })
    watcher = watch(server, { url: receiver.url, http })
    http.on('upgrade', (request, socket, head) => {
      if (request.url === '/private') return void socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n')
      server.handleUpgrade(request, socket, head, (client) => {
        client.on('message', (data) => client.send(String(data)))
      })
    })
    await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
    await happens(dial('/private'), 'error')
    const client = dial('/open')
    await happens(client, 'open')
    await exchange(client, 'hello')
    await watcher.flush()
    const handshakes = receiver.of('handshake').map((event) => [event['url.path'], event['http.response.status_code']])
    expect(handshakes).toEqual([
      ['/private', 403],
      ['/open', 101],
    ])
    expect(receiver.of('message')).toHaveLength(2)
  })

  test.each([{}, { on() {} }, []])('%j is none', async (given) => {
    await serve()
    expect(() => watch(given)).toThrow(TypeError)
  })

  test.each([{ url: 'ftp://x' }, { url: 'no' }, { sample: 2 }, { sample: Number.NaN }, { maxPayload: -1 }])(
    '%j is refused at the start',
    async (options) => {
      await serve()
      expect(() => watch(server, options)).toThrow(TypeError)
    },
  )
})

describe('what is sent', () => {
  test('a long text is cut, its size is not', async () => {
    await serve({ maxPayload: 8 })
    const client = dial()
    await happens(client, 'open')
    await exchange(client, 'grüße😀 an alle')
    await watcher.flush()
    const cut = {
      'websocket.payload.text': 'grüße😀 ',
      'websocket.payload.truncated': true,
      'websocket.message.bytes': Buffer.byteLength('grüße😀 an alle'),
    }
    expect(receiver.of('message')).toMatchObject([cut, cut])
  })

  test('what the application masks leaves masked, and a mask that fails costs the one event alone', async () => {
    await serve({
      redact: (text) => {
        if (text === 'break') throw new Error('a mistake of the application')
        return text === 'drop' ? null : text.replace(/\d{4}/g, '####')
      },
    })
    const client = dial()
    await happens(client, 'open')
    for (const text of ['card 1234', 'drop', 'break', 'hello']) await exchange(client, text)
    await watcher.flush()
    const fromClient = receiver.of('message').filter((event) => event['websocket.direction'] === 'client')
    expect(fromClient.map((event) => event['websocket.payload.text'])).toEqual(['card ####', undefined, 'hello'])
    expect(watcher.stats().errors).toBe(2)
  })

  test('without a share no message is sent, and all are counted', async () => {
    await serve({ sample: 0 })
    const client = dial()
    await happens(client, 'open')
    await exchange(client, 'hello')
    client.close()
    await happens(client, 'close')
    await ended()
    expect(receiver.of('message')).toEqual([])
    expect(receiver.of('connection')).toMatchObject([
      { 'websocket.client.messages': 1, 'websocket.server.messages': 1, 'tripline.sampled': false },
    ])
    expect([receiver.of('handshake').length, receiver.of('close').length]).toEqual([1, 2])
  })

  test('what is beyond the rate is counted, and one connection does not use it up', async () => {
    await serve({ messagesPerSecond: 8 })
    const [loud, quiet] = [dial(), dial()]
    await Promise.all([happens(loud, 'open'), happens(quiet, 'open')])
    for (let at = 0; at < 10; at++) await exchange(loud, 'x')
    await exchange(quiet, 'hear me')
    await watcher.flush()
    const texts = receiver.of('message').map((event) => event['websocket.payload.text'])
    expect(texts.filter((text) => text === 'hear me')).toHaveLength(2)
    expect(watcher.stats().skipped + texts.length).toBe(22)
  })

  test('the token goes with it', async () => {
    await serve({ token: 'sesame' })
    await happens(dial(), 'open')
    await watcher.flush()
    expect(receiver.requests[0]).toMatchObject({ path: '/api/events', token: 'Bearer sesame' })
  })

  test('two who watch the same server see the same, and the application is answered once', async () => {
    await serve()
    const other = await openReceiver()
    const second = watch(server, { url: other.url, onTrouble: () => {} })
    const client = dial()
    await happens(client, 'open')
    const answers: string[] = []
    client.on('message', (data) => answers.push(String(data)))
    await exchange(client, 'hello')
    client.close(4000)
    await happens(client, 'close')
    await ended()
    await second.close()
    expect(answers).toEqual(['hello'])
    const told = ({ of }: Receiver) =>
      ['message', 'close', 'connection'].map((category) =>
        of(category).map((event) => [event['websocket.direction'], event['websocket.payload.text']]),
      )
    expect(told(other)).toEqual(told(receiver))
    expect(told(other).map((events) => events.length)).toEqual([2, 2, 1])
    await other.close()
  })
})

describe('commands', () => {
  const command = (connection: string, more: object = {}) => ({
    ...{ id: 'm1', kind: 'close', connection, code: 1008, reason: 'policy violation' },
    ...more,
  })

  async function opened(): Promise<{ client: WebSocket; id: string }> {
    await serve()
    const client = dial()
    await happens(client, 'open')
    await watcher.flush()
    return { client, id: receiver.of('handshake')[0]!['websocket.connection.id'] }
  }

  test('a connection that a rule wants closed is closed, and its end says so', async () => {
    const { client, id } = await opened()
    receiver.commands = [command(id)]
    expect(String(await happens(client, 'close'))).toBe('1008,policy violation')
    await ended()
    expect(receiver.of('connection')).toMatchObject([
      { 'tripline.command.id': 'm1', 'websocket.close.code': 1008, 'websocket.close.by': 'server' },
    ])
    expect(receiver.gone).toEqual([])
  })

  test('a code that the server may not send becomes 1008', async () => {
    const { client, id } = await opened()
    receiver.commands = [command(id, { code: 1006 })]
    expect((await happens(client, 'close'))[0]).toBe(1008)
  })

  test('who does not answer the close is cut off', async () => {
    await serve()
    const raw = connect(port(), '127.0.0.1')
    raw.on('error', () => {})
    const lines = ['GET / HTTP/1.1', 'Host: x', 'Upgrade: websocket', 'Connection: Upgrade']
    raw.write(
      [...lines, 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', ''].join('\r\n'),
    )
    await expect.poll(() => watcher.stats().connections).toBe(1)
    await watcher.flush()
    const id = receiver.of('handshake')[0]!['websocket.connection.id']
    receiver.commands = [command(id)]
    await expect.poll(() => watcher.stats().connections, { timeout: 6000 }).toBe(0)
    await watcher.flush()
    expect(receiver.of('connection')).toMatchObject([{ 'tripline.command.id': 'm1', 'websocket.close.code': 1008 }])
    raw.destroy()
  }, 10_000)

  test('a connection that is not here any more is said to be gone', async () => {
    const { id } = await opened()
    receiver.commands = [command(id.replace(/\d+$/, '999'))]
    await expect.poll(() => receiver.gone).toEqual(['m1'])
  })
})

describe('trouble', () => {
  test('Tripline away and back: nothing is lost, nothing is doubled, and it is told once each', async () => {
    const told: string[] = []
    await serve({ onTrouble: (message) => told.push(message) })
    const fates = [503, 'cut', 'lost'] as const
    let at = 0
    receiver.fate = () => fates[at++] ?? 'take'
    const client = dial()
    await happens(client, 'open')
    for (let n = 0; n < 5; n++) await exchange(client, `m${n}`)
    expect(await watcher.flush(10_000)).toBe(true)
    const texts = receiver.of('message').map((event) => event['websocket.payload.text'])
    expect(texts).toEqual([0, 1, 2, 3, 4].flatMap((n) => [`m${n}`, `m${n}`]))
    expect(new Set(receiver.requests.map(({ key }) => key)).size).toBe(1)
    expect(told).toHaveLength(2)
    expect(watcher.stats()).toMatchObject({ dropped: 0, waiting: 0, sent: 11 })
  }, 15_000)

  test('what waits is bounded; what was dropped is counted and told', async () => {
    await serve({ bufferEvents: 10 })
    receiver.fate = () => 503
    const client = dial()
    await happens(client, 'open')
    for (let n = 0; n < 50; n++) await exchange(client, `m${n}`)
    expect(await watcher.flush(50)).toBe(false)
    receiver.fate = () => 'take'
    client.close()
    await happens(client, 'close')
    await expect.poll(() => watcher.stats().waiting, { timeout: 5000 }).toBe(0)
    const { sent, dropped } = watcher.stats()
    expect(dropped).toBeGreaterThan(0)
    expect(sent + dropped).toBe(1 + 100 + 2 + 1)
    expect(receiver.events).toHaveLength(sent)
    expect(receiver.of('connection')[0]!['tripline.dropped']).toBeGreaterThan(0)
  }, 15_000)

  test('events that Tripline refuses are counted, and do not hold up the others', async () => {
    await serve()
    const fates = [400]
    receiver.fate = () => fates.shift() ?? 'take'
    await happens(dial(), 'open')
    expect(await watcher.flush()).toBe(true)
    await happens(dial(), 'open')
    expect(await watcher.flush()).toBe(true)
    expect(watcher.stats()).toMatchObject({ sent: 1, dropped: 1 })
  })

  test('a user that cannot be told costs the name alone', async () => {
    await serve({
      user: () => {
        throw new Error('a mistake of the application')
      },
    })
    const client = dial()
    await happens(client, 'open')
    expect(String(await exchange(client, 'hello'))).toBe('hello')
    await watcher.flush()
    expect(receiver.of('handshake')).toHaveLength(1)
    expect(watcher.stats().errors).toBe(1)
  })

  test('an application that takes all listeners off its socket leaves no connection behind', async () => {
    await serve()
    server.on('connection', (socket) => void socket.removeAllListeners())
    const client = dial()
    await happens(client, 'open')
    client.terminate()
    await ended()
    expect(receiver.of('connection')).toMatchObject([{ 'event.reason': 'lost' }])
  })

  test('once it is closed nothing is watched, and the application goes on', async () => {
    await serve()
    const client = dial()
    await happens(client, 'open')
    await watcher.close()
    const before = receiver.events.length
    expect(before).toBe(1)
    expect(String(await exchange(client, 'hello'))).toBe('hello')
    const later = dial()
    await happens(later, 'open')
    expect(String(await exchange(later, 'hello'))).toBe('hello')
    expect(watcher.stats()).toMatchObject({ waiting: 0, connections: 1 })
    expect(receiver.events).toHaveLength(before)
    expect(Object.hasOwn(server, 'handleUpgrade')).toBe(false)
  })
})
