// Batches → changes to incidents, with what is needed to run the batch again. No clock, no I/O: alone, scaled out, in
// a rule's test and in a scan it is this that decides.
import type { Ruleset } from '../compiler/plan.ts'
import type { Forgotten } from '../engine/bounds.ts'
import { Engine, type EngineOptions, type EngineState, type RuleCounters, type RuleStats } from '../engine/engine.ts'
import type { Match } from '../engine/match.ts'
import type { Begun } from '../engine/near.ts'
import { readState, readTitle } from '../engine/snapshot/read-state.ts'
import { piecesOf, StateWriter } from '../engine/snapshot/write-state.ts'
import type { SourceProgress } from '../engine/watermark.ts'
import type { Batch } from '../event/batch.ts'
import { type Category, categories } from '../event/category.ts'
import type { Position } from '../event/position.ts'
import { relaid } from '../event/relaid.ts'
import type { Delivery, SourceInfo } from '../event/source.ts'
import { Amendments, type SavedAmendments } from '../incident/amend.ts'
import type { IncidentChange } from '../incident/incident.ts'
import type { Outline } from '../incident/outline.ts'
import { raise } from '../incident/raise.ts'
import { type SavedSuppressions, Suppressions } from '../incident/suppress.ts'
import { readBatch, writeBatch } from './batch-text.ts'
import { incidentRows } from './incident-rows.ts'
import { isPosition, type Progress, readJournal, writeJournal } from './journal.ts'

/** A stage between sources and engine that derives events from events and keeps state of its own. */
export interface Stage {
  /** Bits of the categories that it adds to those of a source: rules over them wait for that source. */
  derives(categories: number): number
  /** Appends derived rows; calls `touch` for each row that changed its state. */
  extend(batch: Batch, touch: (row: number) => void): void
  snapshot(): unknown
  restore(state: unknown): void
  /** How much it had to forget because there was too much. */
  readonly forgotten?: number
  /** What it remembers otherwise than when it was last asked, by key; null where it forgot. */
  changes(): ReadonlyMap<string, unknown>
  /** Goes on from all changes that it ever gave. */
  restoreChanges(remembered: readonly (readonly [key: string, value: unknown])[]): void
}

export interface Evaluation {
  readonly changes: readonly IncidentChange[]
  /** What is needed to run this again, written when it is asked for: before the batch is let go. */
  readonly journal: () => string
}

interface SavedState {
  readonly engine: EngineState
  readonly suppressions: SavedSuppressions
  readonly amendments: SavedAmendments
  readonly stage: unknown
}

/** What is known of a state without reading it. */
interface Title {
  /** The hash of the rules that it was made by, where they were published. */
  readonly rules: string | null
}

/** By which rules the state that an evaluator saved was made. */
export const rulesOfState = (pieces: Iterable<Uint8Array>): string => (readTitle(pieces) as Title).rules ?? ''

/** Rules that can change under way: each batch says by which ones it was made. */
export interface PublishedRules {
  /** The hash under which the first ones were published. */
  readonly hash: string
  /** Rules by their hash; only such as were fetched before. */
  readonly get: (hash: string) => Ruleset
}

/** What the stage before the engine remembered in a state that an evaluator saved. */
export const stageOfState = (pieces: Iterable<Uint8Array>): unknown => (readState(pieces).state as SavedState).stage

export interface EvaluatorOptions extends EngineOptions {
  readonly stage?: Stage
  /** Batches come as texts through a queue, and name their rules. */
  readonly published?: PublishedRules
  /** Told of each incident that a rule wants responses to, before it is described. */
  readonly ahead?: (outline: Outline) => void
}

/** The format of `save`: raised when a state of before cannot be read any more. */
export const stateFormat = 11

export class Evaluator {
  #ruleset: Ruleset
  #engine: Engine
  /** The hash under which `#ruleset` was published; null where it was not. */
  #rules: string | null
  readonly #options: EvaluatorOptions
  readonly #suppressions = new Suppressions()
  readonly #amendments = new Amendments()
  #stage: Stage | null
  /** Events seen, by the bit of their category. */
  readonly #events: number[] = categories.map(() => 0)
  #isReplaying = false

