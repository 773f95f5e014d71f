// Columns of a kernel's rows: the tables in which they are told, and the memory of values that come again, which grows with
// them and is bounded. What a kernel and its host both know of them is assembly/columns.ts.
import type { Arena } from './arena.ts'

export interface ColumnWanted {
  /** Where the kernel finds its value: what a slot is, it says itself. */
  readonly slot: number
  /** Numbers are told as they are. */
  readonly asNumber: boolean
  /** Values that come again are told once. */
  readonly isRemembered: boolean
  /** In bytes: values that are longer are told each time. */
  readonly longest: number
  /** Pairs of bytes of which a text has to have one; null where all are wanted. */
  readonly pairs?: Uint8Array | null
  /** Bits of `columnKind` besides. */
  readonly kind?: number
}

// biome-ignore format: table
export const columnKind = { asNumber: 1, isRemembered: 2, needsPairs: 4, tellsPresence: 8, takesObjects: 16, asTime: 32, asKind: 64, isAddress: 128 } as const

/** Where values that were not told before are told, in words: of which column, as which number. */
export const newsWords = { column: 0, number: 1, start: 2, end: 3, count: 4 } as const

/** In bytes. */
const record = { memory: 12, next: 32, clocks: 40, bytes: 44 } as const
/** Before the text that is remembered. */
const memoBytes = 16

const leastPlaces = 64
const mostPlaces = 1 << 15
/** Over all columns. */
const mostBytesTogether = 10 << 20
/** Of values of one column. Who reads the rows keeps all of them. */
const mostNumbers = 1 << 16

interface State {
  readonly wanted: ColumnWanted
  readonly codes: number
  readonly numbers: number
  readonly pairs: number
  places: number
  /** Values that were not there, since the memory has its size. */
  missed: number
}

export class ColumnTables {
  /** Where their records are, one behind the other. */
  readonly at: number
  readonly #arena: Arena
  readonly #rows: number
  readonly #states: readonly State[]
  #bytes = 0

  /** `rows`: how many are told at once. */
  constructor(arena: Arena, wanted: readonly ColumnWanted[], rows: number) {
    this.#arena = arena
    this.#rows = rows
    this.#states = wanted.map((each) => this.#newState(each))
    this.at = arena.take(record.bytes * wanted.length)
    for (const index of wanted.keys()) this.#remember(index, leastPlaces)
  }

  #newState(wanted: ColumnWanted): State {
    const arena = this.#arena
    const pairs = wanted.pairs ? arena.take(wanted.pairs.length) : 0
    if (wanted.pairs) arena.bytes.set(wanted.pairs, pairs)
    const numbers = wanted.asNumber ? arena.take(8 * this.#rows) : 0
    return { wanted, codes: arena.take(4 * this.#rows), numbers, pairs, places: 0, missed: 0 }
  }

  get length(): number {
    return this.#states.length
  }

  /** By column, then by row. Good until the arena gives more. */
  codes(): readonly Int32Array[] {
    return this.#states.map(({ codes }) => this.#arena.words(codes, this.#rows))
  }

  /** By column, then by row: of those whose code says that they are numbers. */
  numbers(): readonly Float64Array[] {
    return this.#states.map(({ numbers }) => this.#arena.numbers(numbers, numbers === 0 ? 0 : this.#rows))
  }

  /** Where the column's minutes are. */
  setClocks(index: number, at: number): void {
    this.#arena.setWords(this.#record(index) + record.clocks, [at])
  }

  /** `news` were told of rows, up to `end`. */
  note(news: Int32Array, end: number): void {
    for (let at = newsWords.column; at < end; at += newsWords.count) this.#states[news[at]!]!.missed++
  }

  /**
   * Begins anew in columns whose values mostly were not there, with a larger memory, and where there were too many. Returns
   * which ones: their numbers stand for nothing any more that they stood for before.
   */
  renew(): readonly number[] {
    const renewed: number[] = []
    for (const [index, { missed, places }] of this.#states.entries()) {
      if (places > 0 && places < mostPlaces && missed > 2 * places && this.#hasRoom(index, 4 * places))
        this.#remember(index, 4 * places)
      else if (this.#arena.word(this.#record(index) + record.next) > mostNumbers) this.#forget(index)
      else continue
      renewed.push(index)
    }
    return renewed
  }

  #hasRoom(index: number, places: number): boolean {
    return this.#bytes + places * this.#memoBytes(index) <= mostBytesTogether
  }

  #memoBytes(index: number): number {
    return memoBytes + this.#states[index]!.wanted.longest
  }

  #record(index: number): number {
    return this.at + index * record.bytes
  }

  /** With the memory that there is. */
  #forget(index: number): void {
    const memory = this.#arena.word(this.#record(index) + record.memory)
    this.#arena.bytes.fill(0, memory, memory + this.#states[index]!.places * this.#memoBytes(index))
    this.#arena.setWords(this.#record(index) + record.next, [0])
  }

  /** What was remembered is forgotten. */
  #remember(index: number, places: number): void {
    const state = this.#states[index]!
    const { wanted, codes, numbers, pairs } = state
    const isRemembered = wanted.isRemembered && this.#hasRoom(index, places)
    state.missed = 0
    state.places = isRemembered ? places : 0
    this.#bytes += state.places * this.#memoBytes(index)
    const memory = this.#arena.take(state.places * this.#memoBytes(index))
    const pairCount = (wanted.pairs?.length ?? 0) / 2
    const kind =
      (wanted.kind ?? 0) |
      (wanted.asNumber ? columnKind.asNumber : 0) |
      (isRemembered ? columnKind.isRemembered : 0) |
      (pairCount > 0 ? columnKind.needsPairs : 0)
    const words = [wanted.slot, kind, places - 1, memory, codes, numbers, pairs, pairCount, 0, wanted.longest]
    this.#arena.setWords(this.#record(index), words)
  }
}
