// Events on the hot path: columns of wanted fields, and for each row a way back to the whole event.
import { Column } from './column.ts'
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

/** Tables by row, of as many rows. */
export interface ManyRows {
  readonly rows: number
  readonly times: Float64Array
  readonly nanos: Uint16Array
  readonly sequences: Float64Array
  readonly categories: Int32Array
  readonly origins: Origins
  /** By slot; null where no row has the field. */
  readonly columns: readonly (Column | null)[]
}

export const isMade = (origin: Origin | Origins): origin is Origin => 'id' in origin

/** Senders post a few events, logs and captures come by the thousand. */
const leastRoom = 16

export class Batch {
  readonly layout: Layout
  length = 0
  // Like the columns these are longer than the batch, and others in their place where it grows.
  /** Integer microseconds since the epoch. */
  times: Float64Array = new Float64Array(0)
  /** 0 to 999 nanoseconds beside it, compared second. */
  nanos: Uint16Array = new Uint16Array(0)
  /** `event.sequence`: position in the source. */
  sequences: Float64Array = new Float64Array(0)
  /** Bits of category.ts. */
  categories: Int32Array = new Int32Array(0)
  /** The row that this one was derived from (an auth event from its message); its own number for a row of the source. */
  parents: Int32Array = new Int32Array(0)
  /** By slot. */
  columns: readonly Column[]
  /** To be called once nobody asks any more for its rows, and where they came from: what they are read from is written over then. */
  onSettled: (() => void) | null = null
  /** Of rows that were added one by one: they come behind those that came all at once. */
  readonly #origins: (Origin | Origins)[] = []
  /** Of rows that came all at once: how many, who gives their origins, and those that were asked for. */
  #given = 0
  #giver: Origins | null = null
  readonly #made = new Map<number, Origin>()
  #room = 0
  readonly #expected: number

  /** `rows`: how many are expected, where that is known. */
  constructor(layout: Layout, rows = leastRoom) {
    this.layout = layout
    this.#expected = Math.max(1, rows)
    this.columns = layout.fields.map(() => Column.empty(0))
  }

  /** Rows all at once, where there are none yet. The tables go on being read. */
  begin({ rows, times, nanos, sequences, categories, origins, columns }: ManyRows): void {
    this.length = this.#room = this.#given = rows
    this.times = times
    this.nanos = nanos
    this.sequences = sequences
    this.categories = categories
    this.parents = new Int32Array(rows)
    for (let row = 0; row < rows; row++) this.parents[row] = row
    this.#giver = origins
    this.columns = columns.map((column) => column ?? Column.empty(rows))
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
    const known = this.originOrGiver(row)
    if (isMade(known)) return known
    const origin = known.of(row)
    this.setOrigin(row, origin)
    return origin
  }

  /** The same, or who gives it, where nobody asked yet. */
  originOrGiver(row: number): Origin | Origins {
    return row < this.#given ? (this.#made.get(row) ?? this.#giver!) : this.#origins[row - this.#given]!
  }

  setOrigin(row: number, origin: Origin): void {
    if (row < this.#given) this.#made.set(row, origin)
    else this.#origins[row - this.#given] = origin
  }

  /** Of all rows. */
  get origins(): readonly Origin[] {
    return Array.from({ length: this.length }, (_, row) => this.origin(row))
  }

  #makeRoom(): void {
    const room = Math.max(this.#expected, this.#room * (this.#room < 1024 ? 8 : 2))
    for (const column of this.columns) column.widen(this.#room, room)
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
    if (slot >= 0) this.columns[slot]!.set(row, value, this.#room)
  }

  get(row: number, slot: number): Value {
    return slot < 0 ? null : this.columns[slot]!.at(row)
  }
}
