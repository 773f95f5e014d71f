// A real client and a real server that speak over TLS → the packets of what they said, and their key log, for tests.
import { once } from 'node:events'
import { type ConnectionOptions, connect, createServer, type TLSSocket, type TlsOptions } from 'node:tls'
import type { Certificate } from '../../certificate.ts'
import { type Captured, clientFrame, encodeFrame, upgradeRequest, upgradeResponse } from '../packets.ts'
import { record } from '../recorded.ts'

export interface Recorded {
  readonly packets: readonly Captured[]
  /** As a browser writes it. */
  readonly keyLog: string
}

export interface TlsTalk {
  readonly certificate: Certificate
  readonly server?: TlsOptions
  readonly client?: ConnectionOptions
  /** What the client does, with the port to connect to. */
  readonly act?: (port: number, options: ConnectionOptions) => Promise<void>
}

/** A server that accepts every WebSocket, and says `hello NAME` to whoever says NAME. */
export async function recordedTls({
  certificate,
  server = {},
  client = {},
  act = talkOnce,
}: TlsTalk): Promise<Recorded> {
  const lines: Buffer[] = []
  const listening = createServer({ ...certificate, ...server }, (socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(upgradeResponse())
      socket.on('data', () => socket.write(encodeFrame({ opcode: 1, payload: 'from the server' })))
    })
    socket.on('end', () => socket.end())
  })
  listening.on('keylog', (line: Buffer) => lines.push(line))
  listening.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const recorder = await record((listening.address() as { port: number }).port)
  await act(recorder.port, { host: '127.0.0.1', servername: 'app.example.com', rejectUnauthorized: false, ...client })
  const conversations = await recorder.conversations()
  listening.close()
  return { packets: conversations.flatMap(({ packets }) => packets), keyLog: Buffer.concat(lines).toString('latin1') }
}

export async function talkOnce(port: number, options: ConnectionOptions): Promise<void> {
  await talkWith(connect({ ...options, port }))
}

/** Upgrades, says one thing, hears the answer and ends. */
export async function talkWith(socket: TLSSocket, said = 'from the client'): Promise<void> {
  await once(socket, 'secureConnect')
  socket.write(upgradeRequest('/chat'))
  await once(socket, 'data')
  socket.write(clientFrame({ opcode: 1, payload: said }))
  await once(socket, 'data')
  socket.end()
  await once(socket, 'close')
}
