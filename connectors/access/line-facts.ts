// The values of one line → its facts, by name: the first value that says something counts.
import { type Fact, fact, factCount, microsecond, type TimeReader } from './facts.ts'
import type { Values } from './values.ts'

/** Where a fact may be found, and how what stands there is read. */
interface Candidate {
  readonly index: number
  readonly read: ((text: string) => string | null) | null
  readonly scale: number
}

interface TimeCandidate {
  readonly index: number
  readonly parse: TimeReader
}

interface Met {
  readonly candidates: readonly (readonly Candidate[])[]
  readonly startTimes: readonly TimeCandidate[]
  readonly endTimes: readonly TimeCandidate[]
}

/** Microseconds, NaN where it cannot be known; how long in nanoseconds. */
export interface Times {
  readonly started: number
  readonly ended: number
  readonly took: number | null
}

/** Which value is a line's time. */
export interface Clock {
  readonly index: number
  /** The line was written later, by as long as it took. */
  readonly isStart: boolean
}

export class LineFacts {
  readonly values: Values
  /** By fact. */
  readonly #candidates: readonly (readonly Candidate[])[]
  readonly #startTimes: readonly TimeCandidate[]
  readonly #endTimes: readonly TimeCandidate[]
  /** Those of them that any line so far had. */
  #met: Met
  #metCount = 0
  /** Cookies logged one by one. */
  readonly #cookies: readonly { readonly name: string; readonly index: number }[]
  /** By fact: what the line said that was asked last, and which line that was. Some are asked for again and again. */
  readonly #texts: (string | null)[] = new Array<string | null>(factCount).fill(null)
  readonly #askedIn = new Float64Array(factCount)
  #lines = 0

