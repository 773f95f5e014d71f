// What is known of each connection: logins under way, the user. Bounded: the one longest unchanged is forgotten.

export interface PendingLogin {
  readonly user: string | null
  readonly id: string | null
  /** When it was asked, in event time. */
  readonly us: number
}

export interface Conversation {
  readonly pending: readonly PendingLogin[]
  readonly user: string | null
}

export interface SavedConversations {
  readonly entries: readonly (readonly [connection: string, conversation: Conversation])[]
  readonly forgotten: number
}

const silent: Conversation = { pending: [], user: null }

export class Conversations {
  readonly #limit: number
  /** Oldest change first. */
  #known = new Map<string, Conversation>()
  /** How many were let go because there were too many. */
  forgotten = 0
  /** Connections that changed since somebody asked; null as long as nobody does. */
  #changed: Set<string> | null = null

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#known.size
  }

  get(connection: string): Conversation {
    return this.#known.get(connection) ?? silent
  }

  set(connection: string, conversation: Conversation): void {
    this.#known.delete(connection)
    this.#changed?.add(connection)
    if (conversation.user === null && conversation.pending.length === 0) return
    this.#known.set(connection, conversation)
    if (this.#known.size <= this.#limit) return
    this.#forgetOldest()
  }

  /** Whether there was anything to forget. */
  end(connection: string): boolean {
    const known = this.#known.delete(connection)
    if (known) this.#changed?.add(connection)
    return known
  }

  /** What is known now of each connection that changed since the last call; null where it is nothing. */
  changes(): ReadonlyMap<string, Conversation | null> {
    const changed = this.#changed ?? new Set(this.#known.keys())
    this.#changed = new Set()
    return new Map([...changed].map((connection) => [connection, this.#known.get(connection) ?? null]))
  }

  save(): SavedConversations {
    return { entries: [...this.#known], forgotten: this.forgotten }
  }

  load({ entries, forgotten }: SavedConversations): void {
    this.#known = new Map(entries)
    this.forgotten = forgotten
  }

  #forgetOldest(): void {
    const oldest = this.#known.keys().next().value!
    this.#known.delete(oldest)
    this.#changed?.add(oldest)
    this.forgotten++
  }
}
