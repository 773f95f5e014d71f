// The queue's contract: bounded, in order. Whoever puts waits for room: that is the backpressure.

export interface Queue<Item> {
  /** Resolves when the item is in. Rejects when the queue was closed. */
  put(item: Item): Promise<void>
  /** Waits for at least one and takes what is there, up to `most`. Empty once closed and drained. */
  take(most: number): Promise<readonly Item[]>
  /** No more is taken in; what is in can still be taken. */
  close(): void
  readonly size: number
}
