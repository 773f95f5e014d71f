// Things in the order in which they were last heard of: the one silent for longest first. Moving one costs the same however many there are.

export interface Recent {
  /** Towards the one silent for longest. */
  older: this | null
  newer: this | null
}

export class Recency<T extends Recent> {
  length = 0
  oldest: T | null = null
  private newest: T | null = null

  add(item: T): void {
    this.length++
    item.older = this.newest
    item.newer = null
    if (this.newest === null) this.oldest = item
    else this.newest.newer = item
    this.newest = item
  }

  remove(item: T): void {
    this.length--
    if (item.older === null) this.oldest = item.newer
    else item.older.newer = item.newer
    if (item.newer === null) this.newest = item.older
    else item.newer.older = item.older
    item.older = item.newer = null
  }

  touch(item: T): void {
    if (item === this.newest) return
    this.remove(item)
    this.add(item)
  }
}
