// Batches → changes to incidents, with what is needed to run the batch again. No clock, no I/O: alone, scaled out, in
// a rule's test and in a scan it is this that decides.
import type { Ruleset } from '../compiler/plan.ts'
import { Engine, type EngineOptions, type EngineState, type RuleCounters } from '../engine/engine.ts'
import type { Match } from '../engine/match.ts'
import type { Batch } from '../event/batch.ts'
import { type Category, categories } from '../event/category.ts'
import type { Position } from '../event/position.ts'
import type { Delivery, SourceInfo } from '../event/source.ts'
import type { IncidentChange } from '../incident/incident.ts'
import { raise } from '../incident/raise.ts'
import { type SavedSuppressions, Suppressions } from '../incident/suppress.ts'
import { isPosition, readJournal, writeJournal } from './journal.ts'

/** A stage between sources and engine that derives events from events and keeps state of its own. */
export interface Stage {
  /** Bits of the categories that it adds to those of a source: rules over them wait for that source. */
  derives(categories: number): number
  /** Appends derived rows; calls `touch` for each row that changed its state. */
  extend(batch: Batch, touch: (row: number) => void): void
  snapshot(): unknown
  restore(state: unknown): void
}

export interface Evaluation {
  readonly changes: readonly IncidentChange[]
  /** What is needed to run this again, written when it is asked for: before the batch is let go. */
  readonly journal: () => string
}

interface SavedState {
  readonly engine: EngineState
  readonly suppressions: SavedSuppressions
  readonly stage: unknown
}

/** The format of `save`: raised when a state of before cannot be read any more. */
export const stateFormat = 2

export class Evaluator {
  readonly ruleset: Ruleset
  readonly #engine: Engine
  readonly #suppressions = new Suppressions()
  readonly #stage: Stage | null
  /** Events seen, by the bit of their category. */
  readonly #events: number[] = categories.map(() => 0)

  constructor(
    ruleset: Ruleset,
    sources: readonly SourceInfo[],
    options: EngineOptions & { readonly stage?: Stage } = {},
  ) {
    this.ruleset = ruleset
    this.#stage = options.stage ?? null
    this.#engine = new Engine(
      ruleset,
      sources.map((source) => this.#withDerived(source)),
      options,
    )
  }

  /** From now on rules over what it can produce wait for it: a part of the state, and so of the journal. */
  addSource(source: SourceInfo): Evaluation {
    this.#engine.addSource(this.#withDerived(source))
    return this.#evaluation([], () => writeJournal(source.id, { added: source }, null, []))
  }

  /** Every source that somebody waits for, also from before a restart. */
  sources(): readonly string[] {
    return this.#engine.sources()
  }

  evaluate({ source, batch, progress }: Delivery): Evaluation {
    const touched = new Set<number>()
    const matches = this.#run(source, batch, progress, (row) => touched.add(batch.parents[row]!))
    this.#count(batch)
    const rows = (): number[] => [...touched].sort((a, b) => a - b)
    return this.#evaluation(matches, () => writeJournal(source, progress, batch, rows()))
  }

  /** A source fell silent or ended: it holds nobody back. `at`: how far its time has run on without it. */
  idle(source: string, at: Position | null = null): Evaluation {
    return this.#evaluation(this.#engine.idle(source, at), () => writeJournal(source, { idle: at }, null, []))
  }

  /** The input is over; with `fire` absences still open fire. */
  end(mode: 'fire' | 'undecided'): readonly IncidentChange[] {
    return raise(this.#engine.end(mode), this.#suppressions)
  }

  /** Runs a committed batch again, for the state that it leaves; its incidents are known. */
  replay(journal: string): void {
    const { source, progress, batch } = readJournal(journal, this.ruleset.layout)
    if (isPosition(progress))
      raise(
        this.#run(source, batch, progress, () => {}),
        this.#suppressions,
      )
    else if ('idle' in progress) raise(this.#engine.idle(source, progress.idle), this.#suppressions)
    else this.addSource(progress.added)
  }

  save(): string {
    const state: SavedState = {
      engine: this.#engine.save(),
      suppressions: this.#suppressions.save(),
      stage: this.#stage?.snapshot() ?? null,
    }
    return JSON.stringify(state)
  }

  load(text: string): void {
    const state = JSON.parse(text) as SavedState
    this.#engine.load(state.engine)
    this.#suppressions.load(state.suppressions)
    if (state.stage !== null) this.#stage?.restore(state.stage)
  }

  /** Whether time alone, without an event, may still bring an incident. */
  waits(): boolean {
    return this.#engine.waits()
  }

  undecided(): ReadonlyMap<string, number> {
    return this.#engine.undecided()
  }

  ruleCounters(): readonly RuleCounters[] {
    return this.#engine.counters()
  }

  /** Events seen, by our own categories; an event of several counts in each. */
  eventCounts(): Readonly<Partial<Record<Category, number>>> {
    return Object.fromEntries(categories.flatMap((name, i) => (this.#events[i]! > 0 ? [[name, this.#events[i]!]] : [])))
  }

  #withDerived(source: SourceInfo): SourceInfo {
    const { categories } = source
    return { ...source, categories: categories | (this.#stage?.derives(categories) ?? 0) }
  }

  #run(source: string, batch: Batch, progress: Position, touch: (row: number) => void): readonly Match[] {
    this.#stage?.extend(batch, touch)
    return this.#engine.evaluate(source, batch, progress, touch)
  }

  #evaluation(matches: readonly Match[], journal: () => string): Evaluation {
    return { changes: raise(matches, this.#suppressions), journal }
  }

  #count({ categories: bits }: Batch): void {
    for (const one of bits) {
      for (let left = one; left !== 0; left &= left - 1) this.#events[31 - Math.clz32(left & -left)]!++
    }
  }
}
