// One rule at work: its filter on arrival, its candidates until the watermark lets them go, its correlation.
import type { Detect, Rule } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import { beginning, comparePosition, end, later, type Position } from '../event/position.ts'
import { type Bounds, type Counters, countFailure, noCounts } from './bounds.ts'
import type { Candidate, Correlation, CorrelationContext } from './correlations/correlation.ts'
import { eventMatch } from './correlations/event.ts'
import { correlate } from './correlations/index.ts'
import { compareEvents, HeldEvent, type SavedEvent } from './held.ts'
import type { HeldRows } from './held-rows.ts'
import type { Match } from './match.ts'
import { type Begun, countNear, type NearMiss } from './near.ts'
import { keysIn } from './placement.ts'
import { Sorter } from './sorter.ts'
import { decode, encode, type SavedPosition } from './watermark.ts'

export interface SavedRuleState {
  readonly id: string
  readonly version: string
  readonly released: SavedPosition
  readonly pending: readonly { readonly event: SavedEvent; readonly input: unknown }[]
  readonly correlation: unknown
  readonly counters: Counters
}

export interface RuleStateParts extends Pick<CorrelationContext, 'bounds' | 'owns'> {
  /** Where its matches are put. */
  readonly found: Match[]
  /** Where events are put that came too late for it. */
  readonly late: LateEvent[]
  /** Whether other rules ask for its incidents: they follow from its events, and are to follow again. */
  readonly feeds: boolean
  /** Told of what almost matched; it is counted all the same. */
  readonly near?: ((rule: Rule, miss: NearMiss) => void) | undefined
}

/** One batch being evaluated. */
export interface Turn {
  readonly rows: HeldRows
  /** Each of its rows comes after the one before. */
  readonly isOrdered: boolean
  /** Up to where nothing else will come for a rule. */
  readonly through: (state: RuleState) => Position
  /** Told of each row that changed state. */
  readonly touch: (row: number) => void
}

/** An event that a rule wants, and that came after the watermark had passed it. */
export interface LateEvent {
  readonly rule: Rule
  readonly keys: readonly string[]
  readonly event: HeldEvent
}

const byEvent = (a: Candidate, b: Candidate): number => compareEvents(a.event, b.event)

export class RuleState {
  readonly rule: Rule
  readonly detect: Detect
  readonly categories: number
  readonly counters: Counters
  /** Needs no order and keeps nothing: fires on arrival. */
  readonly #stateless: boolean
  readonly #bounds: Bounds
  readonly #correlation: Correlation
  readonly #found: Match[]
  readonly #late: LateEvent[]
  readonly #feeds: boolean
  /** Rows that were a match on arrival. */
  #fired: number[] = []
  #arrived: Candidate[] = []
  /** The batch that is being evaluated, and up to where what it brings is applied at once. */
  #turn: Turn | null = null
  #through: Position = beginning
  readonly #pending = new Sorter<Candidate>(byEvent)
  #released: Position = beginning

  constructor(rule: Rule, { bounds, found, late, feeds, owns, near: tell }: RuleStateParts) {
    this.rule = rule
    this.detect = rule.detect
    this.counters = noCounts()
    this.#bounds = bounds
    this.#found = found
    this.#late = late
    this.#feeds = feeds
    const emit = (match: Omit<Match, 'rule'>): void => this.#emit(match)
    const near = (miss: NearMiss): void => {
      countNear(this.counters, miss)
      tell?.(rule, miss)
    }
    this.#correlation = correlate(rule.detect, { rule, bounds, counters: this.counters, owns, emit, near })
    this.categories = this.#correlation.categories
    this.#stateless = rule.detect.kind === 'event' && rule.suppress === null
  }

  /** Looks at one row. What the rule wants of it is applied at once where nothing may come before it, else it waits for `release`. */
  offer(batch: Batch, row: number, turn: Turn): void {
    try {
      const input = this.#correlation.offer(batch, row)
      if (input !== null) this.#takeIn(HeldEvent.of(batch, row, turn.rows), input, batch, turn)
    } catch (error) {
      countFailure(this.counters, error)
    }
  }

  /** The same for a row that follows from others, and will follow again. */
  offerDerived(batch: Batch, row: number): void {
    try {
      const input = this.#correlation.offer(batch, row)
      if (input !== null) this.#takeIn(HeldEvent.derived(batch, row), input, batch, null)
    } catch (error) {
      countFailure(this.counters, error)
    }
  }

