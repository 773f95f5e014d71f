// Batches of events + compiled rules → matches. Event time only: no clock, no I/O, the same for the same input.
import type { Rule, Ruleset } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import { earlier, end, later, type Position } from '../event/position.ts'
import type { SourceInfo } from '../event/source.ts'
import type { Aging } from './aging.ts'
import { Attendance, type Attending } from './attendance.ts'
import { type Bounds, type Counters, defaultBounds, defaultTotalBytes } from './bounds.ts'
import { askedBy, placementsOf, ranksOf } from './chains.ts'
import type { CorrelationContext } from './correlations/correlation.ts'
import type { Clock, Stopwatch } from './cost.ts'
import { HeldRows } from './held-rows.ts'
import { compareMatches, type Match } from './match.ts'
import type { Begun, NearMiss } from './near.ts'
import { type Placement, partitionOf, type Share } from './placement.ts'
import type { Total } from './room.ts'
import { Routes } from './routes.ts'
import { RowList } from './row-list.ts'
import type { LateEvent, SavedRuleState, Turn } from './rule-parts.ts'
import { RuleState } from './rule-state.ts'
import { nothingYet, type Standing } from './standing.ts'
import type { SavedWatermarks, SourceProgress, Watermarks } from './watermark.ts'

export interface EngineState {
  readonly watermarks: SavedWatermarks
  readonly rules: readonly SavedRuleState[]
}

export interface RuleCounters extends Counters {
  readonly rule: string
}

/** What a rule costs now. Not of its state: another engine that goes on from there begins anew. */
export interface RuleCost {
  /** Estimated of samples; null where there is no clock. */
  readonly ms: number | null
  /** For how many events that it was asked about. */
  readonly timed: number
  readonly keys: number
  /** Estimated of how much it holds. */
  readonly bytes: number
}

export interface RuleStats extends RuleCounters, RuleCost {}

export interface EngineOptions {
  readonly bounds?: Bounds
  /** Of rules that have bounds of their own, by id. */
  readonly boundsOf?: ReadonlyMap<string, Bounds>
  /** Bytes of all rules together, estimated. */
  readonly totalBytes?: number
  /** The partition that is evaluated here; all of them where it is absent. */
  readonly share?: Share
  /** Told of what almost matched, as it ends. */
  readonly near?: (rule: Rule, miss: NearMiss) => void
  /** To tell how long rules take. Nothing is decided by it. */
  readonly clock?: Clock
  /** One that is not used any more: sources and rules that did not change go on where they stand in it. */
  readonly before?: Engine
}

/** Incidents as rows of events, and of which rule each is. */
export interface Incidents {
  readonly batch: Batch
  readonly rules: readonly string[]
}

export class Engine {
  readonly #states: readonly RuleState[]
  /** Rules that ask for events alone, then those that ask for the incidents of rules before them. */
  readonly #ranks: readonly (readonly RuleState[])[]
  /** The rules whose incidents a rule asks for. */
  readonly #asked: ReadonlyMap<RuleState, readonly RuleState[]>
  readonly #watermarks: Watermarks
  /** Shared with every rule: what they find while a batch is evaluated, and what came too late for them. */
  readonly #found: Match[]
  readonly #late: LateEvent[]
  readonly #total: Total
  readonly #attendance: Attendance
  /** Batches so far. */
  #turns: number
  readonly #watch: Stopwatch | null
  readonly #routes: Routes<Attending>
  readonly #aging: Aging
  readonly #picked = new RowList()
  /** Incidents are looked at: they are where whoever asks for them is. */
  #isDeriving = false
  /** Once the input is over. */
  #ending: 'fire' | 'undecided' | null = null

