// Encrypted connections whose inside was not seen → whom they were to, counted.

export interface Sealed {
  /** A name, or an address with its port. */
  readonly server: string
  readonly connections: number
  /** What was offered to be spoken inside, first the most wanted. */
  readonly protocols: readonly string[]
}

export class SealedTally {
  private readonly servers = new Map<string, { connections: number; protocols: readonly string[] }>()

  add(server: string, protocols: readonly string[]): void {
    const known = this.servers.get(server)
    if (known !== undefined) known.connections++
    else if (this.servers.size < mostServers) this.servers.set(server, { connections: 1, protocols })
  }

  /** Those with most connections first. */
  list(): readonly Sealed[] {
    return [...this.servers]
      .map(([server, { connections, protocols }]) => ({ server, connections, protocols }))
      .sort((a, b) => b.connections - a.connections)
  }
}

const mostServers = 1000
