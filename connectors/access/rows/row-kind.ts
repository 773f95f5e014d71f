// A kind of line → what is asked of its rows, and where the answers go.

import { code } from '../../../src/event/column.ts'
import type { Value } from '../../../src/event/value.ts'
import type { RequestSettings } from '../../../src/request/settings.ts'
import type { Column, Given, Gives, Identity } from '../columns.ts'
import { fact, microsecond } from '../facts.ts'
import type { EventKind } from '../fields.ts'
import { AccessLine, type LineKind } from '../line.ts'
import { PlacedEvent } from '../origin.ts'
import type { OpenValues } from '../values.ts'
import { own } from './answers.ts'
import type { CodedLines } from './coded-lines.ts'
import { Question, type RowLine, type Target } from './question.ts'
import { RowList } from './row-list.ts'
import type { FieldTable } from './tables.ts'

/** A column of the batch, and who answers it. */
interface AskedColumn extends Target {
  readonly kind: EventKind
  readonly read: Column['read']
  /** Null where each row answers for itself. */
  readonly question: Question | null
}

/** What lines about one thing give, and those that are to be asked for it. */
interface Giving {
  readonly events: readonly EventKind[]
  readonly columns: readonly AskedColumn[]
  readonly rows: RowList
}

export interface WantedOfRows {
  readonly gives: Gives
  readonly request: RequestSettings
  /** By slot. */
  readonly fields: readonly FieldTable[]
  /** That are told at once. */
  readonly mostRows: number
}

/** Beyond, times are forgotten. */
const mostTimes = 1 << 16

export class RowKind implements RowLine {
  readonly line: AccessLine
  readonly gives: Readonly<Record<LineKind, Giving>>
  readonly #lines: CodedLines
  readonly #fields: readonly FieldTable[]
  readonly #mostRows: number
  readonly #accepts: Question
  readonly #time: Question
  /** When the request came, as far as the line says it itself. */
  readonly #started: Question
  readonly #about: Question
  readonly #columns: { readonly column: Column; readonly question: Question }[] = []
  /** How long it took, in nanoseconds. */
  readonly #took: Question
  /** The column that is the line's time, -1 where there is none, and whether it was written later, by as long as it took. */
  readonly #clock: { readonly column: number; readonly isStart: boolean }
  readonly #tellsStart: boolean
  #times: number[] = []
  #tooks: number[] = []
  #loaded = -1

