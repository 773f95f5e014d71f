// Clients of the example: browsers (HTTP and `ws`) and raw sockets that upgrade by hand and then send what they like.
import { once } from 'node:events'
import { request } from 'node:http'
import { connect as dial, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { passwordOf } from './accounts.ts'
import { home, site } from './network.ts'

export interface Visit {
  /** The address that the client comes from. */
  readonly from: string
  readonly path: string
  /** Null: no Origin header at all. */
  readonly origin?: string | null
  readonly cookie?: string
  readonly protocol?: string
  readonly deflate?: boolean
}

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

/** Reads the page and signs in by its form, as a browser does; gives the Cookie header to send from then on. */
export async function browse(from: string, user: string): Promise<string> {
  await fetchPage(from, 'GET', '/')
  const setCookie = await fetchPage(from, 'POST', '/login', `user=${user}&password=${passwordOf(user)}`)
  return `theme=dark; ${setCookie.split(';')[0]}`
}

async function fetchPage(from: string, method: string, path: string, body = ''): Promise<string> {
  const sent = request({
    host: serverFor(from),
    localAddress: from,
    method,
    path,
    agent: false,
    headers: { host: site.host, 'user-agent': firefox, origin: home, 'content-length': body.length },
  })
  sent.end(body)
  const [response] = await once(sent, 'response')
  response.resume()
  await once(response, 'end')
  return String(response.headers['set-cookie'] ?? '')
}

/** A WebSocket with a memory: what has been heard can be waited for. */
export interface Talk {
  readonly socket: WebSocket
  say(message: object): void
  /** Resolves when a message of that type has come since the last time it was asked for. */
  hear(type: string): Promise<void>
  bye(): Promise<void>
}

export async function open(visit: Visit): Promise<Talk> {
  const socket = new WebSocket(`ws://${site.host}${visit.path}`, visit.protocol ? [visit.protocol] : [], {
    createConnection: () => dialSite(visit.from),
    perMessageDeflate: visit.deflate ? { threshold: 0 } : false,
    headers: headersOf(visit),
  })
  const heard: string[] = []
  socket.on('error', () => {})
  socket.on('message', (data) => heard.push(typeOf(data.toString())))
  await once(socket, 'open')
  return {
    socket,
    say: (message) => socket.send(JSON.stringify(message)),
    hear: async (type) => {
      while (!heard.includes(type)) {
        if (socket.readyState === WebSocket.CLOSED) throw new Error(`The connection ended before ${type} was heard.`)
        await pause(5)
      }
      heard.length = 0
    },
    bye: async () => {
      if (socket.readyState === WebSocket.CLOSED) return
      socket.close(1000)
      await once(socket, 'close')
    },
  }
}

const typeOf = (text: string): string => {
  const message: unknown = text.startsWith('{') ? JSON.parse(text) : {}
  return String((message as { type?: unknown }).type)
}

/** A TCP connection on which the upgrade has been done by hand (RFC 6455 section 4.1). */
export async function openRaw(visit: Visit): Promise<Socket> {
  const socket = dialSite(visit.from)
  socket.on('error', () => {})
  await once(socket, 'connect')
  const lines = Object.entries({
    Host: site.host,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': Buffer.from(`key of ${visit.from}`.padEnd(16).slice(0, 16)).toString('base64'),
    'Sec-WebSocket-Version': '13',
    ...headersOf(visit),
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`GET ${visit.path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  await once(socket, 'data')
  return socket
}

/** Waits until the server has ended the connection. */
export async function untilEnded(socket: Socket): Promise<void> {
  socket.resume()
  if (!socket.closed) await once(socket, 'close')
}

function headersOf({ origin = home, cookie }: Visit): Record<string, string> {
  return {
    'User-Agent': origin === null ? 'node' : firefox,
    ...(origin === null ? {} : { Origin: origin }),
    ...(cookie === undefined ? {} : { Cookie: cookie }),
  }
}

function dialSite(from: string): Socket {
  const socket = dial({ host: serverFor(from), port: 80, localAddress: from })
  return socket.setNoDelay(true)
}

const serverFor = (from: string): string => (from.includes(':') ? site.address6 : site.address)
