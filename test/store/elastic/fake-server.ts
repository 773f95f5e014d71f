// A server that answers as Elasticsearch would in moments that a real one cannot be brought to.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connectElastic, type Elastic } from '../../../src/store/elastic/connect.ts'

export interface Asked {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly body: string
}

export interface Answered {
  readonly status: number
  readonly body?: unknown
}

/** `drop`: the connection is cut instead of an answer. */
export type Handler = (asked: Asked) => Answered | 'drop'

export interface FakeServer {
  readonly elastic: Elastic
  readonly asked: Asked[]
  /** Replaces what answers. */
  answer(handler: Handler): void
  close(): Promise<void>
}

export async function fakeServer(handler: Handler): Promise<FakeServer> {
  let current = handler
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const one = { method: request.method!, path: request.url!, body: await bodyOf(request) }
    asked.push(one)
    send(response, current(one))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const elastic = await connectElastic({ url, namespace: 'default' })
  return {
    elastic,
    asked,
    answer: (next) => {
      current = next
    },
    async close() {
      await elastic.close()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}

function send(response: ServerResponse, answered: Answered | 'drop'): void {
  if (answered === 'drop') {
    response.destroy()
    return
  }
  response.writeHead(answered.status, {
    'content-type': 'application/vnd.elasticsearch+json;compatible-with=8',
    'x-elastic-product': 'Elasticsearch',
  })
  response.end(JSON.stringify(answered.body ?? {}))
}

/** The ids of a bulk request, in order. */
export const bulkIds = ({ body }: Asked): readonly string[] =>
  body
    .split('\n')
    .filter((line) => /^\{"(?:create|index)":/.test(line))
    .map((line) => Object.values(JSON.parse(line) as Record<string, { _id: string }>)[0]!._id)

/** An answer to a bulk request: a status for each of its documents. */
export const bulkAnswer = (asked: Asked, statusOf: (id: string) => number = () => 201): Answered => ({
  status: 200,
  body: {
    items: bulkIds(asked).map((id) => {
      const status = statusOf(id)
      const error = status < 300 ? {} : { error: { type: `status_${status}`, reason: `${id} is refused` } }
      return { create: { _id: id, status, ...error } }
    }),
  },
})
