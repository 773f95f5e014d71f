// Batches of events → what was seen of each endpoint. Bounded, whatever comes.
import { foldPath } from '../baseline/class-of.ts'
import { detectors } from '../detect/detectors.ts'
import { type Found, Inspector } from '../detect/inspect.ts'
import type { Batch } from '../event/batch.ts'
import { categoryBit } from '../event/category.ts'
import type { Layout } from '../event/layout.ts'
import { maskSecrets } from '../incident/secrets.ts'
import { type Attempts, Endpoint } from './endpoint.ts'
import { type AuditField, auditNames } from './fields.ts'
import { Row, type Slots, slotsOf } from './row.ts'
import type { Example } from './tally.ts'

/** Endpoints that are told apart, and connections that are remembered while they last. */
const mostEndpoints = 1000
const mostConnections = 100_000

interface Connection {
  readonly endpoint: Endpoint
  readonly isByCookie: boolean
  hasToken: boolean
  isKnown: boolean
  hasSpoken: boolean
  /** Attacks of which it is not known yet what the server makes of them. */
  readonly open: { readonly found: Found; readonly example: Example }[]
}

type AuditRow = Row<AuditField>

const bit = {
  handshake: categoryBit('handshake'),
  message: categoryBit('message'),
  close: categoryBit('close'),
  connection: categoryBit('connection'),
  auth: categoryBit('auth'),
}

export class Observer {
  readonly #slots: Slots<AuditField>
  readonly #endpoints = new Map<string, Endpoint>()
  readonly #connections = new Map<string, Connection>()
  readonly #inspector = new Inspector(detectors)
  /** Endpoints beyond those that are told apart. */
  unseen = 0

  constructor(layout: Layout) {
    this.#slots = slotsOf(auditNames, layout)
  }

  /** Logins are derived from messages and stand behind them: they are taken first, so that no connection is over before. */
  observe(batch: Batch): void {
    const isLogin = (row: number): boolean => (batch.categories[row]! & bit.auth) !== 0
    for (let row = 0; row < batch.length; row++) if (isLogin(row)) this.#row(new Row(batch, row, this.#slots))
    for (let row = 0; row < batch.length; row++) if (!isLogin(row)) this.#row(new Row(batch, row, this.#slots))
  }

  /** All endpoints, the busiest first. What is still open counts as it stands. */
  finish(): readonly Endpoint[] {
    for (const connection of this.#connections.values()) this.#end(connection)
    this.#connections.clear()
    const whole = withLogs([...this.#endpoints.values()])
    return whole.sort((a, b) => b.connections - a.connections || (a.path < b.path ? -1 : 1))
  }

  #row(row: AuditRow): void {
    const { categories } = row
    if ((categories & bit.handshake) !== 0) this.#handshake(row)
    else if ((categories & bit.message) !== 0) this.#message(row)
    else if ((categories & bit.close) !== 0) this.#close(row)
    else if ((categories & bit.connection) !== 0) this.#over(row)
    else if ((categories & bit.auth) !== 0 && row.text('outcome') === 'success') this.#loggedIn(row)
  }

  #handshake(row: AuditRow): void {
    const endpoint = this.#endpointOf(row)
    if (!endpoint) return
    this.#where(endpoint, row)
    const isAccepted = row.text('outcome') !== 'failure'
    if (isAccepted) endpoint.accepted++
    else endpoint.refused++
    this.#origin(endpoint, row, isAccepted)
    const query = row.text('query')
    if (isAccepted && (row.text('sessionFrom') === 'query' || names(query).some(isCredential)))
      endpoint.tokensInUrl.add(exampleOf(row, query ?? 'a session in the URL'))
    if (isAccepted) this.#connectionOf(row)
  }

  #origin({ foreign, home }: Endpoint, row: AuditRow, isAccepted: boolean): void {
    const origin = row.text('origin')
    const isForeign = row.get('foreign') === true
    if (isForeign) foreign[isAccepted ? 'accepted' : 'refused'].add(exampleOf(row, origin ?? 'no Origin'))
    else if (origin !== null && isAccepted) home.accepted++
  }