  constructor(open: OpenValues, number: number, lines: CodedLines, wanted: WantedOfRows) {
    const { gives, request, fields, mostRows } = wanted
    this.line = new AccessLine(open(lines.rowOf(number)), request)
    this.#lines = lines
    this.#fields = fields
    this.#mostRows = mostRows
    const { line } = this
    this.#accepts = new Question(lines, this, () => line.load('', true), Number)
    const keepTime = (us: Value): number => this.#times.push(us as number) - 1
    this.#time = new Question(lines, this, () => line.time(), keepTime)
    this.#started = new Question(lines, this, () => line.saidStarted(), keepTime)
    this.#took = new Question(
      lines,
      this,
      () => line.saidTook(),
      (took) => this.#tooks.push((took as number | null) ?? Number.NaN) - 1,
    )
    const { clock } = line
    this.#clock = {
      column: clock === null ? -1 : lines.columnOf(number, clock.index),
      isStart: clock?.isStart ?? false,
    }
    this.#tellsStart = line.tellsStart
    this.#about = new Question(
      lines,
      this,
      () => line.kind(),
      (kind) => lineKinds.indexOf(kind as LineKind),
    )
    this.gives = {
      upgraded: this.#asked(gives.upgraded),
      refused: this.#asked(gives.refused),
      request: this.#asked(gives.request),
    }
  }

  #asked({ events, shared }: Given): Giving {
    const ask = (column: Column, kind: EventKind, shift: number, times: number): AskedColumn => ({
      kind,
      shift,
      times,
      field: this.#fields[column.slot]!,
      read: column.read,
      question: column.from === 'meaning' || column.from === 'meaning or place' ? this.#questionOf(column) : null,
    })
    return {
      events: events.map(({ kind }) => kind),
      columns: [
        ...shared.map((column) => ask(column, events[0]!.kind, 0, events.length)),
        ...events.flatMap(({ kind, columns }, shift) => columns.map((column) => ask(column, kind, shift, 1))),
      ],
      rows: new RowList(this.#mostRows),
    }
  }

  /** One for all events that have it. */
  #questionOf(column: Column): Question {
    const { slot, read } = column
    const known = this.#columns.find((one) => one.column.slot === slot && one.column.read === read)
    if (known !== undefined) return known.question
    const { line } = this
    const field = this.#fields[slot]!
    if (column.from === 'meaning or place') field.nothing = code.made
    const question = new Question(
      this.#lines,
      this,
      () => read(line, nobody),
      (value) => field.keep(value),
    )
    this.#columns.push({ column, question })
    return question
  }

  ensure(): void {
    if (this.#loaded !== this.#lines.visits) this.renew()
  }

  renew(): void {
    this.#loaded = this.#lines.visits
    this.line.load('', true)
  }

  /** Whether the row at hand is of this kind. */
  accepts(): boolean {
    const answer = this.#accepts.ask()
    return answer === own ? this.#accepts.value === true : answer === 1
  }

  time(): number {
    const us = this.#clock.column < 0 ? Number.NaN : this.#lines.numberOf(this.#clock.column)
    if (!Number.isNaN(us)) return this.#clock.isStart ? numberOr(this.#ended(us), us) : us
    // When the request came may come again where how long it took is the line's own.
    const ended = this.#tellsStart ? this.#ended(this.#askTime(this.#started)) : Number.NaN
    return Number.isNaN(ended) ? this.#askTime(this.#time) : ended
  }

  #askTime(question: Question): number {
    const answer = question.ask()
    return answer === own ? (question.value as number) : this.#times[answer]!
  }

  /** NaN where the line does not say how long it took. */
  #ended(started: number): number {
    if (Number.isNaN(started)) return started
    const answer = this.#took.ask()
    const took = answer === own ? ((this.#took.value as number | null) ?? Number.NaN) : this.#tooks[answer]!
    return started + Math.round(took / microsecond)
  }

  about(): LineKind {
    const answer = this.#about.ask()
    return answer === own ? (this.#about.value as LineKind) : lineKinds[answer]!
  }

  /** Puts down what the rows listed so far give, and lists no more. `offset`: where the bytes begin in the source. */
  fill(source: string, offset: number): void {
    for (const { columns, rows } of Object.values(this.gives)) {
      if (rows.count === 0) continue
      const byRow = columns.filter(({ question }) => question === null || question.isOwn)
      for (const column of columns) if (!byRow.includes(column)) column.question!.fill(rows, column)
      this.#fillByRow(byRow, rows, source, offset)
      rows.count = 0
    }
  }

  /** What each row answers for itself: the line is made to be read once for all of that. */
  #fillByRow(
    columns: readonly AskedColumn[],
    { rows, starts, firsts, count }: RowList,
    source: string,
    offset: number,
  ) {
    for (let index = 0; index < count; index++) {
      const first = firsts[index]!
      this.#lines.moveTo(rows[index]!)
      for (const column of columns) {
        const { question, field, read, kind, shift, times } = column
        if (question !== null) {
          question.put(first, column)
          continue
        }
        this.ensure()
        const value = read(this.line, new PlacedEvent(source, offset + starts[index]!, kind))
        for (let at = first + shift; at < first + shift + times; at++) field.put(at, value)
      }
    }
  }

  /** Codes of these columns of the scanner, and of these slots of the batch, begin anew. */
  forget(columns: readonly number[], slots: ReadonlySet<number>): void {
    for (const { column, question } of this.#columns) {
      if (slots.has(column.slot)) question.forgetAll()
      else question.forget(columns)
    }
    for (const question of [this.#accepts, this.#time, this.#started, this.#took, this.#about]) question.forget(columns)
    if (this.#times.length + this.#tooks.length <= mostTimes) return
    this.#times = []
    this.#tooks = []
    this.#time.forgetAll()
    this.#started.forgetAll()
    this.#took.forgetAll()
  }
}

const lineKinds: readonly LineKind[] = ['upgraded', 'refused', 'request']

const numberOr = (number: number, other: number): number => (Number.isNaN(number) ? other : number)

/** Where the line stands is not asked of what depends on its meaning alone. */
export const nobody: Identity = {
  id: () => '',
  sequence: () => 0,
  connectionId: (line) => line.text(fact.connectionId),
}
