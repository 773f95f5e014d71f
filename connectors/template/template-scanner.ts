// Lines of text in formats that are known → rows of their wanted values, as numbers that stand for them. Runs the kernel:
// a line that gives a row is one that a splitter would cut, and in the same places.
import { Arena } from '../json/arena.ts'
import { ColumnTables, type ColumnWanted, columnKind, newsWords } from '../json/column-tables.ts'
import { LoadedLines } from '../json/loaded-lines.ts'
import { lineWords, type Told as ToldRows } from '../json/row-scanner.ts'
import { clockOf } from './clock.ts'
import { Clocks } from './clocks.ts'
import { instantiate, type Kernel } from './kernel.ts'
import { writeProgram } from './program.ts'
import type { Spaced } from './spaced.ts'
import type { Cut } from './split.ts'

/** The address of an endpoint, or of several texts between bars and in brackets the first, the second …. */
export type Part = 'address' | number

/** What is told of each row. */
export type TemplateColumn =
  /** A text, or a part of it. */
  | { readonly kind: 'text'; readonly part?: Part }
  /** A time, in microseconds: `read` says it of a text. */
  | { readonly kind: 'time'; readonly read: (text: string) => number }
  /** Whether the line is of that kind. */
  | { readonly kind: 'is'; readonly number: number }

export interface TemplateKind {
  readonly cut: Cut | Spaced
  /** The last value holds no blank. */
  readonly endsInWord: boolean
  /** By column: which variable of the format it is, or -1. */
  readonly variables: readonly number[]
}

export interface WantedTemplates {
  /** Tried in their order. */
  readonly kinds: readonly TemplateKind[]
  readonly columns: readonly TemplateColumn[]
  /** Lines may have before them what a syslog daemon puts there. */
  readonly isWithinSyslog: boolean
  /** Lines of JSON are of a kind that comes before these. */
  readonly isBehindJson: boolean
}

const roomForRows = 1024
/** In bytes: longer values are told each time. Most user agents are shorter. */
const longestRemembered = 240
/** Behind the last line: as much as the kernel looks at at once. */
const margin = 64

const reason = { atEnd: 0, noRoom: 1, cannotTell: 2, unknownTime: 3 } as const

/** Rows, and what their numbers stand for. Stuck is a line of none of the kinds, or that only its own reader can tell. */
export type Told = Omit<ToldRows, 'times' | 'sequences'>

export class TemplateScanner {
  /** That are told at once. */
  readonly mostRows = roomForRows
  readonly #arena = new Arena()
  readonly #loaded = new LoadedLines(this.#arena, margin)
  readonly #kernel: Kernel
  readonly #tables: ColumnTables
  readonly #columns: readonly TemplateColumn[]
  /** By column: of a time, its minutes. */
  readonly #clocks: readonly (Clocks | null)[]
  readonly #lines = this.#arena.take(4 * lineWords.count * roomForRows)
  readonly #mostNews: number
  readonly #news: number
  #known: Tables | null = null

  constructor({ kinds, columns, isWithinSyslog, isBehindJson }: WantedTemplates) {
    const arena = this.#arena
    this.#kernel = instantiate(arena.memory)
    this.#columns = columns
    this.#tables = new ColumnTables(arena, columns.map(wantedOf), roomForRows)
    this.#clocks = columns.map(({ kind }) => (kind === 'time' ? new Clocks(arena) : null))
    for (const [index, clocks] of this.#clocks.entries()) if (clocks !== null) this.#tables.setClocks(index, clocks.at)
    this.#kernel.columnsAt(this.#tables.at, columns.length, roomForRows)
    const places = kinds.flatMap((kind) => this.#write(kind))
    const kindsAt = arena.take(4 * places.length)
    arena.setWords(kindsAt, places)
    this.#kernel.kindsAt(kindsAt, kinds.length, Number(isWithinSyslog), Number(isBehindJson), this.#lines)
    const spans = 4 * Math.max(...kinds.map(({ cut }) => cut.names.length))
    this.#kernel.spansAt(arena.take(spans), arena.take(spans))
    this.#mostNews = 4 * roomForRows + columns.length
    this.#news = arena.take(4 * newsWords.count * this.#mostNews)
    this.#kernel.notes(this.#news, this.#mostNews)
  }

  #write({ cut, endsInWord, variables }: TemplateKind): readonly [program: number, variables: number] {
    const at = this.#arena.take(4 * variables.length)
    this.#arena.setWords(at, variables)
    return [writeProgram(this.#arena, cut, endsInWord), at]
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
    const renewed = this.#tables.renew()
    kernel.begin()
    let next = kernel.run(at, this.#loaded.end)
    for (let tried = 0; next !== tried && this.#learnsTime(); ) {
      tried = next
      next = kernel.run(next, this.#loaded.end)
    }
    const tables = this.#tablesOfRows()
    const news = kernel.newsCount.value
    this.#tables.note(tables.values, newsWords.count * news)
    const isStuck = kernel.reason.value >= reason.cannotTell
    return { ...tables, next, isStuck, rows: kernel.rows.value, news, renewed }
  }

  /** False where it is no time that is not known, or one that only its reader knows. */
  #learnsTime(): boolean {
    const { reason: why, timeFrom, timeTo, timeColumn } = this.#kernel
    if (why.value !== reason.unknownTime) return false
    const column = this.#columns[timeColumn.value]!
    const text = this.#arena.bytes.toString('latin1', timeFrom.value, timeTo.value)
    const clock = column.kind === 'time' ? clockOf(text, column.read) : null
    if (clock === null) return false
    this.#clocks[timeColumn.value]!.add(clock)
    return true
  }

  #tablesOfRows(): Tables {
    const { bytes } = this.#arena
    if (this.#known?.bytes !== bytes) this.#known = this.#newTables(bytes)
    return this.#known
  }

  #newTables(bytes: Buffer): Tables {
    return {
      bytes,
      lines: this.#arena.words(this.#lines, lineWords.count * roomForRows),
      values: this.#arena.words(this.#news, newsWords.count * this.#mostNews),
      codes: this.#tables.codes(),
      numbers: this.#tables.numbers(),
    }
  }
}

type Tables = Pick<Told, 'bytes' | 'lines' | 'values' | 'codes' | 'numbers'>

function wantedOf(column: TemplateColumn): ColumnWanted {
  const { kind } = column
  return {
    slot: kind === 'is' ? column.number : kind === 'text' ? slotOf(column.part) : 0,
    asNumber: kind === 'time',
    isRemembered: kind === 'text',
    longest: kind === 'text' ? longestRemembered : 0,
    kind: kind === 'time' ? columnKind.asTime : kind === 'is' ? columnKind.asKind : 0,
  }
}

const slotOf = (part: Part | undefined): number => (part === undefined ? 0 : part === 'address' ? 1 : 2 + part)