  #message(row: AuditRow): void {
    const connection = this.#connectionOf(row)
    if (!connection) return
    const { endpoint } = connection
    endpoint.messages++
    endpoint.largest.bytes = Math.max(endpoint.largest.bytes, row.number('messageBytes'))
    endpoint.largest.fragments = Math.max(endpoint.largest.fragments, row.number('fragments'))
    if (row.text('direction') === 'server') this.#decide(connection, 'answered')
    else this.#said(connection, row)
  }

  #said(connection: Connection, row: AuditRow): void {
    const text = row.text('text')
    if (!connection.hasSpoken) {
      connection.hasSpoken = true
      connection.hasToken ||= text !== null && tokenInMessage.test(text)
      this.#cookie(connection, row)
    }
    if (text === null) return
    for (const found of this.#inspector.inspect(text).found)
      connection.open.push({ found, example: exampleOf(row, excerpt(found)) })
    if (connection.open.length > 100) this.#decide(connection, 'unanswered')
  }

  #cookie({ endpoint, isByCookie, hasToken: has }: Connection, row: AuditRow): void {
    if (!isByCookie) return
    if (has) endpoint.byCookie.withToken++
    else endpoint.byCookie.without.add(exampleOf(row, 'a cookie alone'))
  }

  #close(row: AuditRow): void {
    const connection = this.#connectionOf(row)
    if (!connection || row.text('direction') !== 'server') return
    const code = row.number('closeCode')
    if (limitCodes.has(code)) connection.endpoint.limited.add(exampleOf(row, `closed with ${code}`))
    this.#decide(connection, 'ended')
  }

  /** The end of a connection: of a log the one line about it, after its handshake. */
  #over(row: AuditRow): void {
    const connection = this.#connectionOf(row)
    if (!connection) return
    const { endpoint } = connection
    this.#where(endpoint, row)
    endpoint.largest.nanos = Math.max(endpoint.largest.nanos, row.number('duration'))
    if (row.text('closeBy') === 'limit') endpoint.limited.add(exampleOf(row, 'ended by a limit'))
    if (!isWire(row)) endpoint.lines[row.text('user') === null ? 'withoutUser' : 'withUser']++
    this.#connections.delete(row.text('connection') ?? '')
    this.#end(connection, row)
  }

  #loggedIn(row: AuditRow): void {
    const connection = this.#connectionOf(row)
    if (connection) connection.isKnown = true
  }

  #end(connection: Connection, row?: AuditRow): void {
    const { endpoint, hasSpoken, isKnown } = connection
    this.#decide(connection, 'unanswered')
    if (!hasSpoken) return
    if (isKnown) endpoint.speakers.known++
    else
      endpoint.speakers.unknown.add(
        (row && exampleOf(row, 'nobody')) ?? { us: Number.NaN, client: null, what: 'nobody' },
      )
  }

  #decide({ endpoint, open }: Connection, how: keyof Endpoint['attacks']): void {
    for (const { found, example } of open.splice(0)) count(endpoint.attacks[how], found, example)
  }

  #where({ seen, subprotocols }: Endpoint, row: AuditRow): void {
    if (isWire(row)) seen.onTheWire = true
    else seen.inALog = true
    const subprotocol = row.text('subprotocol')
    if (subprotocol !== null && subprotocols.size < 8) subprotocols.add(subprotocol)
  }

  #connectionOf(row: AuditRow): Connection | null {
    const id = row.text('connection')
    if (id === null) return null
    const known = this.#connections.get(id)
    if (known) return this.#told(known, row)
    const endpoint = this.#endpointOf(row)
    if (!endpoint) return null
    endpoint.connections++
    const made: Connection = {
      endpoint,
      isByCookie: row.text('sessionFrom') === 'cookie',
      hasToken: names(row.text('query')).some(isPageToken),
      isKnown: false,
      hasSpoken: false,
      open: [],
    }
    if (this.#connections.size >= mostConnections) this.#forgetOldest()
    this.#connections.set(id, made)
    return this.#told(made, row)
  }

  #told(connection: Connection, row: AuditRow): Connection {
    connection.isKnown ||= row.text('session') !== null || row.text('user') !== null
    return connection
  }

  #forgetOldest(): void {
    const [id, oldest] = this.#connections.entries().next().value!
    this.#connections.delete(id)
    this.#end(oldest)
  }

  #endpointOf(row: AuditRow): Endpoint | null {
    const [domain, path] = [row.text('domain'), foldPath(row.text('path') ?? '/')]
    const name = `${domain ?? ''} ${path}`
    const known = this.#endpoints.get(name)
    if (known) return known
    if (this.#endpoints.size >= mostEndpoints) {
      this.unseen++
      return null
    }
    const made = new Endpoint(domain, path)
    this.#endpoints.set(name, made)
    return made
  }
}

const isWire = (row: AuditRow): boolean => row.text('dataset') === 'sensor'

const exampleOf = (row: AuditRow, what: string): Example => ({ us: row.us, client: row.text('client'), what })

/** A log that names no host tells of the one endpoint of that path that a capture shows, where there is only one. */
function withLogs(endpoints: readonly Endpoint[]): Endpoint[] {
  return endpoints.filter((log) => {
    if (log.domain !== null || log.seen.onTheWire) return true
    const [only, ...more] = endpoints.filter(({ path, domain }) => path === log.path && domain !== null)
    if (!only || more.length > 0) return true
    only.seen.inALog = true
    only.lines.withUser += log.lines.withUser
    only.lines.withoutUser += log.lines.withoutUser
    only.largest.nanos = Math.max(only.largest.nanos, log.largest.nanos)
    return false
  })
}

function count({ tally, threats }: Attempts, { threat }: Found, example: Example): void {
  tally.add(example)
  threats.set(threat, (threats.get(threat) ?? 0) + 1)
}

/** Too big, for policy, not acceptable, or a limit of rate. */
const limitCodes: ReadonlySet<number> = new Set([1008, 1009, 1013])

/** The names of the parameters of a query that have a value. */
const names = (query: string | null): readonly string[] =>
  (query ?? '').split('&').flatMap((pair) => /^([^=]+)=./.exec(pair)?.[1] ?? [])

const isCredential = (name: string): boolean =>
  /token|jwt|api[-_]?key|passw|secret|ticket/i.test(name) && !/csrf|xsrf/i.test(name)

/** What a page has that other sites cannot know. */
const isPageToken = (name: string): boolean => /token|csrf|xsrf|nonce|ticket/i.test(name)
const tokenInMessage = /csrf|xsrf|token|nonce|ticket|authorization|bearer /i

/** What was found, and as much of the text as shows it. */
function excerpt({ threat, shape, place, start, end, text }: Found): string {
  const shown = text.slice(Math.max(0, start - 8), Math.min(text.length, end + 8, start + 80))
  return `${threat} (${shape}) at ${place}: ${maskSecrets(shown)}`
}
