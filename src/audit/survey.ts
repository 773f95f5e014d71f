// Batches of events → what a deployment consists of: its origins, cookies, and the messages of its endpoints. Bounded.
import { foldPath } from '../baseline/class-of.ts'
import type { Batch } from '../event/batch.ts'
import { categoryBit } from '../event/category.ts'
import type { Layout } from '../event/layout.ts'
import { Row, type Slots, slotsOf } from './row.ts'
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

type SurveyRow = Row<keyof typeof names>

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
  readonly #slots: Slots<keyof typeof names>
  readonly #counts = { home: new Counts(), foreign: new Counts(), cookies: new Counts(), forwarders: new Counts() }
  readonly #logins = { success: 0, failure: 0 }
  readonly #endpoints = new Map<string, { readonly client: Counts; readonly server: Counts }>()

  constructor(layout: Layout) {
    this.#slots = slotsOf(names, layout)
  }

  observe(batch: Batch): void {
    for (let at = 0; at < batch.length; at++) {
      const row = new Row(batch, at, this.#slots)
      if ((row.categories & handshakeBit) !== 0) this.#handshake(row)
      else if ((row.categories & messageBit) !== 0) this.#message(row)
      else if ((row.categories & authBit) !== 0) this.#login(row.text('outcome'))
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

  #handshake(row: SurveyRow): void {
    this.#shapesOf(row)
    if (row.text('outcome') === 'failure') return
    const origin = row.text('origin')
    if (origin !== null) this.#counts[row.get('foreign') === true ? 'foreign' : 'home'].add(origin)
    for (const name of [row.get('cookies') ?? []].flat()) this.#counts.cookies.add(String(name))
    const [client, source] = [row.text('client'), row.text('source')]
    if (client !== null && source !== null && client !== source) this.#counts.forwarders.add(source)
  }

  #message(row: SurveyRow): void {
    const said = row.text('text')
    const shape = said === null ? null : shapeOf(said)
    if (shape === null) return
    this.#shapesOf(row)?.[row.text('direction') === 'server' ? 'server' : 'client'].add(shape)
  }

  #login(outcome: string | null): void {
    if (outcome === 'success' || outcome === 'failure') this.#logins[outcome]++
  }

  #shapesOf(row: SurveyRow) {
    const name = `${row.text('domain') ?? ''}${foldPath(row.text('path') ?? '/')}`
    const known = this.#endpoints.get(name)
    if (known || this.#endpoints.size >= most) return known
    const made = { client: new Counts(), server: new Counts() }
    this.#endpoints.set(name, made)
    return made
  }
}
