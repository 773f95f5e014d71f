// The servers of a test run: each is started when a test first asks for it, once for all of them, and removed at the end.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { elasticKind, redisKind, type ServerKind } from './kinds.ts'
import type { Server } from './server.ts'

/** What a test gets that asks for a server. */
export type Answer =
  | { readonly kind: 'there'; readonly url: string }
  | { readonly kind: 'absent'; readonly advice: string }
  | { readonly kind: 'failed'; readonly reason: string }

export interface Broker {
  /** `GET <url>/redis` and `GET <url>/elastic` tell the answer. Tests run in processes of their own. */
  readonly url: string
  close(): Promise<void>
}

const kinds: Record<string, ServerKind> = { redis: redisKind, elastic: elasticKind }

export async function openBroker(): Promise<Broker> {
  const servers: Server[] = []
  const answers = new Map<string, Promise<Answer>>()

  const ask = async (name: string): Promise<Answer> => {
    const kind = kinds[name]!
    const found = kind.find()
    if (found.kind === 'url') return { kind: 'there', url: found.url }
    if (found.kind === 'absent') return { kind: 'absent', advice: found.advice }
    try {
      const server = await kind.start(found)
      servers.push(server)
      return { kind: 'there', url: server.url }
    } catch (error) {
      return { kind: 'failed', reason: (error as Error).message }
    }
  }

  const listener = createServer((request, response) => {
    const name = request.url!.slice(1)
    const answer = answers.get(name) ?? ask(name)
    answers.set(name, answer)
    void answer.then((told) => response.end(JSON.stringify(told)))
  })
  // A test run that ends while a test still waits for its server must not wait as well.
  listener.unref()
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening))

  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    async close() {
      listener.close()
      listener.closeAllConnections()
      await Promise.all(answers.values())
      await Promise.all(servers.map((server) => server.remove()))
    },
  }
}
