// Requests to Elasticsearch → the same, but some are refused, lost, slow, or done in part, as busy servers and networks do.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface FaultyProxy {
  readonly url: string
  /** Times that each fault was done. */
  readonly done: ReadonlyMap<string, number>
  /** From now on, or not any more. */
  misbehave(does: boolean): void
  close(): void
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly body: Buffer
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

type Forward = (body?: string) => Promise<Answer>
type Fault = (exchange: Exchange, forward: Forward, random: () => number) => Promise<void>

/** Of so many requests, one meets with a fault. */
const oneIn = 4

export async function openFaultyProxy(target: string, random: () => number): Promise<FaultyProxy> {
  const done = new Map<string, number>()
  let misbehaves = false

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(request)
    const forward: Forward = (text = body.toString()) => send(target, request, text)
    const exchange = { request, response, body }
    const [name, fault] = misbehaves ? choose(exchange, random) : noFault
    if (name !== '') done.set(name, (done.get(name) ?? 0) + 1)
    await fault(exchange, forward, random)
  }

  const server = createServer((request, response) => {
    // Where the server is away, so is its proxy.
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    done,
    misbehave: (does) => {
      misbehaves = does
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const noFault: readonly [string, Fault] = ['', async ({ response }, forward) => pass(response, await forward())]

const faults: Readonly<Record<string, Fault>> = {
  'answered 429': async ({ response }) => refuse(response, 429, { 'retry-after': '1' }),
  'answered 503': async ({ response }) => refuse(response, 503),
  'connections dropped before': async ({ response }) => void response.destroy(),
  'connections dropped after': async ({ response }, forward) => {
    await forward()
    response.destroy()
  },
  slow: async ({ response }, forward, random) => {
    await sleep(200 + random() * 1800)
    pass(response, await forward())
  },
}

const faultsOfBulk: Readonly<Record<string, Fault>> = {
  'documents refused, not done': async ({ response, body }, forward, random) => {
    const items = readBulk(body.toString())
    const picked = pick(items, random)
    const rest = items.filter((item) => !picked.has(item))
    const answers = rest.length === 0 ? [] : itemsOf(await forward(rest.map(({ text }) => text).join('')))
    let next = 0
    respond(
      response,
      items.map((item) => (picked.has(item) ? refused(item, 429) : answers[next++]!)),
    )
  },
  'documents done, told to be lost': async ({ response, body }, forward, random) => {
    const items = readBulk(body.toString())
    const picked = pick(items, random)
    const answers = itemsOf(await forward())
    respond(
      response,
      items.map((item, i) => (picked.has(item) ? refused(item, 503) : answers[i]!)),
    )
  },
}

function choose({ request }: Exchange, random: () => number): readonly [string, Fault] {
  if (random() * oneIn >= 1) return noFault
  const isBulk = request.url!.includes('_bulk') && random() < 0.5
  const all = Object.entries(isBulk ? faultsOfBulk : faults)
  return all[Math.floor(random() * all.length)]!
}

interface BulkItem {
  readonly action: string
  /** Both of its lines. */
  readonly text: string
}

function readBulk(body: string): readonly BulkItem[] {
  const lines = body.trimEnd().split('\n')
  return Array.from({ length: lines.length / 2 }, (_, i) => ({
    action: Object.keys(JSON.parse(lines[2 * i]!) as object)[0]!,
    text: `${lines[2 * i]}\n${lines[2 * i + 1]}\n`,
  }))
}

function pick(items: readonly BulkItem[], random: () => number): ReadonlySet<BulkItem> {
  return new Set(items.filter(() => random() < 0.3))
}

/** An answer of another kind, such as a refusal of all, has no items. */
function itemsOf({ text, status }: Answer): readonly unknown[] {
  const { items } = JSON.parse(text) as { readonly items?: readonly unknown[] }
  if (!items) throw new Error(`no items in an answer of ${status}`)
  return items
}

const refused = ({ action }: BulkItem, status: number): unknown => ({
  [action]: { status, error: { type: 'drill_exception', reason: 'made up by a proxy' } },
})

function respond(response: ServerResponse, items: readonly unknown[]): void {
  response.writeHead(200, { 'content-type': 'application/vnd.elasticsearch+json;compatible-with=8', ...product })
  response.end(JSON.stringify({ items }))
}

/** Elastic's own client takes no answer for one of Elasticsearch without it. */
const product = { 'x-elastic-product': 'Elasticsearch' }

function refuse(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...product, ...headers })
  response.end(JSON.stringify({ error: { type: 'drill_exception', reason: 'made up by a proxy' }, status }))
}

function pass(response: ServerResponse, { status, headers, text }: Answer): void {
  const kept = ['content-type', 'x-elastic-product', 'warning'].flatMap((name) => {
    const value = headers.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  response.writeHead(status, Object.fromEntries(kept))
  response.end(text)
}

async function send(target: string, request: IncomingMessage, body: string): Promise<Answer> {
  const { method, url } = request
  const headers = ['content-type', 'accept'].flatMap((name) => {
    const value = request.headers[name]
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  const answer = await fetch(target + url, {
    method: method!,
    headers: Object.fromEntries(headers),
    ...(body === '' ? {} : { body }),
  })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}
