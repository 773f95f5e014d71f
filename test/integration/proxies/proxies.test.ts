// Real proxies before a real server, logging as our guides recommend: one session through each of them gives equal events.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { findProgram } from '../../../scripts/test/find-program.ts'
import { freePort } from '../../../scripts/test/free-port.ts'
import { recognise } from '../../../src/intake/recognise.ts'
import { documentsOf, read } from '../../connectors/read.ts'
import { proxies, type RealProxy } from './proxies.ts'

type Document = Readonly<Record<string, unknown>>

const folder = mkdtempSync(join(tmpdir(), 'tripline-proxies-'))
const running: ChildProcess[] = []
const here = proxies.filter(({ command }) => findProgram(command) !== null)
for (const { command } of proxies.filter((proxy) => !here.includes(proxy)))
  console.warn(`SKIPPED: there is no ${command} on this machine whose log could be read.`)

let server: Server
beforeAll(async () => {
  server = await startServer()
})

afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const told = new Map<string, Promise<readonly Document[]>>()

/** What each of them logs is asked for once, and again where that failed. */
function logOf(proxy: RealProxy): Promise<readonly Document[]> {
  const events = told.get(proxy.name) ?? throughProxy(proxy)
  told.set(proxy.name, events)
  events.catch(() => told.delete(proxy.name))
  return events
}

describe.each(here)('$name', (proxy) => {
  const { name } = proxy
  let events: readonly Document[]
  beforeEach(async () => {
    events = await logOf(proxy)
  })

  test('its log tells of the upgrade, its end and the refusal', () => {
    expect(events.map((event) => [(event['event.category'] as string[])[1], event['event.outcome']])).toEqual([
      ['handshake', 'success'],
      ['connection', undefined],
      ['handshake', 'failure'],
    ])
  })

  test('who came from where, and for what, is in both events', () => {
    const asked = {
      'source.ip': '127.0.0.1',
      'client.ip': '127.0.0.1',
      'url.domain': 'app.example.com',
      'url.path': '/ws',
      'url.query': 'room=42&token=***',
      'http.request.origin': 'https://evil.example.net',
      'http.request.origin_foreign': true,
      'http.request.cookie.names': ['sid'],
      'session.from': 'cookie',
      'user_agent.original': 'Mozilla/5.0 "quoted" \\ ü',
      'websocket.version': '13',
      'http.response.status_code': 101,
    }
    for (const event of events.slice(0, 2)) {
      expect(event).toMatchObject(asked)
      // Apache does not let its log see what was answered to an upgrade.
      expect(event['websocket.subprotocol']).toBe(name === 'apache' ? undefined : 'chat.v1')
    }
  })

  test('the connection lasted as long as it did', () => {
    const { 'event.duration': duration, 'event.start': start, 'event.end': end } = events[1]!
    expect(duration).toBeGreaterThanOrEqual(openMs * 1e6)
    expect(Math.abs(Date.parse(String(end)) - Date.parse(String(start)) - Number(duration) / 1e6)).toBeLessThan(2)
  })

  test('what it counts of the frames is what went over the wire', () => {
    const { 'websocket.server.bytes': frames = frameBytes } = events[1]!
    expect(frames).toBe(frameBytes)
    const { 'http.response.bytes': whole } = events[1]!
    expect(whole).toBeGreaterThan(frameBytes)
  })

  test('what is refused is told with its status', () => {
    expect(events[2]).toMatchObject({ 'http.response.status_code': 403, 'url.path': '/admin/ws' })
  })
})

test('all of them say the same, as far as they can know', async () => {
  const [first, ...others] = (await Promise.all(here.map(logOf))).map((events) => events.map(comparable))
  for (const events of others)
    for (const [index, event] of events.entries())
      for (const [field, value] of Object.entries(event))
        if (field in first![index]!) expect([field, value]).toEqual([field, first![index]![field]])
})

/** What a proxy measures and names by itself: clocks, ports, bytes of its own headers. */
const measured =
  /^(?:@timestamp|event\.(?:id|sequence|dataset|start|end|duration)|websocket\.connection\.id|http\.request\.(?:id|bytes)|http\.response\.(?:bytes|body\.bytes)|source\.port|url\.full|(?:nginx|haproxy|apache)\..*)$/

const comparable = (event: Document): Document =>
  Object.fromEntries(Object.entries(event).filter(([field]) => !measured.test(field)))

const openMs = 400
const message = 'hello there'
const messages = 3
/** RFC 6455 section 5.2: two bytes before each short frame of a server; the close frame holds its code. */
const frameBytes = messages * (2 + message.length) + 4

async function throughProxy(proxy: RealProxy): Promise<readonly Document[]> {
  const own = mkdtempSync(join(folder, `${proxy.name}-`))
  const log = join(own, 'access.log')
  const port = await freePort()
  const behind = (server.address() as AddressInfo).port
  const words = proxy.configure({ folder: own, log, port, behind })
  const child = spawn(findProgram(proxy.command)!, words, {
    stdio: ['ignore', openSync(proxy.name === 'haproxy' ? log : join(own, 'out.log'), 'a'), 'inherit'],
  })
  running.push(child)
  await until(async () => canConnect(port))
  await talk(`ws://127.0.0.1:${port}/ws?room=42&token=eyJhbGciOiJIUzI1NiJ9.e30.abc`)
  await refused(`ws://127.0.0.1:${port}/admin/ws`)
  await until(async () => existsSync(log) && readFileSync(log, 'utf8').trim().split('\n').length >= 2)
  child.kill('SIGTERM')
  const bytes = readFileSync(log)
  const found = recognise(bytes)
  if (found.kind !== 'log' || found.connector.name !== proxy.name)
    throw new Error(`The log of ${proxy.name} is taken for ${JSON.stringify(found)}`)
  const { batch, unread } = read(found.connector, bytes)
  expect(unread).toEqual([])
  return documentsOf({ batch, unread })
}

const headers = {
  Host: 'app.example.com',
  Origin: 'https://evil.example.net',
  Cookie: 'sid=s3cr3t',
  'User-Agent': Buffer.from('Mozilla/5.0 "quoted" \\ ü', 'utf8').toString('latin1'),
}

async function talk(url: string): Promise<void> {
  const socket = new WebSocket(url, ['chat.v1'], { headers, perMessageDeflate: false })
  await once(socket, 'open')
  for (let sent = 0; sent < messages; sent++) {
    socket.send(message)
    await once(socket, 'message')
  }
  await new Promise((waited) => setTimeout(waited, openMs))
  socket.close(1000)
  await once(socket, 'close')
}

async function refused(url: string): Promise<void> {
  const socket = new WebSocket(url, ['chat.v1'], { headers })
  const [error] = await once(socket, 'error')
  expect(String(error)).toMatch(/403/)
}

async function startServer(): Promise<Server> {
  const http = createServer()
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'chat.v1' })
  sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(data, { binary: false })))
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    if (request.url!.startsWith('/admin'))
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno')
    else sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened))
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return http
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 1800) throw new Error('It did not come to pass in a minute and a half.')
    await new Promise((waited) => setTimeout(waited, 50))
  }
}

const canConnect = (port: number): Promise<boolean> =>
  new Promise((tried) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      tried(true)
    })
    socket.on('error', () => tried(false))
  })
