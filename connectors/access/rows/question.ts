// Something that is read of a line's meaning, asked of rows of codes: what it was of the same codes is not worked out again.
import type { Value } from '../../../src/event/value.ts'
import { Answers, own, unknown } from './answers.ts'
import type { CodedLines, Look } from './coded-lines.ts'
import type { RowList } from './row-list.ts'
import type { FieldTable } from './tables.ts'

/** The row at hand, as a line. */
export interface RowLine {
  /** Makes it the line that is read, unless it is. */
  ensure(): void
  /** The same, as if nobody had read it before. */
  renew(): void
}

/** So many answers tell nothing yet of how often they come again. */
const fewLearned = 2000

/** Where the answers go: into so many of the events of a line, from one on. */
export interface Target {
  readonly field: FieldTable
  readonly shift: number
  readonly times: number
}

export class Question {
  /** The answer asked for last, where it is the line's own. */
  value: Value = null
  /** Whether the row that was asked last had an answer of its own: others that do are better asked with it. */
  isOwn = false
  readonly #answers = new Answers()
  #asked = 0
  #learned = 0
  /** What it depends on hardly ever comes again: to remember it costs more than to work it out. */
  #isVain = false
  readonly #lines: CodedLines
  readonly #line: RowLine
  readonly #read: () => Value
  readonly #keep: () => number

  /** `keep`: gives a code to a value that none stands for. */
  constructor(lines: CodedLines, line: RowLine, read: () => Value, keep: (value: Value) => number) {
    this.#lines = lines
    this.#line = line
    this.#read = read
    this.#keep = () => keep(this.value)
  }

  /** The same for all rows that are listed. */
  fill(list: RowList, to: Target): void {
    const lines = this.#lines
    const { words } = lines.table
    const { rows, firsts, count } = list
    this.#asked += count
    for (let index = 0; index < count; index++) {
      const row = rows[index]!
      let answer = this.#answers.find(words, row)
      if (answer <= unknown) {
        lines.moveTo(row)
        answer = this.#workOut(answer)
      }
      this.#put(answer, firsts[index]!, to)
    }
  }

  /** Puts what the row at hand answers where it belongs: its events begin with that row of the batch. */
  put(first: number, to: Target): void {
    this.#put(this.ask(), first, to)
  }

  #put(answer: number, first: number, { field, shift, times }: Target): void {
    const end = first + shift + times
    this.isOwn = answer === own
    for (let at = first + shift; at < end; at++) {
      if (answer === own) field.put(at, this.value)
      else field.tell(at, answer)
    }
  }

  /** The code of what the row at hand answers, or `own`. */
  ask(): number {
    this.#asked++
    const found = this.#answers.find(this.#lines.table.words, this.#lines.row)
    return found > unknown ? found : this.#workOut(found)
  }

  #workOut(found: number): number {
    const lines = this.#lines
    if (found === own || this.#isVain) {
      this.#line.ensure()
      this.value = this.#read()
      return own
    }
    this.#line.renew()
    const looks: Look[] = []
    lines.looks = looks
    this.value = this.#read()
    lines.looks = null
    if (lines.isLacking) return own
    if (++this.#learned > fewLearned && 2 * this.#learned > this.#asked) this.#giveUp()
    return this.#answers.learn(looks, lines.table, lines.row, this.#keep)
  }

  #giveUp(): void {
    this.#isVain = true
    this.#answers.forget()
  }

  /** Codes of these columns begin anew. */
  forget(columns: readonly number[]): void {
    if (this.#answers.dependsOn(columns)) this.#answers.forget()
  }

  forgetAll(): void {
    this.#answers.forget()
  }
}
