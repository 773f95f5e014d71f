// Messages as they arrive → handed on in their order, as fast as somebody takes them. Bounded: senders that can wait do.
import { setTimeout as sleep } from 'node:timers/promises'

export interface Arrived {
  readonly bytes: Uint8Array
  /** The address that it came from. */
  readonly sender: string
  /** When it came, in epoch milliseconds. */
  readonly ms: number
}

/** What a message costs beside its own bytes. */
const overhead = 256
const usualBound = 16 << 20

/** Short against what a proxy buffers, long against what a batch costs. */
const gatherMs = 10

export class Inbox {
  readonly #bound: number
  readonly #waiting: Arrived[] = []
  #bytes = 0
  #closed = false
  #arrived = Promise.withResolvers<void>()
  readonly #room: (() => void)[] = []
  /** Messages that were put in. */
  received = 0

  /** Bytes that may wait, each message counted with its overhead. */
  constructor(bound: number = usualBound) {
    this.#bound = bound
  }

  get isFull(): boolean {
    return this.#bytes >= this.#bound
  }

  /** Takes it in any case: whoever can wait, or may drop it, asks first. */
  put(message: Arrived): void {
    this.received++
    this.#waiting.push(message)
    this.#bytes += message.bytes.length + overhead
    this.#arrived.resolve()
  }

  /** Resolves when half of it is free. */
  room(): Promise<void> {
    return new Promise((resolve) => this.#room.push(resolve))
  }

  /** Waits for at least one and takes what is there, up to `most`. Empty once closed and drained. */
  async take(most: number): Promise<readonly Arrived[]> {
    while (this.#waiting.length === 0 && !this.#closed) {
      this.#arrived = Promise.withResolvers<void>()
      await this.#arrived.promise
    }
    // A batch costs as much as many messages do: a few are waited for.
    if (this.#waiting.length < most && !this.isFull && !this.#closed) await sleep(gatherMs)
    const taken = this.#waiting.splice(0, most)
    for (const { bytes } of taken) this.#bytes -= bytes.length + overhead
    if (this.#bytes <= this.#bound / 2) for (const resume of this.#room.splice(0)) resume()
    return taken
  }

  /** No more comes; what is in can still be taken. */
  close(): void {
    this.#closed = true
    this.#arrived.resolve()
  }
}