  constructor(values: Values) {
    this.values = values
    this.#candidates = candidatesOf(values)
    this.#startTimes = timesOf(values, fact.started)
    this.#endTimes = timesOf(values, fact.ended)
    this.#met = { candidates: this.#candidates, startTimes: this.#startTimes, endTimes: this.#endTimes }
    this.#cookies = values.said.flatMap(({ index, meaning }) =>
      meaning.kind === 'cookie' ? [{ index, name: meaning.name }] : [],
    )
  }

  /** False where the line is not of this kind. */
  load(line: string, ascii: boolean, bytes?: Uint8Array, start?: number): boolean {
    if (!this.values.load(line, ascii, bytes, start)) return false
    this.#lines++
    const { met } = this.values
    if (met !== undefined && met.count !== this.#metCount) this.#meet(met)
    return true
  }

  /** JSON has many names for one thing, of which a log uses one: the others are not looked for in each line. */
  #meet({ count, has }: NonNullable<Values['met']>): void {
    const known = <One extends { readonly index: number }>(all: readonly One[]): readonly One[] =>
      all.filter(({ index }) => has(index))
    this.#metCount = count
    this.#met = {
      candidates: this.#candidates.map(known),
      startTimes: known(this.#startTimes),
      endTimes: known(this.#endTimes),
    }
  }

  /** Whether the line would say so if the fact had a value. */
  has(which: Fact): boolean {
    for (const { index } of this.#candidates[which]!) if (this.values.has(index)) return true
    return false
  }

  text(which: Fact): string | null {
    if (this.#askedIn[which] === this.#lines) return this.#texts[which]!
    const text = this.#read(which)
    this.#askedIn[which] = this.#lines
    this.#texts[which] = text
    return text
  }

  #read(which: Fact): string | null {
    for (const { index, read } of this.#met.candidates[which]!) {
      const logged = this.values.at(index)
      const text = logged === null || read === null ? logged : read(logged)
      if (text !== null) return text
    }
    return null
  }

  number(which: Fact): number | null {
    for (const { index, read, scale } of this.#met.candidates[which]!) {
      const told = this.values.numberAt?.(index) ?? Number.NaN
      if (!Number.isNaN(told) && read === null) return scale === 1 ? told : Math.round(told * scale)
      const logged = this.values.at(index)
      const text = logged === null || read === null ? logged : read(logged)
      if (text === null) continue
      const value = Number(text)
      if (Number.isFinite(value)) return scale === 1 ? value : Math.round(value * scale)
    }
    return null
  }

  /** Cookies logged one by one that were sent. */
  singleCookies(): readonly { readonly name: string; readonly value: string }[] {
    if (this.#cookies.length === 0) return noCookies
    return this.#cookies.flatMap(({ name, index }) => {
      const value = this.values.at(index)
      return value === null ? [] : [{ name, value }]
    })
  }

  /** When the line was written, where it says nothing of when the request came; else null. */
  onlyTime(): number | null {
    return this.#met.startTimes.length === 0 ? this.#timeOf(this.#met.endTimes) : null
  }

  /** How long the line says that it took, in nanoseconds. */
  saidTook(): number | null {
    const said = this.number(fact.took)
    return said !== null && said >= 0 && said < longest ? said : null
  }

  /** How long it took, by what the line says or by its times. */
  took(): number | null {
    const { startTimes, endTimes } = this.#met
    const isByTimes = startTimes.length > 0 && endTimes.length > 0
    return this.saidTook() ?? (isByTimes ? this.times().took : null)
  }

  /** The value that says when the line was written; or when the request came, where only that and how long it took are said. */
  get clock(): Clock | null {
    const [start] = this.#startTimes
    const [end] = this.#endTimes
    if (start !== undefined && end !== undefined) return null
    const only = start ?? end
    return only === undefined ? null : { index: only.index, isStart: start !== undefined }
  }

  /** Whether lines of the kind may say when the request came. */
  get tellsStart(): boolean {
    return this.#startTimes.length > 0
  }

  /** When the request came, as far as the line says it itself: NaN where it does not. */
  saidStarted(): number {
    return this.#timeOf(this.#met.startTimes)
  }

  times(): Times {
    const took = this.saidTook()
    const started = this.saidStarted()
    if (!Number.isNaN(started) && took !== null)
      return { started, ended: started + Math.round(took / microsecond), took }
    const ended = this.#timeOf(this.#met.endTimes)
    if (took !== null) return { started: ended - Math.round(took / microsecond), ended, took }
    return { started, ended, took: started <= ended ? (ended - started) * microsecond : null }
  }

  #timeOf(candidates: readonly TimeCandidate[]): number {
    for (const { index, parse } of candidates) {
      const us = this.#timeAt(index, parse)
      if (Math.abs(us) <= furthestUs) return us
    }
    return Number.NaN
  }

  #timeAt(index: number, parse: TimeReader): number {
    if (this.values.timeAt !== undefined) return this.values.timeAt(index)
    const text = this.values.at(index)
    return text === null ? Number.NaN : parse(text)
  }
}

const noCookies: readonly { readonly name: string; readonly value: string }[] = []

/** The end of the year 9999, in microseconds: what lies further is no time of a log. */
const furthestUs = 253_402_300_799_000_000

/** A hundred years: more is no span, and would lead to no time. */
const longest = 100 * 366 * 86_400 * 1_000_000_000

function candidatesOf({ said }: Values): readonly (readonly Candidate[])[] {
  const byFact: Candidate[][] = Array.from({ length: factCount }, () => [])
  for (const { index, meaning } of said) {
    if (meaning.kind === 'text') byFact[meaning.fact]!.push({ index, read: meaning.read, scale: meaning.scale ?? 1 })
    if (meaning.kind === 'number') byFact[meaning.fact]!.push({ index, read: null, scale: meaning.scale })
  }
  return byFact
}

const timesOf = ({ said }: Values, which: Fact): readonly TimeCandidate[] =>
  said.flatMap(({ index, meaning }) =>
    meaning.kind === 'time' && meaning.fact === which ? [{ index, parse: meaning.open() }] : [],
  )
