// One rule at work: its filter on arrival, its candidates until the watermark lets them go, its correlation.
import type { Detect, EventFilter, Rule } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import { beginning, comparePosition, end, later, type Position } from '../event/position.ts'
import { type Bounds, type Counters, copyOf, countFailure, noCounts } from './bounds.ts'
import { Caps } from './caps.ts'
import { type Candidate, type Correlation, type CorrelationContext, offerAndApply } from './correlations/correlation.ts'
import { eventMatch } from './correlations/event.ts'
import { correlate } from './correlations/index.ts'
import type { Spent, Stopwatch } from './cost.ts'
import { HeldEvent } from './held.ts'
import type { HeldRows } from './held-rows.ts'
import { type Finding, type Match, RuleMatch } from './match.ts'
import type { Begun, NearMiss } from './near.ts'
import { compareRow, Pending } from './pending.ts'
import { filterOf, pick } from './picking.ts'
import { keysIn } from './placement.ts'
import { Room } from './room.ts'
import { RowList } from './row-list.ts'
import type { LateEvent, RuleStateParts, SavedRuleState, Turn } from './rule-parts.ts'
import { Run } from './run.ts'
import { decode, encode } from './watermark.ts'

type Touch = (row: number) => void

/** Once so many rows of a batch came to it, what looks at all of a batch in one loop is worth being made. */
const manyRows = 8

const untouched: Touch = () => {}

export class RuleState {
  rule: Rule
  readonly categories: number
  readonly counters: Counters
  /** Since it was made, and for how many events that it was asked about. */
  readonly spent: Spent = { ms: 0 }
  #askedBefore = 0
  /** Needs no order and keeps nothing: fires on arrival. */
  readonly #stateless: boolean
  #filter: EventFilter | null
  #isBusy = false
  readonly #bounds: Bounds
  readonly #context: CorrelationContext
  readonly #correlation: Correlation
  readonly #found: Match[]
  readonly #caps: Caps
  readonly room: Room
  readonly #late: LateEvent[]
  readonly #watch: Stopwatch | null
  readonly #crediblyUs: RuleStateParts['crediblyUs']
  #feeds: boolean
  /** Rows of it that changed state, or were a match, on arrival. */
  readonly #done = new RowList()
  /** What came of the batch that is being evaluated: in its order, or out of any. */
  #run: Run | null = null
  #arrived: Candidate[] = []
  #turn = 0
  #touch: Touch = untouched
  readonly #pending: Pending
  #released: Position = beginning

