// The site: a page, a form login, and WebSocket endpoints that trust too much. A real `ws` server behind the proxy.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { sessionOf, signIn } from './accounts.ts'
import { endpoints } from './endpoints.ts'

export interface ChatServer {
  readonly port: number
  stop(): Promise<void>
}

export async function startServer(): Promise<ChatServer> {
  const http = createServer(answer)
  const sockets = new WebSocketServer({
    server: http,
    perMessageDeflate: { threshold: 0 },
    handleProtocols: (offered) => [...offered][0] ?? false,
  })
  sockets.on('connection', open)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return {
    port: (http.address() as AddressInfo).port,
    stop: async () => {
      for (const socket of sockets.clients) socket.terminate()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

function open(socket: WebSocket, request: IncomingMessage): void {
  // A client that breaks the protocol: ws has already answered with the right close code.
  socket.on('error', () => {})
  const path = new URL(request.url ?? '/', 'http://site').pathname
  const endpoint = endpoints[path]
  if (endpoint) endpoint(socket, sessionOf(request.headers.cookie, request.url ?? '/'))
  else socket.close(1008, 'no such endpoint')
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'POST' && request.url === '/login') {
    let form = ''
    request.on('data', (chunk) => (form += chunk))
    request.on('end', () => {
      const cookie = signIn(new URLSearchParams(form))
      if (cookie === null) response.writeHead(403).end()
      else response.writeHead(204, { 'set-cookie': `sid=${cookie}; HttpOnly; Path=/` }).end()
    })
    return
  }
  if (request.url === '/') response.writeHead(200, { 'content-type': 'text/html' }).end(page)
  else response.writeHead(404).end()
}

const page = '<!doctype html><title>Chat</title><script src="/chat.js"></script>'
