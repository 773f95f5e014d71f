// Many lines of an access log at once → their events. What their values mean is what the meaning of a line says; of the same
// values it is not worked out again.
import type { Batch } from '../../../src/event/batch.ts'
import { isTime } from '../../../src/event/time.ts'
import type { ReaderContext } from '../../connector.ts'
import { newline } from '../../json/bytes.ts'
import { lineWords } from '../../json/row-scanner.ts'
import { longestLine } from '../../lines.ts'
import { kindBits } from '../fields.ts'
import type { Kind, Sink } from '../kinds.ts'
import { connectionIdAt, type Log, sequenceOf } from '../origin.ts'
import type { OpenValues } from '../values.ts'
import { CodedLines } from './coded-lines.ts'
import { firstAsked } from './first-asked.ts'
import { openScanner } from './open-scanner.ts'
import { RowOrigins } from './origins.ts'
import { RowKind } from './row-kind.ts'
import type { CodedRows, LineScanner } from './scanner.ts'
import { RowTables } from './tables.ts'

/** A kind of line that can be scanned. */
export interface ScannedKind {
  readonly open: OpenValues
  readonly kind: Kind
}

/** Those that are scanned in the same way. */
export interface ScannedKinds {
  readonly kinds: readonly ScannedKind[]
  /** Another kind comes before them, whose lines are JSON. */
  readonly isBehindJson: boolean
}

/** Whole lines, and where their events go. */
export interface LinesToRead {
  readonly bytes: Uint8Array
  /** Where they begin in the source. */
  readonly offset: number
  readonly batch: Batch
  /** Reads the line that starts there, and adds its events to the sink. */
  readonly readLine: (start: number, sink: Sink) => void
}

/** Names that are new in each line: beyond, to learn them costs more than to read the line by itself. */
const mostLearned = 4

export class RowReader {
  readonly #kinds: readonly ScannedKind[]
  readonly #isBehindJson: boolean
  readonly #context: ReaderContext
  readonly #log: Log
  readonly #tables: RowTables
  /** Which values were asked for, by kind. */
  readonly #asked: readonly Set<number>[]
  #scanner: LineScanner
  #lines: CodedLines
  #rowKinds: readonly RowKind[]
  #met = 0
  /** Of the lines read last. */
  #stuck = 0
  #told = 0
  #learned = 0
  #expected = 0

  /** `bytes`: some of the lines. */
  constructor({ kinds, isBehindJson }: ScannedKinds, context: ReaderContext, log: Log, bytes: Uint8Array) {
    this.#kinds = kinds
    this.#isBehindJson = isBehindJson
    this.#context = context
    this.#log = log
    this.#tables = new RowTables(context.wanted.fields.length)
    this.#asked = firstAsked(kinds, bytes, context)
    const opened = this.#open()
    this.#scanner = opened.scanner
    this.#lines = opened.lines
    this.#rowKinds = opened.rowKinds
  }