  #takeIn(event: HeldEvent, input: unknown, batch: Batch, turn: Turn | null): void {
    this.counters.events++
    if (this.#stateless) this.#fire(event)
    else if (this.#isLate(event))
      this.#late.push({ rule: this.rule, keys: keysIn(this.rule.detect, batch, event.row), event })
    else if (turn !== null && this.#isNext(event, turn)) {
      this.#apply({ event, input })
      if (event.touched) turn.touch(event.row)
    } else this.#arrived.push({ event, input })
  }

  /** Whether nothing before it can come any more, and nothing before it waits. */
  #isNext(event: HeldEvent, turn: Turn): boolean {
    if (turn !== this.#turn) {
      this.#turn = turn
      const isClear = turn.isOrdered && this.#pending.size === 0 && this.#arrived.length === 0
      this.#through = isClear ? turn.through(this) : beginning
    }
    return comparePosition(event, this.#through) <= 0
  }

  /**
   * The batch is over and event time has come as far as `watermark`: lets go what is before it, in order. Calls `touch`
   * for each row of the batch that changed state.
   */
  release(watermark: Position, touch: (row: number) => void): void {
    const arrived = this.#arrived
    if (arrived.length > 0) this.#await(arrived)
    if (this.#pending.size > 0) this.#releasePending(watermark)
    if (comparePosition(watermark, this.#released) > 0) {
      this.#released = watermark
      this.#advance(watermark)
    }
    for (const { event } of arrived) {
      if (event.row >= 0 && (event.touched || comparePosition(event, watermark) > 0)) touch(event.row)
    }
    if (this.#fired.length > 0) for (const row of this.#fired.splice(0)) touch(row)
  }

  #await(arrived: readonly Candidate[]): void {
    this.#arrived = []
    for (const candidate of arrived) this.#wait(candidate)
  }

  #wait(candidate: Candidate): void {
    candidate.event.wait()
    this.#pending.push(candidate)
  }

  /** The input is over: nothing waits any longer. Time stands at `at`, or has run on for ever. */
  end(at: Position): void {
    for (const candidate of this.#arrived.splice(0)) this.#wait(candidate)
    this.#releasePending(end)
    this.#advance(at)
  }

  /** Whether time alone may change something. */
  waits(): boolean {
    return this.#pending.size > 0 || this.#correlation.waits()
  }

  undecided(): number {
    return this.#correlation.undecided()
  }

  begun(): readonly Begun[] {
    return this.#correlation.begun?.() ?? []
  }

  save(): SavedRuleState {
    return {
      id: this.rule.metadata.id,
      version: this.rule.metadata.version,
      released: encode(this.#released),
      pending: this.#pending.values().map(({ event, input }) => ({ event: event.save(), input })),
      correlation: this.#correlation.save(),
      counters: structuredClone(this.counters),
    }
  }

  load(saved: SavedRuleState): void {
    this.#released = decode(saved.released)
    for (const { event, input } of saved.pending) this.#wait({ event: HeldEvent.load(event), input })
    this.#correlation.load(saved.correlation)
    Object.assign(this.counters, saved.counters)
  }

  #fire(event: HeldEvent): void {
    this.#emit(eventMatch(event))
    if (this.#feeds && event.row >= 0) this.#fired.push(event.row)
  }

  /** Too late for a window, an event is only counted. One that is a match by itself is one whenever it comes. */
  #isLate(event: HeldEvent): boolean {
    const isLate = this.rule.detect.kind !== 'event' && comparePosition(event, this.#released) <= 0
    if (isLate) this.counters.late++
    return isLate
  }

  #releasePending(watermark: Position): void {
    for (let next = this.#pending.peek(); next !== undefined; next = this.#pending.peek()) {
      if (comparePosition(next.event, watermark) > 0) break
      this.#applyWaiting(this.#pending.pop()!)
    }
    if (this.#pending.size > this.#bounds.pending) this.#hurry()
  }

  /** More wait than may: the oldest are judged before their time, and what comes before them will be late. */
  #hurry(): void {
    while (this.#pending.size > this.#bounds.pending) {
      const candidate = this.#pending.pop()!
      this.counters.hurried++
      this.#released = later(this.#released, positionOf(candidate.event))
      this.#applyWaiting(candidate)
    }
  }

  /** Where it fails, state may have changed all the same. */
  #apply(candidate: Candidate): void {
    const { event } = candidate
    try {
      if (this.#correlation.apply(candidate)) event.touched = true
    } catch (error) {
      event.touched = true
      countFailure(this.counters, error)
    }
  }

  #applyWaiting(candidate: Candidate): void {
    this.#apply(candidate)
    candidate.event.waited()
  }

  #advance(to: Position): void {
    try {
      this.#correlation.advance(to)
    } catch (error) {
      countFailure(this.counters, error)
    }
  }

  #emit(match: Omit<Match, 'rule'>): void {
    this.counters.matches++
    this.#found.push({ rule: this.rule, ...match })
  }
}

const positionOf = ({ us, nanos, sequence }: Position): Position => ({ us, nanos, sequence })
