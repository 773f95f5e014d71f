// first(x) and last(x): the oldest and the newest value in the window.
import type { Value } from '../../event/value.ts'
import type { Accumulator, Motion } from './accumulator.ts'
import { Queue } from './queue.ts'

interface Entry {
  readonly value: Value
  readonly ordinal: number
}

export class Edge implements Accumulator {
  readonly held = 0
  readonly #which: 'first' | 'last'
  /** Null where none but the one is ever wanted. */
  readonly #values: Queue<Entry> | null
  #one: Entry | undefined

  constructor(which: 'first' | 'last', motion: Motion) {
    this.#which = which
    this.#values = which === 'first' && motion === 'slides' ? new Queue() : null
  }

  add(value: Value, ordinal: number): void {
    if (value === null) return
    if (this.#values !== null) this.#values.push({ value, ordinal })
    else if (this.#which === 'last' || this.#one === undefined) this.#one = { value, ordinal }
  }

  remove(_value: Value, ordinal: number): void {
    if (this.#values?.oldest?.ordinal === ordinal) this.#values.shift()
    if (this.#one?.ordinal === ordinal) this.#one = undefined
  }

  read(): Value {
    const one = this.#values === null ? this.#one : this.#values.oldest
    return one?.value ?? null
  }

  save(): Value {
    return this.read()
  }

  load(saved: unknown): void {
    this.add(saved as Value, 0)
  }
}
