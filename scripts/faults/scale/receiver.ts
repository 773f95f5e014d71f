// Webhooks as they come → which incident came under which id. Some answers are lost, so that they come again.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Receiver {
  readonly url: string
  /** By incident: the ids under which it came. More than one is an incident told twice. */
  readonly received: ReadonlyMap<string, ReadonlySet<string>>
  /** Deliveries in all, those that came again included. */
  readonly deliveries: () => number
  close(): void
}

/** Of so many answers, one is lost. */
const oneIn = 10

export async function openReceiver(random: () => number): Promise<Receiver> {
  const received = new Map<string, Set<string>>()
  let deliveries = 0

  async function take(request: IncomingMessage): Promise<void> {
    let body = ''
    for await (const piece of request) body += String(piece)
    const { data } = JSON.parse(body) as { readonly data: { readonly event: { readonly id: string } } }
    const ids = received.get(data.event.id) ?? new Set()
    received.set(data.event.id, ids.add(String(request.headers['webhook-id'])))
    deliveries++
  }

  const server = createServer((request, response) => {
    take(request).then(
      () => (random() * oneIn < 1 ? response.destroy() : response.writeHead(204).end()),
      () => response.destroy(),
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    deliveries: () => deliveries,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
