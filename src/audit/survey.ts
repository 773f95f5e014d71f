// Batches of events → what a deployment consists of: its origins, cookies, and the messages of its endpoints. Bounded.
import { foldPath } from '../baseline/class-of.ts'
import type { Batch } from '../event/batch.ts'
import { categoryBit } from '../event/category.ts'
import type { Layout } from '../event/layout.ts'
import { shapeOf } from './shape.ts'

export interface Counted {
  readonly name: string
  readonly count: number
}

export interface SurveyedEndpoint {
  readonly name: string
  readonly client: readonly Counted[]
  readonly server: readonly Counted[]
}

export interface Surveyed {
  /** Of accepted handshakes. */
  readonly home: readonly Counted[]
  readonly foreign: readonly Counted[]
  readonly cookies: readonly Counted[]
  /** Addresses that forward for others. */
  readonly forwarders: readonly Counted[]
  readonly logins: { readonly success: number; readonly failure: number }
  readonly endpoints: readonly SurveyedEndpoint[]
}

const names = {
  domain: 'url.domain',
  path: 'url.path',
  outcome: 'event.outcome',
  origin: 'http.request.origin',
  foreign: 'http.request.origin_foreign',
  cookies: 'http.request.cookie.names',
  direction: 'websocket.direction',
  text: 'websocket.payload.text',
  client: 'client.ip',
  source: 'source.ip',
} as const

export const surveyFields: readonly string[] = Object.values(names)

/** Of each kind of thing. */
const most = 200

class Counts {
  readonly #counts = new Map<string, number>()

  add(name: string): void {
    const count = this.#counts.get(name)
    if (count === undefined && this.#counts.size >= most) return
    this.#counts.set(name, (count ?? 0) + 1)
  }

  /** The most frequent first. */
  all(): readonly Counted[] {
    return [...this.#counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count)
  }
}

const handshakeBit = categoryBit('handshake')
const messageBit = categoryBit('message')
const authBit = categoryBit('auth')

export class Survey {
  readonly #slots: Readonly<Record<keyof typeof names, number>>
  readonly #counts = { home: new Counts(), foreign: new Counts(), cookies: new Counts(), forwarders: new Counts() }
  readonly #logins = { success: 0, failure: 0 }
  readonly #endpoints = new Map<string, { readonly client: Counts; readonly server: Counts }>()

  constructor(layout: Layout) {
    this.#slots = Object.fromEntries(
      Object.entries(names).map(([name, field]) => [name, layout.slot(field)]),
    ) as Readonly<Record<keyof typeof names, number>>
  }

  observe(batch: Batch): void {
    for (let row = 0; row < batch.length; row++) {
      const categories = batch.categories[row]!
      const text = (field: keyof typeof names): string | null => {
        const value = batch.get(row, this.#slots[field])
        return typeof value === 'string' ? value : null
      }
      if ((categories & handshakeBit) !== 0) this.#handshake(batch, row, text)
      else if ((categories & messageBit) !== 0) this.#message(text)
      else if ((categories & authBit) !== 0) this.#login(text('outcome'))
    }
  }

  finish(): Surveyed {
    const { home, foreign, cookies, forwarders } = this.#counts
    const endpoints = [...this.#endpoints].map(([name, { client, server }]) => ({
      name,
      client: client.all(),
      server: server.all(),
    }))
    return {
      home: home.all(),
      foreign: foreign.all(),
      cookies: cookies.all(),
      forwarders: forwarders.all(),
      logins: this.#logins,
      endpoints,
    }
  }

  #handshake(batch: Batch, row: number, text: (field: keyof typeof names) => string | null): void {
    this.#shapesOf(text)
    if (text('outcome') === 'failure') return
    const origin = text('origin')
    const isForeign = batch.get(row, this.#slots.foreign) === true
    if (origin !== null) this.#counts[isForeign ? 'foreign' : 'home'].add(origin)
    const cookies = batch.get(row, this.#slots.cookies)
    for (const name of [cookies ?? []].flat()) this.#counts.cookies.add(String(name))
    const [client, source] = [text('client'), text('source')]
    if (client !== null && source !== null && client !== source) this.#counts.forwarders.add(source)
  }

  #message(text: (field: keyof typeof names) => string | null): void {
    const said = text('text')
    const shape = said === null ? null : shapeOf(said)
    if (shape === null) return
    this.#shapesOf(text)?.[text('direction') === 'server' ? 'server' : 'client'].add(shape)
  }

  #login(outcome: string | null): void {
    if (outcome === 'success' || outcome === 'failure') this.#logins[outcome]++
  }

  #shapesOf(text: (field: keyof typeof names) => string | null) {
    const name = `${text('domain') ?? ''}${foldPath(text('path') ?? '/')}`
    const known = this.#endpoints.get(name)
    if (known || this.#endpoints.size >= most) return known
    const made = { client: new Counts(), server: new Counts() }
    this.#endpoints.set(name, made)
    return made
  }
}