  constructor(rule: Rule, parts: RuleStateParts) {
    const { bounds, found, late, feeds, owns, near: tell, watch, total } = parts
    this.rule = rule
    this.counters = noCounts()
    this.#bounds = bounds
    this.#found = found
    this.#caps = new Caps(rule, this.counters, found)
    this.#late = late
    this.#watch = watch
    this.#feeds = feeds
    this.#crediblyUs = parts.crediblyUs
    const emit = (finding: Finding): void => this.#emit(finding)
    const near = tell && ((miss: NearMiss): void => tell(this.rule, miss))
    const admits = bounds.policy === 'refuse' ? (keys: number): boolean => this.#admits(keys) : null
    this.#context = { rule, bounds, counters: this.counters, admits, owns, emit, ...(near && { near }) }
    this.#correlation = correlate(rule.detect, this.#context)
    this.room = new Room(this.#correlation, bounds, this.counters, total)
    this.categories = this.#correlation.categories
    this.#pending = new Pending({
      takeRow: (run, row, input) => this.#applyInTurn(run, row, input),
      takeEvent: (candidate) => this.#applyEvent(candidate),
    })
    this.#filter = filterOf(rule.detect)
    this.#stateless = rule.detect.kind === 'event' && rule.suppress === null
  }

  get detect(): Detect {
    return this.rule.detect
  }

  /** The same rule compiled anew: it goes on where it stands. */
  changeRule(rule: Rule, { feeds, owns }: Pick<RuleStateParts, 'feeds' | 'owns'>): void {
    this.rule = rule
    this.#filter = filterOf(rule.detect)
    this.#feeds = feeds
    this.#context.rule = rule
    this.#context.owns = owns
    this.#correlation.changePlan(rule.detect)
  }

  /** Looks at one row. What the rule wants of it waits until `release`. */
  offer(batch: Batch, row: number, turn: Turn): void {
    this.counters.asked++
    try {
      const input = this.#correlation.offer(batch, row)
      if (input === null) return
      this.counters.events++
      if (this.#stateless) this.#fire(HeldEvent.of(batch, row, turn.rows))
      else if (this.#isLate(batch, row)) this.#tellLate(HeldEvent.of(batch, row, turn.rows), batch, row)
      else if (turn.isOrdered) this.#runOf(batch, turn).add(row, input)
      else this.#arrived.push({ event: HeldEvent.of(batch, row, turn.rows), input })
    } catch (error) {
      countFailure(this.counters, error)
    }
  }

  /**
   * The same for rows of one batch from one of them on, none of which need wait: nothing can come any more before any.
   */
  takeRows(batch: Batch, selected: RowList, from: number, turn: Turn): void {
    if (this.#watch) this.#watch.release(this.spent, () => this.#takeRows(batch, selected, from, turn))
    else this.#takeRows(batch, selected, from, turn)
  }

  #takeRows(batch: Batch, selected: RowList, from: number, turn: Turn): void {
    const { numbers, size } = selected
    let next = from
    // They are in order: what is late comes first.
    for (; next < size && this.#isLate(batch, numbers[next]!); next++) this.offer(batch, numbers[next]!, turn)
    const { picked } = turn
    this.#isBusy ||= size - next >= manyRows
    if (this.#filter === null || !this.#isBusy || !pick(this.#filter, batch, selected, next, picked)) {
      for (; next < size; next++) this.#takeOne(batch, numbers[next]!, turn)
      return
    }
    this.counters.asked += size - next - picked.size
    this.#takePicked(batch, turn)
  }

  /** All of them pass the filter. */
  #takePicked(batch: Batch, turn: Turn): void {
    const { picked, rows } = turn
    const taken = this.#correlation.takeRows?.({ batch, selected: picked, rows }, this) ?? 0
    this.counters.asked += taken
    for (let n = taken; n < picked.size; n++) this.#takeOne(batch, picked.numbers[n]!, turn)
  }

  #takeOne(batch: Batch, row: number, turn: Turn): void {
    if (this.#stateless) this.offer(batch, row, turn)
    else if (this.#takeRow(batch, row, turn.rows)) this.#done.push(row)
  }

  /** As `Taker` has it. */
  took(batch: Batch, row: number, rows: HeldRows, changed: boolean): void {
    this.counters.events++
    if (this.#changedBy(changed, batch, row, rows)) this.#done.push(row)
  }

  #takeRow(batch: Batch, row: number, rows: HeldRows): boolean {
    let changed = true
    this.counters.asked++
    try {
      const correlation = this.#correlation
      const taken = correlation.takeRow
        ? correlation.takeRow(batch, row, rows)
        : offerAndApply(correlation, batch, row, rows)
      if (taken === null) return false
      this.counters.events++
      changed = taken
    } catch (error) {
      countFailure(this.counters, error)
    }
    return this.#changedBy(changed, batch, row, rows)
  }

  /** The same for a row that follows from others, and will follow again. */
  offerDerived(batch: Batch, row: number): void {
    this.counters.asked++
    try {
      const input = this.#correlation.offer(batch, row)
      if (input === null) return
      this.counters.events++
      const event = HeldEvent.derived(batch, row)
      if (this.#stateless) this.#fire(event)
      else if (this.#isLate(batch, row)) this.#tellLate(event, batch, row)
      else this.#arrived.push({ event, input })
    } catch (error) {
      countFailure(this.counters, error)
    }
  }

  #runOf(batch: Batch, { rows, number }: Turn): Run {
    this.#run ??= new Run(batch, rows, number)
    return this.#run
  }

  /**
   * The batch is over and event time has come as far as `watermark`: lets go what is before it, in order. Calls `touch`
   * for each row of the batch that changed state.
   */
  release(watermark: Position, touch: Touch): void {
    if (this.#watch) this.#watch.release(this.spent, () => this.#letGo(watermark, touch))
    else this.#letGo(watermark, touch)
  }

  #letGo(watermark: Position, touch: Touch): void {
    const [run, arrived] = [this.#run, this.#arrived]
    this.#takeIn(run, arrived)
    if (this.#pending.size > 0) this.#releasePending(watermark, touch)
    if (comparePosition(watermark, this.#released) > 0) {
      this.#released = watermark
      this.#advance(watermark)
    }
    if (run) for (let n = run.next; n < run.numbers.length; n++) touch(run.numbers[n]!)
    for (const { event } of arrived) {
      if (event.row >= 0 && (event.touched || comparePosition(event, watermark) > 0)) touch(event.row)
    }
    for (let n = 0; n < this.#done.size; n++) touch(this.#done.numbers[n]!)
    this.#done.clear()
  }

  #takeIn(run: Run | null, arrived: readonly Candidate[]): void {
    if (run) {
      this.#turn = run.turn
      this.#run = null
      this.#pending.addRun(run)
      this.#pending.settle(run.turn)
    }
    if (arrived.length === 0) return
    this.#arrived = []
    for (const candidate of arrived) this.#pending.add(candidate)
  }

  /** The input is over: nothing waits any longer. Time stands at `at`, or has run on for ever. */
  end(at: Position): void {
    this.#takeIn(this.#run, this.#arrived)
    this.#releasePending(end, untouched)
    this.#advance(at)
  }

  /** Whether what comes next need not wait for anything. */
  get isIdle(): boolean {
    return this.#pending.size === 0
  }

  /** Whether time alone may change something. */
  waits(): boolean {
    return this.#pending.size > 0 || this.#correlation.waits()
  }

  /** Whether of events from there on only such count as begin something: until one of them comes. */
  isAsleep(from: Position): boolean {
    if (this.#pending.size > 0 || comparePosition(from, this.#released) <= 0) return false
    return this.#correlation.isEmpty?.() ?? false
  }

  /** Events that it was asked about while it was timed. */
  get timed(): number {
    return this.counters.asked - this.#askedBefore
  }

  /** Keys that it holds something of. */
  get keys(): number {
    return this.#correlation.size?.().keys ?? 0
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
      pending: this.#pending.save(),
      correlation: this.#correlation.save(),
      counters: copyOf(this.counters),
      caps: this.#caps.save(),
      room: this.room.save(),
    }
  }

  load(saved: SavedRuleState): void {
    this.#released = decode(saved.released)
    this.#pending.load(saved.pending)
    this.#correlation.load(saved.correlation)
    Object.assign(this.counters, saved.counters)
    this.#askedBefore = this.counters.asked
    this.#caps.load(saved.caps)
    this.room.load(saved.room)
  }

  #admits(keys: number): boolean {
    if (keys < this.#bounds.keys && !this.room.isFull()) return true
    this.counters.refused++
    return false
  }

  #fire(event: HeldEvent): void {
    this.#emit(eventMatch(event))
    if (this.#feeds && event.row >= 0) this.#done.push(event.row)
  }

  /** Too late for a window, an event is only counted. One that is a match by itself is one whenever it comes. */
  #isLate(batch: Batch, row: number): boolean {
    return this.rule.detect.kind !== 'event' && compareRow(batch, row, this.#released) <= 0
  }

  #tellLate(event: HeldEvent, batch: Batch, row: number): void {
    this.counters.late++
    this.#late.push({ rule: this.rule, keys: keysIn(this.rule.detect, batch, row), event })
  }

  #releasePending(watermark: Position, touch: Touch): void {
    this.#touch = touch
    this.#pending.release(watermark)
    if (this.#pending.size > this.#bounds.pending) this.#letGoUnbelieved()
    while (this.#pending.size > this.#bounds.pending) this.#hurry()
    this.#touch = untouched
  }

  /**
   * More wait than may. Those of a clock that nobody believes go first, and none of them is judged: time would go on to
   * where that clock stands, and all that comes after would be late. Some room is made, so that this is not done at each batch.
   */
  #letGoUnbelieved(): void {
    const { pending: most } = this.#bounds
    const tooMany = this.#pending.size - most
    const limitUs = this.#crediblyUs(this.categories)
    this.counters.evictedEvents += this.#pending.dropBeyond(limitUs, tooMany + (most >> 3))
  }

  /** More wait than may: the oldest are judged before their time, and what comes before them will be late. */
  #hurry(): void {
    this.counters.hurried++
    this.#released = later(this.#released, positionOf(this.#pending.peek()!))
    this.#pending.takeNext()
  }

  #applyInTurn({ batch, rows, turn }: Run, row: number, input: unknown): void {
    if (this.#applyRow(batch, row, rows, input) && turn === this.#turn) this.#touch(row)
  }

  /** Whether it changed state. Where it fails, it may have. */
  #applyRow(batch: Batch, row: number, rows: HeldRows, input: unknown): boolean {
    let changed = true
    try {
      changed = this.#correlation.applyRow
        ? this.#correlation.applyRow(batch, row, rows, input)
        : this.#correlation.apply({ event: HeldEvent.of(batch, row, rows), input })
    } catch (error) {
      countFailure(this.counters, error)
    }
    return this.#changedBy(changed, batch, row, rows)
  }

  /** Whether state changed, once it was looked at what it holds now. */
  #changedBy(changed: boolean, batch: Batch, row: number, rows: HeldRows): boolean {
    if (changed) this.room.changed()
    if (!this.#caps.hasNews()) return changed
    return this.#caps.tell(HeldEvent.of(batch, row, rows)) || changed
  }

  #applyEvent(candidate: Candidate): void {
    const { event } = candidate
    try {
      if (this.#correlation.apply(candidate)) event.touched = true
    } catch (error) {
      event.touched = true
      countFailure(this.counters, error)
    }
    if (event.touched) this.room.changed()
    if (this.#caps.hasNews() && this.#caps.tell(event)) event.touched = true
  }

  #advance(to: Position): void {
    try {
      this.#correlation.advance(to)
    } catch (error) {
      countFailure(this.counters, error)
    }
  }

  #emit(finding: Finding): void {
    this.counters.matches++
    this.#found.push(new RuleMatch(this.rule, finding))
  }
}

const positionOf = ({ us, nanos, sequence }: Position): Position => ({ us, nanos, sequence })
