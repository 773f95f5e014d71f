// Events on the hot path: columns of wanted fields, and for each row a way back to the whole event.
import type { Layout } from './layout.ts'
import type { EventDocument, Value } from './value.ts'
import { widened } from './widened.ts'
import type { Written } from './written.ts'

/** Where a row came from. Asked only for rows that a rule holds on to. */
export interface Origin {
  /** It holds little more than its own event would, so that it may be held on to instead. */
  readonly isCompact?: boolean
  /** `event.id`: the same for the same event, however often it is read. */
  id(): string
  /** The whole event, with every field that its source can give. Must not depend on later rows. */
  document(): EventDocument
  /** The same as its sender wrote it, where it did: cheaper to write down. */
  written?(): Written
}

/** Gives the origins of rows when they are asked for: most never are. Good also when the batch is gone. */
export interface Origins {
  of(row: number): Origin
}

export const isMade = (origin: Origin | Origins): origin is Origin => 'id' in origin

/** By the power of two that is their length: few, whatever the lengths of batches. Frozen: whoever wrote to one would write to all batches. */
const nullColumns = new Map<number, Value[]>()

/** At least so many. */
function nulls(room: number): Value[] {
  const power = Math.ceil(Math.log2(room))
  const known = nullColumns.get(power) ?? (Object.freeze(nullsOf(2 ** power)) as Value[])
  if (power <= 16) nullColumns.set(power, known)
  return known
}

const nullsOf = (count: number): Value[] => new Array<Value>(count).fill(null)

/** Senders post a few events, logs and captures come by the thousand. */
const leastRoom = 16

export class Batch {
  readonly layout: Layout
  length = 0
  // Like the columns these are longer than the batch, and others in their place where it grows.
  /** Integer microseconds since the epoch. */
  times = new Float64Array(0)
  /** 0 to 999 nanoseconds beside it, compared second. */
  nanos = new Uint16Array(0)
  /** `event.sequence`: position in the source. */
  sequences = new Float64Array(0)
  /** Bits of category.ts. */
  categories = new Int32Array(0)
  /** The row that this one was derived from (an auth event from its message); its own number for a row of the source. */
  parents = new Int32Array(0)
  /** By slot, then by row; null where the event does not have the field. Longer than the batch, with nulls behind. */
  readonly columns: readonly Value[][]
  /** To be called once nobody asks any more where its rows came from: what they were read from is written over then. */
  onSettled: (() => void) | null = null
  readonly #origins: (Origin | Origins)[] = []
  #room = 0
  #nulls: Value[] = []
  readonly #expected: number

  /** `rows`: how many are expected, where that is known. */
  constructor(layout: Layout, rows = leastRoom) {
    this.layout = layout
    this.#expected = Math.max(1, rows)
    this.columns = layout.fields.map(() => [])
  }

  /** Appends a row with every wanted field null and returns its number. */
  add(categories: number, us: number, nanos: number, sequence: number, origin: Origin | Origins): number {
    const row = this.length++
    if (row >= this.#room) this.#makeRoom()
    this.times[row] = us
    this.nanos[row] = nanos
    this.sequences[row] = sequence
    this.categories[row] = categories
    this.parents[row] = row
    this.#origins.push(origin)
    return row
  }

  /** Where a row came from. Good also when the batch is gone. */
  origin(row: number): Origin {
    const known = this.#origins[row]!
    if (isMade(known)) return known
    const origin = known.of(row)
    this.#origins[row] = origin
    return origin
  }

  /** The same, or who gives it, where nobody asked yet. */
  originOrGiver(row: number): Origin | Origins {
    return this.#origins[row]!
  }

  setOrigin(row: number, origin: Origin): void {
    this.#origins[row] = origin
  }

  /** Of all rows. */
  get origins(): readonly Origin[] {
    return Array.from({ length: this.length }, (_, row) => this.origin(row))
  }

  /** A column that nothing was put into is one of nulls that all of them share: most events have few of the fields. */
  #makeRoom(): void {
    const before = this.#nulls
    const room = Math.max(this.#expected, this.#room * (this.#room < 1024 ? 8 : 2))
    this.#nulls = nulls(room)
    const columns = this.columns as Value[][]
    for (const [slot, column] of columns.entries()) {
      columns[slot] = column === before || this.#room === 0 ? this.#nulls : column.concat(nullsOf(room - this.#room))
    }
    this.#room = room
    this.times = widened(this.times, new Float64Array(room))
    this.nanos = widened(this.nanos, new Uint16Array(room))
    this.sequences = widened(this.sequences, new Float64Array(room))
    this.categories = widened(this.categories, new Int32Array(room))
    this.parents = widened(this.parents, new Int32Array(room))
  }

  /** Appends a row that follows from another: same time and sequence, so its id must sort after the parent's. */
  derive(parent: number, categories: number, origin: Origin): number {
    const row = this.add(categories, this.times[parent]!, this.nanos[parent]!, this.sequences[parent]!, origin)
    this.parents[row] = parent
    return row
  }

  /** Sets a wanted field; slot -1 (a field that nobody reads) is ignored. */
  set(row: number, slot: number, value: Value): void {
    if (slot < 0) return
    const column = this.columns[slot]!
    if (column !== this.#nulls) column[row] = value
    else if (value !== null) this.#ownColumn(slot)[row] = value
  }

  #ownColumn(slot: number): Value[] {
    const column = nullsOf(this.#room)
    ;(this.columns as Value[][])[slot] = column
    return column
  }

  get(row: number, slot: number): Value {
    return slot < 0 ? null : (this.columns[slot]![row] ?? null)
  }
}
