// A handler of commands → a server that speaks as much of Redis' protocol as a client wants of one that it only connects to.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** Its answer as it goes over the wire; null where `client` gets it later. */
type Handler = (words: readonly string[], client: Socket) => string | null

export interface FakeRedis {
  readonly port: number
  /** Ends all connections. */
  hangUp(): void
}

/** Gone when the test is. */
export async function fakeRedis(handle: Handler): Promise<FakeRedis> {
  const clients = new Set<Socket>()
  const server = createServer((client) => {
    clients.add(client)
    client.on('close', () => clients.delete(client))
    client.on('error', () => client.destroy())
    let received = ''
    client.on('data', (bytes) => {
      received += bytes.toString()
      for (let next = command(received); next !== null; next = command(received)) {
        received = received.slice(next.length)
        const answer = usual[next.words[0]!.toLowerCase()] ?? handle(next.words, client)
        if (answer !== null && !client.destroyed) client.write(answer)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const hangUp = (): void => {
    for (const client of clients) client.destroy()
  }
  onTestFinished(() => {
    server.close()
    hangUp()
  })
  return { port: (server.address() as AddressInfo).port, hangUp }
}

export const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`

export const array = (...texts: readonly string[]): string => `*${texts.length}\r\n${texts.map(bulk).join('')}`

/** What a client says of itself before it asks. */
const usual: Record<string, string> = { hello: "-ERR unknown command 'HELLO'\r\n", client: '+OK\r\n' }

/** The first one in what was received, and how long it is there. Null where it has not come in full. */
function command(text: string): { readonly words: readonly string[]; readonly length: number } | null {
  const head = /^\*(\d+)\r\n/.exec(text)
  if (head === null) return null
  const words: string[] = []
  let at = head[0].length
  while (words.length < Number(head[1])) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at))
    if (size === null) return null
    const from = at + size[0].length
    at = from + Number(size[1]) + 2
    if (text.length < at) return null
    words.push(text.slice(from, at - 2))
  }
  return { words, length: at }
}
