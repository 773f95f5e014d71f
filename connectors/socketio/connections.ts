// Which clients are connected, as far as the log tells → whose a line is that does not name its client. Bounded.

export interface Client {
  readonly sid: string
  /** `polling` is no WebSocket (yet); `leaving` has said that it goes. */
  readonly state: 'polling' | 'open' | 'leaving'
  /** When it was upgraded. */
  readonly sinceUs: number
  readonly received: number
  readonly sent: number
  /** Binary messages that its last packet announced. */
  readonly attachments: number
}

/** Plain JSON. */
export interface SavedConnections {
  /** In the order in which they came. */
  readonly clients: readonly Client[]
  /** Clients that are gone without the log telling which. */
  readonly unsure: number
  /** There are clients that the log did not tell of: it begins after them, or leaves them out. */
  readonly isPartial: boolean
}

const most = 1000

export class Connections {
  readonly #clients = new Map<string, Client>()
  #unsure = 0
  #isPartial: boolean
  #saved: SavedConnections | null

  constructor(saved: SavedConnections | null) {
    this.#isPartial = saved?.isPartial ?? false
    this.#unsure = saved?.unsure ?? 0
    for (const client of saved?.clients ?? []) this.#clients.set(client.sid, client)
    this.#saved = saved
  }

  /** The same object while nothing has changed. */
  save(): SavedConnections {
    this.#saved ??= { clients: [...this.#clients.values()], unsure: this.#unsure, isPartial: this.#isPartial }
    return this.#saved
  }

  /** The server begins: nobody is connected. */
  restart(): void {
    this.#clients.clear()
    this.#unsure = 0
    this.#isPartial = false
    this.#saved = null
  }

  put(client: Client): void {
    this.#saved = null
    this.#clients.set(client.sid, client)
    if (this.#clients.size <= most) return
    const [oldest] = this.#clients.keys()
    this.#clients.delete(oldest!)
    this.#isPartial = true
  }

  /** The only client that a WebSocket message can be of; one that has said that it goes only where there is no other. */
  speaker(): Client | null {
    if (!this.#some('open') && !this.#some('leaving')) this.#miss()
    return this.#only('open') ?? (this.#some('open') ? null : this.#only('leaving'))
  }

  /** Whether any client may be a WebSocket. */
  get hasWebSocket(): boolean {
    return !this.#isSure || this.#some('open') || this.#some('leaving')
  }

  /** The only client of all, whatever its state. */
  sole(): Client | null {
    const [first, second] = this.#clients.values()
    return this.#isSure && second === undefined ? (first ?? null) : null
  }

  /** The only one that can be upgraded from polling. Where there are more, each may be a WebSocket from now on. */
  upgrading(): Client | null {
    const waiting = [...this.#clients.values()].filter(({ state }) => state === 'polling')
    if (waiting.length === 0) this.#miss()
    if (waiting.length > 1) for (const client of waiting) this.put({ ...client, state: 'open' })
    return waiting.length === 1 && this.#isSure ? waiting[0]! : null
  }

  /** Takes away the client that a close is of: of those that said that they go the first, else the only one. */
  closing(): Client | null {
    const all = [...this.#clients.values()]
    const client = all.find(({ state }) => state === 'leaving') ?? (all.length === 1 ? all[0]! : null)
    this.#saved = null
    if (client !== null && this.#isSure) {
      this.#clients.delete(client.sid)
      return client
    }
    if (all.length === 0) this.#miss()
    // When all can be gone, all are.
    else if (++this.#unsure >= all.length) {
      this.#clients.clear()
      this.#unsure = 0
    }
    return null
  }

  #miss(): void {
    if (!this.#isPartial) this.#saved = null
    this.#isPartial = true
  }

  get #isSure(): boolean {
    return this.#unsure === 0 && !this.#isPartial
  }

  #some(state: Client['state']): boolean {
    return this.#clients.values().some((client) => client.state === state)
  }

  #only(state: Client['state']): Client | null {
    if (!this.#isSure) return null
    let found: Client | null = null
    for (const client of this.#clients.values()) {
      if (client.state !== state) continue
      if (found !== null) return null
      found = client
    }
    return found
  }
}