  constructor(ruleset: Ruleset, sources: readonly SourceInfo[], options: EngineOptions = {}) {
    const { rules } = ruleset
    const {
      bounds: usual = defaultBounds,
      totalBytes = defaultTotalBytes,
      boundsOf,
      share,
      near,
      clock,
      before,
    } = options
    const { known, found, late, total, watch, watermarks, aging, turns } =
      before?.handOver(rules) ?? nothingYet(totalBytes, clock)
    this.#found = found
    this.#late = late
    this.#total = total
    this.#watch = watch
    this.#watermarks = watermarks
    this.#aging = aging
    this.#turns = turns
    const crediblyUs = (categories: number): number => watermarks.crediblyUs(categories)
    const placementOf = placementsOf(ruleset)
    const feeding = new Set(rules.flatMap((rule) => askedBy(rule, rules)))
    this.#states = rules.map((rule) => {
      const owns = share ? this.#ownedBy(share, placementOf(rule)) : null
      const bounds = boundsOf?.get(rule.metadata.id) ?? usual
      const parts = { bounds, total, found, late, owns, near, watch, crediblyUs, feeds: feeding.has(rule) }
      const same = known.get(idOf(rule))
      same?.changeRule(rule, parts)
      return same ?? new RuleState(rule, parts)
    })
    for (const source of sources) watermarks.add(source)
    this.#attendance = new Attendance(
      this.#states,
      (categories) => this.#watermarks.of(categories),
      share !== undefined,
    )
    this.#routes = new Routes(this.#attendance.all)
    this.#asked = askedStates(this.#states)
    this.#ranks = ranked(this.#states)
    if (before) this.#attendance.goOn()
  }

  /** What goes on in another engine, by these rules. What was known of others is let go. */
  handOver(rules: readonly Rule[]): Standing {
    this.#attendance.catchUp()
    const stays = new Set(rules.map(idOf))
    for (const { rule, room } of this.#states) if (!stays.has(idOf(rule))) room.leave()
    return {
      known: new Map(this.#states.map((state) => [idOf(state.rule), state])),
      found: this.#found,
      late: this.#late,
      total: this.#total,
      watch: this.#watch,
      watermarks: this.#watermarks,
      aging: this.#aging,
      turns: this.#turns,
    }
  }

  /** How often `derive` is to be called after whatever brings matches, with 1 first. */
  get ranks(): number {
    return this.#ranks.length
  }

  /** From now on rules over what it can produce wait for it. */
  addSource(source: SourceInfo): void {
    this.#watermarks.add(source)
  }

  sources(): readonly string[] {
    return this.#watermarks.ids()
  }

  /** What sources of those categories can produce is known better now. */
  widen(derived: (categories: number) => number): void {
    this.#watermarks.widen(derived)
  }

  /**
   * Evaluates one batch of a source; `progress` says that no earlier event of it will come. Calls `touch` for each row
   * that changes state: with those rows alone the batch can be run again.
   */
  evaluate(source: string, batch: Batch, progress: Position, touch: (row: number) => void): readonly Match[] {
    this.#watermarks.progress(source, progress)
    const rows = new HeldRows(batch)
    const turn: Turn = { rows, isOrdered: isOrdered(batch), number: ++this.#turns, picked: this.#picked }
    this.#attendance.begin(batch, turn.isOrdered)
    for (let row = 0; row < batch.length; row++) {
      const attending = this.#routes.of(batch, row)
      const isTimed = this.#watch?.isNextTimed() ?? false
      for (let i = 0; i < attending.length; i++) {
        const one = attending[i]!
        this.#attendance.expect(one)
        if (one.isUpToDate) one.selected.push(row)
        else if (isTimed) this.#time(one, batch, row, turn)
        else one.state.offer(batch, row, turn)
      }
      // Behind those that it wakes: they count it themselves.
      const { passing } = this.#routes
      for (let i = 0; i < passing.length; i++) this.#attendance.pass(passing[i]!, batch, row)
    }
    this.#watch?.releases(batch.length)
    this.#attendance.take(batch, turn)
    const found = this.#release(0, touch)
    this.#aging.push(rows)
    return found
  }

  /** Apart from where it is called, which would otherwise make something for each row. */
  #time(one: Attending, batch: Batch, row: number, turn: Turn): void {
    this.#watch!.row(one.state.spent, () => one.state.offer(batch, row, turn))
  }

  /**
   * What the rules of a rank find, once those before them are done. `raised`: the incidents that came of what was found last,
   * which are events to whoever asks for them.
   */
  derive(rank: number, raised: Incidents, touch: (row: number) => void): readonly Match[] {
    const asking = this.#ranks.slice(rank).flat()
    this.#isDeriving = true
    for (const [row, rule] of raised.rules.entries()) {
      for (const state of asking) {
        const asks = this.#asked.get(state)!.some((asked) => asked.rule.metadata.id === rule)
        if (asks && (state.categories & raised.batch.categories[row]!) !== 0) state.offerDerived(raised.batch, row)
      }
    }
    this.#isDeriving = false
    return this.#release(rank, touch)
  }

  /** Events that came too late for some rule since this was last asked. */
  takeLate(): readonly LateEvent[] {
    return this.#late.splice(0)
  }

  /**
   * A source fell silent, or ended: it holds nobody back any longer, until it speaks again. `at` is how far its time has
   * run on without it, so that absences are decided where no source speaks.
   */
  idle(source: string, at: Position | null = null): readonly Match[] {
    this.#watermarks.idle(source, at)
    this.#watch?.releases(0)
    return this.#release(0)
  }

  /** Changes nothing that is decided: an idle source holds nobody back, and how far it came stays known. */
  forget(source: string): void {
    this.#watermarks.forget(source)
  }

  /** How far each source has come. */
  progress(): readonly SourceProgress[] {
    return this.#watermarks.progressOf()
  }

  /** The input is over. With `fire` the clock runs on, so that absences fire; else what is open stays undecided. */
  end(mode: 'fire' | 'undecided'): readonly Match[] {
    this.#attendance.catchUp()
    this.#ending = mode
    return this.#release(0)
  }

  /** Whether time alone, without an event, may still bring a match. */
  waits(): boolean {
    return this.#states.some((state) => state.waits())
  }

  /** Absences and windows still open, by rule. */
  undecided(): ReadonlyMap<string, number> {
    const open = this.#states.map((state): [string, number] => [state.rule.metadata.id, state.undecided()])
    return new Map(open.filter(([, n]) => n > 0))
  }

  /** What has begun and may still match, by rule. */
  begun(): ReadonlyMap<string, readonly Begun[]> {
    this.#attendance.catchUp()
    return new Map(this.#states.map((state) => [state.rule.metadata.id, state.begun()]))
  }

  counters(): readonly RuleCounters[] {
    this.#attendance.catchUp()
    return this.#states.map((state) => ({ rule: state.rule.metadata.id, ...state.counters }))
  }

  /** The counters, and what each rule costs. */
  stats(): readonly RuleStats[] {
    return this.counters().map((counters, i) => ({ ...counters, ...this.#costOf(this.#states[i]!) }))
  }

  save(): EngineState {
    this.#attendance.catchUp()
    return { watermarks: this.#watermarks.save(), rules: this.#states.map((state) => state.save()) }
  }

  /** Rules that changed since start empty; the others go on where they were. `rest` gives lists of the state their items. */
  load(saved: EngineState, rest: () => void = () => {}): void {
    this.#watermarks.load(saved.watermarks)
    const byRule = new Map(saved.rules.map((rule) => [`${rule.id}@${rule.version}`, rule]))
    for (const state of this.#states) {
      const known = byRule.get(idOf(state.rule))
      if (known) state.load(known)
    }
    rest()
    for (const { room } of this.#states) room.weigh()
    this.#attendance.goOn()
  }

  #costOf(state: RuleState): RuleCost {
    const ms = this.#watch ? state.spent.ms : null
    return { ms, timed: state.timed, keys: state.keys, bytes: state.room.bytes }
  }

  #release(rank: number, touch: (row: number) => void = () => {}): readonly Match[] {
    if (rank === 0 && !this.#ending) this.#attendance.release(touch)
    else this.#releaseAll(rank, touch)
    if (this.#total.bytes > this.#total.most) this.#makeRoom()
    return this.#take()
  }

  /** The rule that holds most gives up what all hold too much, or as much as makes it hold no more than the next. */
  #makeRoom(): void {
    for (const { room } of this.#states) room.weigh()
    for (let before = Infinity; this.#total.bytes > this.#total.most && this.#total.bytes < before; ) {
      before = this.#total.bytes
      const [most, next] = this.#states.toSorted((a, b) => b.room.weight - a.room.weight)
      const ahead = most!.room.weight - (next?.room.weight ?? 0)
      most!.room.giveUp(Math.min(before - this.#total.most, Math.max(ahead, leastGivenUp)))
    }
  }

  #releaseAll(rank: number, touch: (row: number) => void): void {
    for (const state of this.#ranks[rank] ?? []) {
      if (this.#ending) state.end(this.#ending === 'fire' ? end : this.#furthest(state))
      else state.release(this.#watermarkOf(state), touch)
    }
  }

  /** The earliest of what may still feed it: sources, and rules that have not decided all of what came before. */
  #watermarkOf(state: RuleState): Position {
    return this.#heldBy(state) ?? this.#furthest(state)
  }

  #heldBy(state: RuleState): Position | null {
    const asked = this.#asked.get(state)!
    const source = this.#watermarks.held(state.categories)
    if (asked.length === 0) return source
    const holds = [source, ...asked.map((other) => this.#heldBy(other) ?? this.#waitsAt(other))]
    return holds.reduce((all, one) => (all && one ? earlier(all, one) : (all ?? one)), null)
  }

  /** Where a rule stands that nothing feeds any more, and in which something is undecided all the same. */
  #waitsAt(state: RuleState): Position | null {
    return state.waits() ? this.#furthest(state) : null
  }

  #furthest(state: RuleState): Position {
    const own = this.#watermarks.furthest(state.categories)
    return this.#asked.get(state)!.reduce((all, other) => later(all, this.#furthest(other)), own)
  }

  #ownedBy({ partition, partitions }: Share, place: Placement): CorrelationContext['owns'] {
    return (key, batch, row) => this.#isDeriving || partitionOf(place(key, batch, row), partitions) === partition
  }

  #take(): readonly Match[] {
    return this.#found.splice(0).sort(compareMatches)
  }
}

/** Bytes: rules that hold the same take turns, but not for every key. */
const leastGivenUp = 100_000

/** A rule whose text changed is another. */
const idOf = ({ metadata: { id, version } }: Rule): string => `${id}@${version}`

/** Whether its rows stand in the order of events, no two in one place. */
function isOrdered({ length, times, nanos, sequences }: Batch): boolean {
  for (let row = 1; row < length; row++) {
    const later =
      times[row]! - times[row - 1]! || nanos[row]! - nanos[row - 1]! || sequences[row]! - sequences[row - 1]!
    if (!(later > 0)) return false
  }
  return true
}

function askedStates(states: readonly RuleState[]): ReadonlyMap<RuleState, readonly RuleState[]> {
  const stateOf = new Map(states.map((state) => [state.rule, state]))
  const rules = [...stateOf.keys()]
  return new Map(states.map((state) => [state, askedBy(state.rule, rules).map((rule) => stateOf.get(rule)!)]))
}

function ranked(states: readonly RuleState[]): readonly (readonly RuleState[])[] {
  const ranks = ranksOf(states.map(({ rule }) => rule))
  const highest = Math.max(0, ...ranks.values())
  return Array.from({ length: highest + 1 }, (_, rank) => states.filter(({ rule }) => ranks.get(rule) === rank))
}
