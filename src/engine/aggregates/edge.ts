// first(x) and last(x): the oldest and the newest value in the window.
import type { Value } from '../../event/value.ts'
import type { Accumulator, Motion } from './accumulator.ts'
import { Queue } from './queue.ts'

export class Edge implements Accumulator {
  readonly held = 0
  readonly #which: 'first' | 'last'
  readonly #grows: boolean
  readonly #values = new Queue<{ readonly value: Value; readonly ordinal: number }>()

  constructor(which: 'first' | 'last', motion: Motion) {
    this.#which = which
    this.#grows = motion === 'grows'
  }

  add(value: Value, ordinal: number): void {
    if (value === null) return
    if (this.#which === 'last') this.#values.pop()
    if (!this.#grows || this.#values.size === 0) this.#values.push({ value, ordinal })
  }

  remove(_value: Value, ordinal: number): void {
    if (this.#values.oldest?.ordinal === ordinal) this.#values.shift()
  }

  read(): Value {
    return this.#values.oldest?.value ?? null
  }

  save(): Value {
    return this.read()
  }

  load(saved: unknown): void {
    this.add(saved as Value, 0)
  }
}
