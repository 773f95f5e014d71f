// Batches of events + compiled rules → matches. Event time only: no clock, no I/O, the same for the same input.
import type { Rule, Ruleset } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import { end, type Position } from '../event/position.ts'
import type { SourceInfo } from '../event/source.ts'
import { type Bounds, type Counters, defaultBounds } from './bounds.ts'
import type { CorrelationContext } from './correlations/correlation.ts'
import { compareMatches, type Match } from './match.ts'
import type { Begun, NearMiss } from './near.ts'
import { partitionOf, placementOf, type Share } from './placement.ts'
import { RuleState, type SavedRuleState } from './rule-state.ts'
import { type SavedWatermarks, type SourceProgress, Watermarks } from './watermark.ts'

export interface EngineState {
  readonly watermarks: SavedWatermarks
  readonly rules: readonly SavedRuleState[]
}

export interface RuleCounters extends Counters {
  readonly rule: string
}

export interface EngineOptions {
  readonly bounds?: Bounds
  /** The partition that is evaluated here; all of them where it is absent. */
  readonly share?: Share
  /** Told of what almost matched, as it ends. */
  readonly near?: (rule: Rule, miss: NearMiss) => void
}

/** Ways in which categories come together in one event: few, unless a sender makes them up. */
const mostRoutes = 1024

export class Engine {
  readonly #states: readonly RuleState[]
  readonly #watermarks: Watermarks
  /** Shared with every rule: what they find while a batch is evaluated. */
  readonly #found: Match[] = []
  readonly #routes = new Map<number, readonly RuleState[]>()

  constructor(
    ruleset: Ruleset,
    sources: readonly SourceInfo[],
    { bounds = defaultBounds, share, near }: EngineOptions = {},
  ) {
    const found = this.#found
    this.#states = ruleset.rules.map(
      (rule) => new RuleState(rule, { bounds, found, owns: share ? ownedBy(share, rule, ruleset) : null, near }),
    )
    this.#watermarks = new Watermarks(sources)
  }

  /** From now on rules over what it can produce wait for it. */
  addSource(source: SourceInfo): void {
    this.#watermarks.add(source)
  }

  sources(): readonly string[] {
    return this.#watermarks.ids()
  }

  /**
   * Evaluates one batch of a source; `progress` says that no earlier event of it will come. Calls `touch` for each row
   * that changes state: with those rows alone the batch can be run again.
   */
  evaluate(source: string, batch: Batch, progress: Position, touch: (row: number) => void): readonly Match[] {
    for (let row = 0; row < batch.length; row++) {
      for (const state of this.#route(batch.categories[row]!)) state.offer(batch, row)
    }
    this.#watermarks.progress(source, progress)
    return this.#release(touch)
  }

  /**
   * A source fell silent, or ended: it holds nobody back any longer, until it speaks again. `at` is how far its time has
   * run on without it, so that absences are decided where no source speaks.
   */
  idle(source: string, at: Position | null = null): readonly Match[] {
    this.#watermarks.idle(source, at)
    return this.#release()
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
    for (const state of this.#states) state.end(mode === 'fire' ? end : this.#watermarks.furthest(state.categories))
    return this.#take()
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
    return new Map(this.#states.map((state) => [state.rule.metadata.id, state.begun()]))
  }

  counters(): readonly RuleCounters[] {
    return this.#states.map((state) => ({ rule: state.rule.metadata.id, ...state.counters }))
  }

  save(): EngineState {
    return { watermarks: this.#watermarks.save(), rules: this.#states.map((state) => state.save()) }
  }

  /** Rules that changed since start empty; the others go on where they were. */
  load(saved: EngineState): void {
    this.#watermarks.load(saved.watermarks)
    const byRule = new Map(saved.rules.map((rule) => [`${rule.id}@${rule.version}`, rule]))
    for (const state of this.#states) {
      const { id, version } = state.rule.metadata
      const known = byRule.get(`${id}@${version}`)
      if (known) state.load(known)
    }
  }

  #route(categories: number): readonly RuleState[] {
    let route = this.#routes.get(categories)
    if (!route) {
      if (this.#routes.size >= mostRoutes) this.#routes.clear()
      route = this.#states.filter((state) => (state.categories & categories) !== 0)
      this.#routes.set(categories, route)
    }
    return route
  }

  #release(touch: (row: number) => void = () => {}): readonly Match[] {
    for (const state of this.#states) state.release(this.#watermarks.of(state.categories), touch)
    return this.#take()
  }

  #take(): readonly Match[] {
    return this.#found.splice(0).sort(compareMatches)
  }
}

function ownedBy({ partition, partitions }: Share, rule: Rule, { layout }: Ruleset): CorrelationContext['owns'] {
  const place = placementOf(rule, layout)
  return (key, batch, row) => partitionOf(place(key, batch, row), partitions) === partition
}
