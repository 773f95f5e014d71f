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

/** Microseconds, NaN where it cannot be known; how long in nanoseconds. */
export interface Times {
  readonly started: number
  readonly ended: number
  readonly took: number | null
}

export class LineFacts {
  readonly values: Values
  /** By fact. */
  readonly #candidates: readonly (readonly Candidate[])[]
  readonly #startTimes: readonly TimeCandidate[]
  readonly #endTimes: readonly TimeCandidate[]
  /** Cookies logged one by one. */
  readonly #cookies: readonly { readonly name: string; readonly index: number }[]

  constructor(values: Values) {
    this.values = values
    this.#candidates = candidatesOf(values)
    this.#startTimes = timesOf(values, fact.started)
    this.#endTimes = timesOf(values, fact.ended)
    this.#cookies = values.said.flatMap(({ index, meaning }) =>
      meaning.kind === 'cookie' ? [{ index, name: meaning.name }] : [],
    )
  }

  /** Whether the line would say so if the fact had a value. */
  has(which: Fact): boolean {
    for (const { index } of this.#candidates[which]!) if (this.values.has(index)) return true
    return false
  }

  text(which: Fact): string | null {
    for (const { index, read } of this.#candidates[which]!) {
      const logged = this.values.at(index)
      const text = logged === null || read === null ? logged : read(logged)
      if (text !== null) return text
    }
    return null
  }

  number(which: Fact): number | null {
    for (const { index, read, scale } of this.#candidates[which]!) {
      const logged = this.values.at(index)
      const text = logged === null || read === null ? logged : read(logged)
      if (text === null) continue
      const value = Number(text)
      if (Number.isFinite(value)) return scale === 1 ? value : Math.round(value * scale)
    }
    return null
  }

  /** Cookies logged one by one that were sent. */
  *singleCookies(): Generator<{ readonly name: string; readonly value: string }> {
    for (const { name, index } of this.#cookies) {
      const value = this.values.at(index)
      if (value !== null) yield { name, value }
    }
  }

  /** When the line was written, where it says nothing of when the request came; else null. */
  onlyTime(): number | null {
    return this.#startTimes.length === 0 ? this.#timeOf(this.#endTimes) : null
  }

  times(): Times {
    const said = this.number(fact.took)
    const took = said !== null && said >= 0 && said < longest ? said : null
    const started = this.#timeOf(this.#startTimes)
    if (!Number.isNaN(started) && took !== null)
      return { started, ended: started + Math.round(took / microsecond), took }
    const ended = this.#timeOf(this.#endTimes)
    if (took !== null) return { started: ended - Math.round(took / microsecond), ended, took }
    return { started, ended, took: started <= ended ? (ended - started) * microsecond : null }
  }

  #timeOf(candidates: readonly TimeCandidate[]): number {
    for (const { index, parse } of candidates) {
      const text = this.values.at(index)
      const us = text === null ? Number.NaN : parse(text)
      if (!Number.isNaN(us)) return us
    }
    return Number.NaN
  }
}

/** A hundred years: more is no span, and would lead to no time. */
const longest = 100 * 366 * 86_400 * 1_000_000_000

function candidatesOf({ said }: Values): readonly (readonly Candidate[])[] {
  const byFact: Candidate[][] = Array.from({ length: factCount }, () => [])
  for (const { index, meaning } of said) {
    if (meaning.kind === 'text') byFact[meaning.fact]!.push({ index, read: meaning.read, scale: 1 })
    if (meaning.kind === 'number') byFact[meaning.fact]!.push({ index, read: null, scale: meaning.scale })
  }
  return byFact
}

const timesOf = ({ said }: Values, which: Fact): readonly TimeCandidate[] =>
  said.flatMap(({ index, meaning }) =>
    meaning.kind === 'time' && meaning.fact === which ? [{ index, parse: meaning.open() }] : [],
  )
