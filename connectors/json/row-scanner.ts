// Lines of JSON objects → rows of their wanted fields, as numbers that stand for values. Runs the kernel, which holds
// each byte against RFC 8259: a line that gives a row is one that JSON.parse would take.
import { Arena } from './arena.ts'
import { instantiate, type Kernel } from './kernel.ts'
import { KeyTree, type WantedPath } from './key-tree.ts'
import { pairsOf } from './pairs.ts'
import { column, memo, reason } from './records.ts'

export interface WantedColumn {
  readonly slot: number
  /** Whole numbers are told as they are. */
  readonly asNumber: boolean
  /** Values that come again are told once. */
  readonly isRemembered: boolean
  /** Texts that hold none of them, in any case, are left out; null where all are wanted. */
  readonly literals: readonly string[] | null
}

export interface WantedRows {
  readonly paths: readonly WantedPath[]
  /** How many slots the paths have: first that of the time, then that of the sequence. */
  readonly slots: number
  readonly columns: readonly WantedColumn[]
}

/** Where the lines of rows are told, in words. */
export const lineWords = { start: 0, end: 1, timeStart: 2, timeEnd: 3, count: 4 } as const
/** Where values that were not told before are told, in words: of which column, as which id. */
export const newsWords = { column: 0, id: 1, start: 2, end: 3, count: 4 } as const

const mostRows = 1024
const leastPlaces = 64
const mostPlaces = 1 << 15
/** Over all columns. */
const mostPlacesTogether = 1 << 17

interface ColumnState {
  readonly wanted: WantedColumn
  readonly ids: number
  readonly numbers: number
  readonly pairs: number
  readonly pairCount: number
  places: number
  /** Values that were not there, since the memory has its size. */
  missed: number
}

export class RowScanner {
  readonly #arena = new Arena()
  readonly #kernel: Kernel
  readonly #keys: KeyTree
  readonly #columns: readonly ColumnState[]
  readonly #columnsAt: number
  readonly #times = this.#arena.take(8 * mostRows)
  readonly #sequences = this.#arena.take(8 * mostRows)
  readonly #lines = this.#arena.take(4 * lineWords.count * mostRows)
  readonly #news: number
  #places = 0
  #text = 0
  #room = 0
  #end = 0

  constructor({ paths, slots, columns }: WantedRows) {
    const arena = this.#arena
    this.#kernel = instantiate(arena.memory)
    this.#keys = new KeyTree(arena, paths, slots)
    const bySlot = (): number => arena.take(4 * this.#keys.slots)
    this.#kernel.walks(this.#keys.root, slots, bySlot(), bySlot(), bySlot())
    this.#columns = columns.map((wanted) => this.#newColumn(wanted))
    this.#columnsAt = arena.take(column.bytes * columns.length)
    for (const index of columns.keys()) this.#remember(index, leastPlaces)
    this.#kernel.tells(this.#columnsAt, columns.length, this.#times, this.#sequences, this.#lines, mostRows)
    const mostNews = 4 * mostRows + columns.length
    this.#news = arena.take(4 * newsWords.count * mostNews)
    this.#kernel.notes(this.#news, mostNews)
  }

  #newColumn(wanted: WantedColumn): ColumnState {
    const arena = this.#arena
    const pairs = wanted.literals === null ? null : pairsOf(wanted.literals)
    const at = pairs === null ? 0 : arena.take(pairs.length)
    if (pairs !== null) arena.bytes.set(pairs, at)
    return {
      wanted,
      ids: arena.take(4 * mostRows),
      numbers: wanted.asNumber ? arena.take(8 * mostRows) : 0,
      pairs: at,
      pairCount: (pairs?.length ?? 0) / 2,
      places: 0,
      missed: 0,
    }
  }

  /** Takes whole lines in, in place of those before. */
  load(bytes: Uint8Array): void {
    if (bytes.length > this.#room) {
      this.#room = bytes.length + (bytes.length >> 2)
      this.#text = this.#arena.take(this.#room)
    }
    this.#arena.bytes.set(bytes, this.#text)
    this.#end = this.#text + bytes.length
  }

  /** What the places of lines and values are places in. */
  get bytes(): Buffer {
    return this.#arena.bytes
  }

  /** Where the lines begin. */
  get start(): number {
    return this.#text
  }

  /** Where they end. */
  get end(): number {
    return this.#end
  }

  /**
   * Makes rows of the lines from `at` on, as far as there is room. Returns where it came to, and whether that is a line
   * that may be no JSON object, or may mean something else than its plain values: a key stands in it twice, an array
   * where a value is wanted holds more than scalars. What rows told before is only good until here.
   */
  run(at: number): { readonly at: number; readonly isStuck: boolean } {
    this.#enlarge()
    const kernel = this.#kernel
    kernel.begin()
    let from = at
    do from = kernel.run(from, this.#end)
    while (kernel.reason.value === reason.unknownKey && this.#learn())
    return { at: from, isStuck: kernel.reason.value >= reason.cannotTell }
  }

  get rows(): number {
    return this.#kernel.rows.value
  }

  /** Microseconds; negative where the time is no plain number, and for the caller to read. */
  get times(): Float64Array {
    return this.#arena.numbers(this.#times, this.rows)
  }

  /** Negative where the line has none. */
  get sequences(): Float64Array {
    return this.#arena.numbers(this.#sequences, this.rows)
  }

  /** By row: `lineWords`. */
  get lines(): Int32Array {
    return this.#arena.words(this.#lines, lineWords.count * this.rows)
  }

  /** `newsWords`, of each value that an id stands for from now on. */
  get news(): Int32Array {
    return this.#arena.words(this.#news, newsWords.count * this.#kernel.newsCount.value)
  }

  /** By row: the place in the column's memory, or one of `id`. */
  ids(index: number): Int32Array {
    return this.#arena.words(this.#columns[index]!.ids, this.rows)
  }

  /** By row, where the id says that it is a number. */
  numbers(index: number): Float64Array {
    return this.#arena.numbers(this.#columns[index]!.numbers, this.rows)
  }

  #learn(): boolean {
    const { keyAt, keyNode, keyBefore } = this.#kernel
    return this.#keys.learn({ at: keyAt.value, node: keyNode.value, before: keyBefore.value })
  }

  /** Larger memories for columns whose values mostly were not there. */
  #enlarge(): void {
    const { news } = this
    for (let at = 0; at < news.length; at += newsWords.count) this.#columns[news[at]!]!.missed++
    for (const [index, { missed, places }] of this.#columns.entries()) {
      const isSmall = places > 0 && places < mostPlaces && this.#places + 4 * places <= mostPlacesTogether
      if (isSmall && missed > 2 * places) this.#remember(index, 4 * places)
    }
  }

  /** What was remembered is forgotten. */
  #remember(index: number, places: number): void {
    const state = this.#columns[index]!
    const { wanted, ids, numbers, pairs, pairCount } = state
    const isRemembered = wanted.isRemembered && this.#places + places <= mostPlacesTogether
    state.missed = 0
    state.places = isRemembered ? places : 0
    this.#places += state.places
    const memory = this.#arena.take(state.places * memo.bytes)
    const kind =
      (wanted.asNumber ? column.asNumber : 0) |
      (isRemembered ? column.isRemembered : 0) |
      (pairCount > 0 ? column.needsPairs : 0)
    const words = [wanted.slot, kind, places - 1, memory, ids, numbers, pairs, pairCount]
    this.#arena.setWords(this.#columnsAt + index * column.bytes, words)
  }
}
