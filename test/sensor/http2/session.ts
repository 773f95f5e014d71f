// Node's own client and server of HTTP/2 → the packets of what they said, for tests.
import { once } from 'node:events'
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  createServer,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2'
import type { Captured } from '../packets.ts'
import { record } from '../recorded.ts'

export type Answer = (stream: ServerHttp2Stream, path: string) => void

/** What a server that answers so says to a client that does so. */
export async function recorded(
  answer: Answer,
  act: (session: ClientHttp2Session) => Promise<void>,
): Promise<Captured[]> {
  const server = createServer({ settings: { enableConnectProtocol: true } })
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {})
    answer(stream, String(headers[':path']))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const recorder = await record((server.address() as { port: number }).port)
  const session = connect(`http://127.0.0.1:${recorder.port}`, { paddingStrategy: constants.PADDING_STRATEGY_MAX })
  await once(session, 'remoteSettings')
  await act(session)
  session.close()
  const conversations = await recorder.conversations()
  server.close()
  return conversations.flatMap(({ packets }) => packets)
}

export const webSocket = (path: string, more: OutgoingHttpHeaders = {}): OutgoingHttpHeaders => ({
  ':method': 'CONNECT',
  ':protocol': 'websocket',
  ':path': path,
  ':scheme': 'http',
  ':authority': 'app.example.com',
  'sec-websocket-version': '13',
  ...more,
})

/** Sends, and waits for the server to be done with it. */
export async function say(stream: ClientHttp2Stream, frames: readonly Buffer[]): Promise<void> {
  stream.on('error', () => {})
  stream.resume()
  for (const frame of frames) stream.write(frame)
  stream.end()
  await once(stream, 'close')
}
