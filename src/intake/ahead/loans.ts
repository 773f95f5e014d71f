// Memory that one thread fills and another reads: the other gives it back when it needs it no more, and it is filled again.

export interface Loan {
  /** Which memory it is; negative for one that serves once. */
  readonly slot: number
  /** Null where whoever borrows it has had it before. */
  readonly memory: SharedArrayBuffer | null
}

/** Beyond so many that are out, memory serves once. */
const mostSlots = 256

/** Memory is made for what is somewhat longer too. */
const step = 1 << 16

const roomFor = (length: number): number => (length === 0 ? 0 : Math.ceil((length + step) / step) * step)

/** What both threads write to: by slot, whether it is lent. */
export const newLedger = (): Int32Array => new Int32Array(new SharedArrayBuffer(4 * mostSlots))

export class Lender {
  readonly #ledger: Int32Array
  readonly #slots: SharedArrayBuffer[] = []

  constructor(ledger: Int32Array) {
    this.#ledger = ledger
  }

  /** Memory of at least that length, with what is left there from before. */
  lend(length: number): { readonly bytes: Uint8Array<SharedArrayBuffer>; readonly loan: Loan } {
    // Nobody gives back what was never sent, as where no line was whole yet.
    const slot = length === 0 ? -1 : this.#freeSlot()
    const before = this.#slots[slot]
    const isKnown = before !== undefined && before.byteLength >= length
    const memory = isKnown ? before : new SharedArrayBuffer(roomFor(length))
    if (slot >= 0) {
      this.#slots[slot] = memory
      Atomics.store(this.#ledger, slot, 1)
    }
    return { bytes: new Uint8Array(memory), loan: { slot, memory: isKnown ? null : memory } }
  }

  #freeSlot(): number {
    for (let slot = 0; slot < this.#slots.length; slot++) if (Atomics.load(this.#ledger, slot) === 0) return slot
    return this.#slots.length < mostSlots ? this.#slots.length : -1
  }
}

export class Borrower {
  readonly #ledger: Int32Array
  readonly #slots: SharedArrayBuffer[] = []

  constructor(ledger: Int32Array) {
    this.#ledger = ledger
  }

  take({ slot, memory }: Loan): SharedArrayBuffer {
    if (memory !== null && slot >= 0) this.#slots[slot] = memory
    return memory ?? this.#slots[slot]!
  }

  giveBack({ slot }: Loan): void {
    if (slot >= 0) Atomics.store(this.#ledger, slot, 0)
  }
}