  #open() {
    const scanner = openScanner(
      this.#kinds.map(({ kind }) => kind.values),
      this.#asked,
      this.#isBehindJson,
    )
    const lines = new CodedLines(scanner, this.#asked)
    const { fields } = this.#tables
    const { request } = this.#context
    const rowKinds = this.#kinds.map(
      ({ open, kind: { gives } }, number) =>
        new RowKind(open, number, lines, { gives, request, fields, mostRows: scanner.rows.mostRows }),
    )
    return { scanner, lines, rowKinds }
  }

  /** Something was asked for that the scanner does not tell of. */
  #openAnew(bytes: Uint8Array): void {
    const { scanner, lines, rowKinds } = this.#open()
    this.#scanner = scanner
    this.#lines = lines
    this.#rowKinds = rowKinds
    this.#met = 0
    scanner.rows.load(bytes)
  }

  read(reading: LinesToRead): void {
    const { bytes, batch, offset } = reading
    this.#begin()
    this.#stuck = this.#told = 0
    const sink = this.#sink(offset)
    this.#scanner.rows.load(bytes)
    const learnedBefore = this.#scanner.learned
    for (let at = 0; at < bytes.length; ) {
      const told = this.#scanner.rows.run(this.#scanner.rows.start + at)
      if (this.#hasMetMore()) {
        this.#openAnew(bytes)
        continue
      }
      const stop = this.#addRows(told, reading, sink)
      if (stop >= 0) {
        this.#openAnew(bytes)
        at = stop
        continue
      }
      this.#told += told.rows
      at = told.next - this.#scanner.rows.start
      if (!told.isStuck) continue
      this.#stuck++
      reading.readLine(at, sink)
      at = bytes.indexOf(newline, at) + 1
    }
    this.#learned = this.#scanner.learned - learnedBefore
    this.#expected = this.#tables.length
    const { source } = this.#log
    this.#tables.give(
      batch,
      (rows) => new RowOrigins(this.#log, { bytes, offset }, rows),
      (start) => connectionIdAt(source, offset + start),
    )
  }

  /** Whether most of the lines read last had to be read one by one, or had names that no line before had: to scan them was in vain. */
  get isVain(): boolean {
    return this.#stuck > this.#told || this.#learned > mostLearned * this.#told
  }

  #begin(): void {
    const slots = this.#tables.begin(this.#expected + (this.#expected >> 3) + 64)
    for (const kind of this.#rowKinds) kind.forget([], slots)
  }

  /** Whether lines were found to have what was asked for in vain before. */
  #hasMetMore(): boolean {
    const { met } = this.#scanner
    if (met === this.#met) return false
    this.#met = met
    return this.#asked.some((asked, kind) => {
      const columns = this.#scanner.columnsOf(kind)
      return [...asked].some((index) => columns[index]! < 0 && this.#scanner.lacks(kind, index))
    })
  }

  /** Returns where it stopped at a line of which something was asked that is not told; -1 where it did not. */
  #addRows(told: CodedRows, reading: LinesToRead, sink: Sink): number {
    const lines = this.#lines
    lines.load(told)
    if (told.renewed.length > 0) for (const kind of this.#rowKinds) kind.forget(told.renewed, noSlots)
    for (let row = 0; row < told.rows; row++) {
      const first = row
      const before = this.#tables.length
      while (row < told.rows && this.#listRow(told, row, reading.offset)) row++
      for (const kind of this.#rowKinds) if (!lines.isLacking) kind.fill(this.#log.source, reading.offset)
      if (lines.isLacking) {
        this.#tables.truncate(before)
        return this.#startOf(told, first)
      }
      if (row < told.rows) reading.readLine(this.#startOf(told, row), sink)
    }
    return -1
  }

  #startOf({ lines }: CodedRows, row: number): number {
    return lines[row * lineWords.count + lineWords.start]! - this.#scanner.rows.start
  }

  /** Makes rows of the line's events, and lists them to be filled. False where the line is to be read by itself. */
  #listRow(told: CodedRows, row: number, offset: number): boolean {
    const start = this.#startOf(told, row)
    const end = told.lines[row * lineWords.count + lineWords.end]! - this.#scanner.rows.start
    if (end - start > longestLine) return false
    this.#lines.moveTo(row)
    for (const kind of this.#rowKinds) {
      if (!kind.accepts()) continue
      const us = kind.time()
      if (!isTime(us)) return false
      const { events, rows } = kind.gives[kind.about()]
      rows.add(row, start, this.#tables.length)
      for (const event of events) this.#tables.add(kindBits[event], us, sequenceOf(offset + start, event), start)
      return !this.#lines.isLacking
    }
    return false
  }

  /** Takes events of lines that are read by themselves. */
  #sink(offset: number): Sink {
    const tables = this.#tables
    return {
      add: (kind, us, origin) => tables.add(kindBits[kind], us, origin.sequence(), origin.at - offset),
      set: (row, slot, value) => tables.fields[slot]!.put(row, value),
    }
  }
}

const noSlots: ReadonlySet<number> = new Set()
