// `… | stats …`: events into the windows of the first stage, what a stage finds into the next, and of the last a match.
import type { AnyStage, StatsPlan } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import type { Position } from '../../event/position.ts'
import { HeldEvent } from '../held.ts'
import type { HeldRows } from '../held-rows.ts'
import { keyValues } from '../key.ts'
import type { Finding } from '../match.ts'
import { bytesOf, type Size, together } from '../size.ts'
import type { Selected, Taker } from '../sliding-rows.ts'
import { stepEvidence } from '../step-evidence.ts'
import type { Candidate, Correlation, CorrelationContext } from './correlation.ts'
import type { Found, Row, Stage } from './stage.ts'
import { nextRow, type ReusedRow, reusedRow, statsCategories, statsInput, statsInputIn } from './stats-rows.ts'
import { stageOf } from './windows.ts'

export class StatsCorrelation implements Correlation<Row> {
  readonly categories: number
  #plan: StatsPlan
  readonly #context: CorrelationContext
  readonly #first: Stage
  readonly #rest: readonly Stage[]
  readonly #reused: ReusedRow

  constructor(plan: StatsPlan, context: CorrelationContext) {
    this.categories = statsCategories(plan)
    this.#plan = plan
    this.#reused = reusedRow(plan)
    this.#context = context
    const [first, ...rest] = this.#stages()
    this.#first = first!
    this.#rest = rest
  }

  offer(batch: Batch, row: number): Row | null {
    const { owns } = this.#context
    const input = statsInput(this.#plan, batch, row)
    return input && owns && !owns(input.key, batch, row) ? null : input
  }

  apply({ event, input }: Candidate<Row>): boolean {
    const changed = this.#first.take(input, event, event)
    for (let i = 0; i < this.#rest.length; i++) this.#rest[i]!.advance(event)
    return changed
  }

  applyRow(batch: Batch, row: number, rows: HeldRows, input: Row): boolean {
    if (this.#first.takeRow && this.#rest.length === 0) return this.#first.takeRow(input, batch, row, rows)
    return this.apply({ event: HeldEvent.of(batch, row, rows), input })
  }

  takeRow(batch: Batch, row: number, rows: HeldRows): boolean | null {
    if (this.#plan.window.kind === 'connection') {
      const input = this.offer(batch, row)
      return input && this.applyRow(batch, row, rows, input)
    }
    const { owns } = this.#context
    const input = statsInputIn(this.#reused, this.#plan, batch, row)
    if (input === null || (owns && !owns(input.key, batch, row))) return null
    return this.applyRow(batch, row, rows, input)
  }

  takeRows(of: Selected, taker: Taker): number {
    if (!this.#first.takeRows || this.#context.owns) return 0
    return this.#first.takeRows(this.#plan, of, taker)
  }

  advance(to: Position): void {
    this.#first.advance(to)
    for (const stage of this.#rest) stage.advance(to)
  }

  waits(): boolean {
    return this.#all.some((stage) => stage.waits())
  }

  /** Windows of the last stage: what an earlier one would find is no incident yet. */
  undecided(): number {
    return this.#all.at(-1)!.undecided()
  }

  size(): Size {
    return this.#all.map((stage) => stage.size()).reduce(together)
  }

  /** Of the stage that holds most. */
  evict(): boolean {
    const byWeight = this.#all.toSorted((a, b) => bytesOf(b.size()) - bytesOf(a.size()))
    return byWeight.some((stage) => stage.evict())
  }

  changePlan(plan: StatsPlan): void {
    this.#plan = plan
    for (const [i, one] of plansOf(plan).entries()) this.#all[i]!.changePlan(one)
  }

  save(): unknown {
    return this.#all.map((stage) => stage.save())
  }

  load(saved: unknown): void {
    for (const [i, one] of (saved as readonly unknown[]).entries()) this.#all[i]?.load(one)
  }

  get #all(): readonly Stage[] {
    return [this.#first, ...this.#rest]
  }

  #stages(): readonly Stage[] {
    const { bounds, counters, admits } = this.#context
    return plansOf(this.#plan).map((plan, i) =>
      stageOf(plan, { bounds, counters, admits, found: (found) => this.#pass(plan, i, found) }),
    )
  }

  #pass(plan: AnyStage, index: number, found: Found): void {
    const next = this.#plan.next?.[index]
    if (!next) {
      this.#context.emit(matchOf(plan, found))
      return
    }
    const row = nextRow(next, plan, found)
    if (row) this.#rest[index]!.take(row, { ...found.at, id: found.completedBy.id() }, found.events.at(-1) ?? null)
  }
}

const plansOf = (plan: StatsPlan): readonly AnyStage[] => [plan, ...(plan.next ?? [])]

const matchOf = (plan: AnyStage, found: Found): Finding => ({
  us: found.at.us,
  nanos: found.at.nanos,
  start: found.start,
  sequence: found.at.sequence,
  completedBy: found.completedBy,
  key: found.key,
  keys: keyValues(plan.by, found.key, found.events.at(-1)),
  ...(found.approximate.length > 0 && { approximate: found.approximate.map((place) => plan.aggregates[place]!.name) }),
  values: Object.fromEntries(plan.aggregates.map(({ name }, i) => [name, found.values[i] ?? null])),
  steps: [stepEvidence('1', found.count, found.events)],
})