  constructor(ruleset: Ruleset, sources: readonly SourceInfo[], options: EvaluatorOptions = {}) {
    this.#ruleset = ruleset
    this.#options = options
    this.#rules = options.published?.hash ?? null
    this.#stage = options.stage ?? null
    this.#engine = new Engine(
      ruleset,
      sources.map((source) => this.#withDerived(source)),
      options,
    )
  }

  get ruleset(): Ruleset {
    return this.#ruleset
  }

  /** From now on rules over what it can produce wait for it: a part of the state, and so of the journal. */
  addSource(source: SourceInfo): Evaluation {
    this.#engine.addSource(this.#withDerived(source))
    return { changes: [], journal: () => this.#timeAlone(source.id, { added: source }) }
  }

  /** Every source that somebody waits for, also from before a restart. */
  sources(): readonly string[] {
    return this.#engine.sources()
  }

  /** How far each of them has come. */
  progress(): readonly SourceProgress[] {
    return this.#engine.progress()
  }

  evaluate({ source, batch: given, progress }: Delivery): Evaluation {
    const { layout, hash } = this.#ruleset
    const batch = given.layout === layout ? given : relaid(given, layout)
    const touched = new Uint8Array(batch.length)
    const { parents } = batch
    const changes = this.#run(source, batch, progress, (row) => {
      touched[parents[row]!] = 1
    })
    this.#count(batch)
    const rows = (): number[] => [...touched.keys()].filter((row) => touched[row] === 1)
    return { changes, journal: () => writeJournal(source, progress, batch, rows(), { rules: hash }) }
  }

  /** Evaluates a batch as it came through a queue. Throws where the text cannot be read. */
  evaluateBatch(text: string): Evaluation {
    return { changes: this.#runBatch(text, (batch) => this.#count(batch)), journal: () => text }
  }

  /** A source fell silent or ended: it holds nobody back. `at`: how far its time has run on without it. */
  idle(source: string, at: Position | null = null): Evaluation {
    return {
      changes: this.#raise(this.#engine.idle(source, at)),
      journal: () => this.#timeAlone(source, { idle: at }),
    }
  }

  /** A source that is idle is gone for good. No part of the journal: nothing is decided otherwise. */
  forget(source: string): void {
    this.#engine.forget(source)
  }

  /** The input is over; with `fire` absences still open fire. */
  end(mode: 'fire' | 'undecided'): readonly IncidentChange[] {
    return this.#raise(this.#engine.end(mode))
  }

  /** Runs a committed batch again, for the state that it leaves; its incidents are known. */
  replay(journal: string): void {
    this.#isReplaying = true
    try {
      if (this.#rules === null) this.#runLine(journal)
      else this.#runBatch(journal)
    } finally {
      this.#isReplaying = false
    }
  }

  /** From the next batch on. Rules that did not change keep their state, as does the stage where there still is one. */
  changeRules(ruleset: Ruleset, stage: Stage | null): void {
    const remembered = this.#stage?.snapshot() ?? null
    this.#ruleset = ruleset
    this.#stage = stage
    if (remembered !== null) stage?.restore(remembered)
    this.#engine = new Engine(ruleset, [], { ...this.#options, before: this.#engine })
    this.#engine.widen((categories) => stage?.derives(categories) ?? 0)
  }

  /** All that is known now, from now on written piece by piece: also while more is evaluated. */
  beginSaving(): StateWriter {
    const state: SavedState = {
      engine: this.#engine.save(),
      suppressions: this.#suppressions.save(),
      amendments: this.#amendments.save(),
      stage: this.#stage?.snapshot() ?? null,
    }
    return new StateWriter({ rules: this.#rules } satisfies Title, state)
  }

  /** The same, at once. */
  save(): readonly Uint8Array[] {
    return piecesOf(this.beginSaving())
  }

  load(pieces: Iterable<Uint8Array>): void {
    const { title, state: saved, rest } = readState(pieces)
    const { rules } = title as Title
    if (rules !== null) this.#follow(rules)
    const state = saved as SavedState
    this.#suppressions.load(state.suppressions)
    this.#amendments.load(state.amendments)
    if (state.stage !== null) this.#stage?.restore(state.stage)
    this.#engine.load(state.engine, rest)
  }

  /** Whether time alone, without an event, may still bring an incident. */
  waits(): boolean {
    return this.#engine.waits()
  }

  undecided(): ReadonlyMap<string, number> {
    return this.#engine.undecided()
  }

  /** What has begun and may still match, by rule. */
  begun(): ReadonlyMap<string, readonly Begun[]> {
    return this.#engine.begun()
  }

  ruleCounters(): readonly RuleCounters[] {
    return this.#engine.counters()
  }

  /** The same, with how long each rule took and what it holds. */
  ruleStats(): readonly RuleStats[] {
    return this.#engine.stats()
  }

  forgotten(): Forgotten {
    return {
      logins: this.#stage?.forgotten ?? 0,
      suppressions: this.#suppressions.forgotten,
      amendments: this.#amendments.forgotten,
    }
  }

  /** Events seen, by our own categories; an event of several counts in each. */
  eventCounts(): Readonly<Partial<Record<Category, number>>> {
    return Object.fromEntries(categories.flatMap((name, i) => (this.#events[i]! > 0 ? [[name, this.#events[i]!]] : [])))
  }

  /** Rules that did not change keep their state. */
  #follow(hash: string): void {
    const { published } = this.#options
    if (!published || this.#rules === hash) return
    this.#ruleset = published.get(hash)
    this.#rules = hash
    this.#engine = new Engine(this.#ruleset, [], { ...this.#options, before: this.#engine })
  }

  /** A line of the journal for what has no events. */
  #timeAlone(source: string, progress: Exclude<Progress, Position>): string {
    const line = writeJournal(source, progress, null, [])
    return this.#rules === null ? line : writeBatch(this.#rules, [line])
  }

  #runBatch(text: string, look: (batch: Batch) => void = () => {}): readonly IncidentChange[] {
    const { rules, lines } = readBatch(text)
    this.#follow(rules)
    return lines.flatMap((line) => this.#runLine(line, look))
  }

  #runLine(line: string, look: (batch: Batch) => void = () => {}): readonly IncidentChange[] {
    const { layout, hash } = this.#ruleset
    // Of a queue the batches name their rules, and are run by those.
    const { source, progress, batch } = readJournal(line, layout, this.#rules === null ? hash : undefined)
    look(batch)
    if (isPosition(progress)) return this.#run(source, batch, progress, () => {})
    if ('idle' in progress) return this.#raise(this.#engine.idle(source, progress.idle))
    this.#engine.addSource(this.#withDerived(progress.added))
    return []
  }

  #withDerived(source: SourceInfo): SourceInfo {
    const { categories } = source
    return { ...source, categories: categories | (this.#stage?.derives(categories) ?? 0) }
  }

  #run(source: string, batch: Batch, progress: Position, touch: (row: number) => void): readonly IncidentChange[] {
    this.#stage?.extend(batch, touch)
    return this.#raise(this.#engine.evaluate(source, batch, progress, touch), touch)
  }

  /** What comes of matches, and of the incidents that they raise for the rules that ask for those. */
  #raise(matches: readonly Match[], touch: (row: number) => void = () => {}): readonly IncidentChange[] {
    let found = matches
    const options = { amendments: this.#amendments, ahead: this.#isReplaying ? undefined : this.#options.ahead }
    let raised = raise(found, this.#suppressions, options)
    const changes = [...raised]
    for (let rank = 1; rank < this.#engine.ranks; rank++) {
      found = this.#engine.derive(rank, incidentRows(found, raised, this.#ruleset.layout), touch)
      raised = raise(found, this.#suppressions, options)
      changes.push(...raised)
    }
    return [...changes, ...this.#amend(touch)]
  }

  /** What changes an incident is needed to do so again. */
  #amend(touch: (row: number) => void): readonly IncidentChange[] {
    return this.#engine.takeLate().flatMap((late) => {
      const amended = this.#amendments.amend(late)
      if (amended.length > 0 && late.event.row >= 0) touch(late.event.row)
      return amended
    })
  }

  #count({ categories: bits }: Batch): void {
    for (const one of bits) {
      for (let left = one; left !== 0; left &= left - 1) this.#events[31 - Math.clz32(left & -left)]!++
    }
  }
}
