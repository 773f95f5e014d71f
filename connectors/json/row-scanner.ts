// Lines of JSON objects → rows of their wanted fields, as numbers that stand for values. Runs the kernel, which holds
// each byte against RFC 8259: a line that gives a row is one that JSON.parse would take.
import { Arena } from './arena.ts'
import { ColumnTables, type ColumnWanted, columnKind, newsWords } from './column-tables.ts'
import { instantiate, type Kernel } from './kernel.ts'
import { KeyTree, type WantedPath } from './key-tree.ts'
import { LoadedLines } from './loaded-lines.ts'
import { pairsOf } from './pairs.ts'
import { reason } from './records.ts'

export interface WantedColumn {
  readonly slot: number
  /** Whole numbers are told as they are. */
  readonly asNumber: boolean
  /** Values that come again are told once. */
  readonly isRemembered: boolean
  /** Texts that hold none of them, in any case, are left out; null where all are wanted. */
  readonly literals: readonly string[] | null
  /** In bytes: longer values are told each time. */
  readonly longest?: number
  /** Whether `null` and objects are told of as present, and not as absent. */
  readonly tellsPresence?: boolean
  /** Objects are values too. */
  readonly takesObjects?: boolean
  /** Of `"203.0.113.7:51234"` and `"[2001:db8::7]:51234"` the address is told alone; of anything else all of it. */
  readonly isAddress?: boolean
}

export interface WantedRows {
  readonly paths: readonly WantedPath[]
  /** How many slots the paths have. */
  readonly slots: number
  readonly columns: readonly WantedColumn[]
  /** Whether the first slots are that of the time, without which there is no row, and that of the sequence. */
  readonly areTimed: boolean
  /** Before each object may stand what a syslog daemon puts there. */
  readonly isWithinSyslog?: boolean
}

/** Where the lines of rows are told, in words. */
export const lineWords = { start: 0, end: 1, timeStart: 2, timeEnd: 3, count: 4 } as const

const roomForRows = 1024
const usualLongest = 64

/** Rows, and what their numbers stand for. */
export interface Told extends Tables {
  /** Where the lines go on. */
  readonly next: number
  /**
   * The line there may be no JSON object, or may mean something else than its plain values: a key stands in it twice, an
   * array where a value is wanted holds more than scalars.
   */
  readonly isStuck: boolean
  readonly rows: number
  /** How many values were not told before. */
  readonly news: number
  /** Columns whose numbers begin anew with these rows: what they stood for before, they do not any more. */
  readonly renewed: readonly number[]
}

/** Longer than what is told: what lies behind is of no meaning. */
interface Tables {
  /** What places are places in. */
  readonly bytes: Buffer
  /** By row: microseconds; negative where the time is no plain number, and for the caller to read. */
  readonly times: Float64Array
  /** By row: negative where the line has none. */
  readonly sequences: Float64Array
  /** By row: `lineWords`. */
  readonly lines: Int32Array
  /** `newsWords`, of each value that a number stands for from now on. */
  readonly values: Int32Array
  /** By column, then by row: the number of its value, in the order in which they were told, or one of `code`. */
  readonly codes: readonly Int32Array[]
  /** By column, then by row: of those whose code says that they are numbers. */
  readonly numbers: readonly Float64Array[]
}

export class RowScanner {
  /** That are told at once. */
  readonly mostRows = roomForRows
  readonly #arena = new Arena()
  readonly #loaded = new LoadedLines(this.#arena)
  readonly #kernel: Kernel
  readonly #keys: KeyTree
  readonly #columns: ColumnTables
  readonly #times = this.#arena.take(8 * roomForRows)
  readonly #sequences = this.#arena.take(8 * roomForRows)
  readonly #lines = this.#arena.take(4 * lineWords.count * roomForRows)
  readonly #mostNews: number
  readonly #news: number
  #known: Tables | null = null

  constructor({ paths, slots, columns, areTimed, isWithinSyslog }: WantedRows) {
    const arena = this.#arena
    this.#kernel = instantiate(arena.memory)
    this.#keys = new KeyTree(arena, paths, slots)
    const bySlot = (): number => arena.take(4 * this.#keys.slots)
    this.#kernel.walks(this.#keys.root, slots, bySlot(), bySlot(), bySlot())
    this.#columns = new ColumnTables(arena, columns.map(columnOf), roomForRows)
    this.#kernel.columnsAt(this.#columns.at, columns.length, roomForRows)
    this.#kernel.tells(this.#times, this.#sequences, this.#lines)
    if (!areTimed) this.#kernel.leavesTimes()
    if (isWithinSyslog) this.#kernel.takesSyslog()
    this.#mostNews = 4 * roomForRows + columns.length
    this.#news = arena.take(4 * newsWords.count * this.#mostNews)
    this.#kernel.notes(this.#news, this.#mostNews)
  }

  /** Which slots any line so far had, of those that are wanted. */
  get met(): ReadonlySet<number> {
    return this.#keys.met
  }

  /** How many keys lines had so far that none before had, as far as that is remembered. */
  get learned(): number {
    return this.#keys.learned
  }

  /** Takes whole lines in, in place of those before. */
  load(bytes: Uint8Array): void {
    this.#loaded.load(bytes)
  }

  /** Where the lines begin. */
  get start(): number {
    return this.#loaded.start
  }

  /** Where they end. */
  get end(): number {
    return this.#loaded.end
  }

  /** Makes rows of the lines from `at` on, as far as there is room. What was told before is only good until here. */
  run(at: number): Told {
    const kernel = this.#kernel
    this.#columns.note(this.#tables().values, newsWords.count * kernel.newsCount.value)
    const renewed = this.#columns.renew()
    kernel.begin()
    let next = at
    do next = kernel.run(next, this.#loaded.end)
    while (kernel.reason.value === reason.unknownKey && this.#learn())
    const isStuck = kernel.reason.value >= reason.cannotTell
    return { ...this.#tables(), next, isStuck, rows: kernel.rows.value, news: kernel.newsCount.value, renewed }
  }

  #tables(): Tables {
    const { bytes } = this.#arena
    if (this.#known?.bytes !== bytes) this.#known = this.#newTables(bytes)
    return this.#known
  }

  #newTables(bytes: Buffer): Tables {
    const arena = this.#arena
    return {
      bytes,
      times: arena.numbers(this.#times, roomForRows),
      sequences: arena.numbers(this.#sequences, roomForRows),
      lines: arena.words(this.#lines, lineWords.count * roomForRows),
      values: arena.words(this.#news, newsWords.count * this.#mostNews),
      codes: this.#columns.codes(),
      numbers: this.#columns.numbers(),
    }
  }

  #learn(): boolean {
    const { keyAt, keyNode, keyBefore } = this.#kernel
    return this.#keys.learn({ at: keyAt.value, node: keyNode.value, before: keyBefore.value })
  }
}

function columnOf(wanted: WantedColumn): ColumnWanted {
  const { slot, asNumber, isRemembered, literals, longest = usualLongest } = wanted
  const kind =
    (wanted.tellsPresence ? columnKind.tellsPresence : 0) |
    (wanted.takesObjects ? columnKind.takesObjects : 0) |
    (wanted.isAddress ? columnKind.isAddress : 0)
  return { slot, asNumber, isRemembered, longest, kind, pairs: literals === null ? null : pairsOf(literals) }
}
