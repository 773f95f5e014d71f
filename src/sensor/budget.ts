// Bytes kept by all connections together, and who has kept some for longest.

export interface Holder {
  /** Bytes it keeps. Changed by the budget alone. */
  heldBytes: number
  /** Gives up what it keeps. */
  shed(): void
}

export class Budget {
  private readonly limit: number
  private readonly holders = new Set<Holder>()
  /** Bytes kept by all holders. */
  used = 0

  constructor(limit: number) {
    this.limit = limit
  }

  /** A holder keeps so many bytes more, or fewer. */
  charge(holder: Holder, bytes: number): void {
    if (bytes === 0) return
    this.used += bytes
    holder.heldBytes += bytes
    if (holder.heldBytes > 0) this.holders.add(holder)
    else this.holders.delete(holder)
  }

  /** Has the longest holders shed until the limit is kept. Returns how many had to. */
  enforce(): number {
    let shed = 0
    while (this.used > this.limit) {
      const [holder] = this.holders
      if (holder === undefined) break
      this.holders.delete(holder)
      holder.shed()
      shed++
    }
    return shed
  }
}
