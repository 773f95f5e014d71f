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
    if (conversation.user === null && conversation.pending.length === 0) return
    this.#known.set(connection, conversation)
    if (this.#known.size <= this.#limit) return
    this.#known.delete(this.#known.keys().next().value!)
    this.forgotten++
  }

  /** Whether there was anything to forget. */
  end(connection: string): boolean {
    return this.#known.delete(connection)
  }

  save(): SavedConversations {
    return { entries: [...this.#known], forgotten: this.forgotten }
  }

  load({ entries, forgotten }: SavedConversations): void {
    this.#known = new Map(entries)
    this.forgotten = forgotten
  }
}
