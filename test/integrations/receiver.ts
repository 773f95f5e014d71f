// A Tripline for tests of what reports to it: takes events, gives commands, and fails when it is told to.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

// biome-ignore lint/suspicious/noExplicitAny: what a test expects is said where it looks.
export type Event = Readonly<Record<string, any>>

export interface Receiver {
  readonly url: string
  /** As a Tripline counts them: a repeated request once. */
  readonly events: Event[]
  readonly requests: { readonly path: string; readonly key: string; readonly token: string | undefined }[]
  readonly gone: string[]
  /** Given to the next who asks. */
  commands: readonly object[]
  /** Asked before each request of events: a status to answer with, `cut` to break off, or to take them. */
  fate: () => number | 'cut' | 'lost' | 'take'
  of(category: string): readonly Event[]
  close(): Promise<void>
}

export async function openReceiver(): Promise<Receiver> {
  const known = new Set<string>()
  const server = createServer((request, response) => void answer(request, response))
  const receiver: Omit<Receiver, 'url' | 'close'> = {
    events: [],
    requests: [],
    gone: [],
    commands: [],
    fate: () => 'take',
    of: (category) => receiver.events.filter((event) => event['event.category'].includes(category)),
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += chunk
    const path = request.url!
    if (path.startsWith('/api/commands')) return answerCommands(path, response)
    const key = String(request.headers['idempotency-key'])
    const fate = receiver.fate()
    receiver.requests.push({ path, key, token: request.headers.authorization })
    if (fate === 'cut') return void request.socket.destroy()
    if (typeof fate === 'number') return void response.writeHead(fate).end('{}')
    if (!known.has(key)) receiver.events.push(...readLines(body))
    known.add(key)
    // Taken, and nobody hears of it.
    if (fate === 'lost') return void request.socket.destroy()
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"accepted":1}')
  }

  function answerCommands(path: string, response: ServerResponse): void {
    const [, gone] = /^\/api\/commands\/(.+)\/gone$/.exec(path) ?? []
    if (gone) {
      receiver.gone.push(gone)
      return void response.writeHead(200).end('{}')
    }
    const { commands } = receiver
    receiver.commands = []
    const tell = (): void => void response.writeHead(200).end(JSON.stringify({ commands }))
    // A long poll: who gets nothing waits, though not as long as with the real one.
    if (commands.length > 0) tell()
    else setTimeout(tell, 20)
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  })
}

const readLines = (body: string): Event[] =>
  body
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Event)
