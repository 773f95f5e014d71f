// count_distinct(x) and values(x): exact, constant cost an event; a count may be approximate beyond a size. Elements of an
// array count each for itself.
import type { Scalar, Value } from '../../event/value.ts'
import type { Accumulator } from './accumulator.ts'
import { Counts } from './counts.ts'
import { Registers, type SavedRegisters } from './registers.ts'

/** As many values as an incident can usefully show. */
const shown = 100

export interface DistinctParts {
  /** They are listed, not counted. */
  readonly lists: boolean
  /** Of so many different values they are counted exactly. */
  readonly exactValues: number
  /** A list that no condition reads: to make it takes much longer than to keep it. */
  readonly isOnlyTold?: boolean
}

type Saved = readonly Scalar[] | { readonly registers: SavedRegisters }

export class Distinct implements Accumulator {
  readonly #parts: DistinctParts
  readonly #counts = new Counts()
  /** Null as long as there are not too many. */
  #registers: Registers | null = null

  constructor(parts: DistinctParts) {
    this.#parts = parts
  }

  get held(): number {
    return this.#registers ? Registers.held : this.#counts.size
  }

  get isApproximate(): boolean {
    return this.#registers !== null
  }

  add(value: Value): void {
    if (value === null) return
    if (typeof value === 'object') for (const one of value) this.#addOne(one)
    else this.#addOne(value)
  }

  remove(value: Value): void {
    if (value === null) return
    if (typeof value === 'object') for (const one of value) this.#removeOne(one)
    else this.#removeOne(value)
  }

  read(): Value {
    if (this.#registers) return this.#registers.read()
    if (!this.#parts.lists) return this.#counts.size
    return this.#parts.isOnlyTold ? null : this.#first()
  }

  told(): Value {
    return this.#parts.lists ? this.#first() : null
  }

  /** How often each came matters only where it can leave again. */
  save(): Saved {
    return this.#registers ? { registers: this.#registers.save() } : this.#counts.values()
  }

  load(saved: unknown): void {
    const known = saved as Saved
    if ('registers' in known) {
      this.#registers = new Registers()
      this.#registers.load(known.registers)
    } else this.add(known)
  }

  #first(): readonly Scalar[] {
    return this.#counts.values(shown)
  }

  #addOne(value: Scalar): void {
    if (this.#registers) {
      this.#registers.add(value)
      return
    }
    this.#counts.add(value, this.#parts.lists)
    if (this.#counts.size > this.#parts.exactValues) this.#approximate()
  }

  #removeOne(value: Scalar): void {
    this.#counts.remove(value)
  }

  #approximate(): void {
    this.#registers = new Registers()
    for (const value of this.#counts.values()) this.#registers.add(value)
    this.#counts.clear()
  }
}
