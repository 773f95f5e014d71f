// The contract of a correlation: which rows it wants, what they do to its state in order, what time alone does.
import type { Detect, Rule } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import type { Position } from '../../event/position.ts'
import type { Admits, Bounds, Counters } from '../bounds.ts'
import { HeldEvent } from '../held.ts'
import type { HeldRows } from '../held-rows.ts'
import type { Finding } from '../match.ts'
import type { Begun, NearMiss } from '../near.ts'
import type { Size } from '../size.ts'
import type { Selected, Taker } from '../sliding-rows.ts'

/** An event that passed a rule's filter, with what the rule needs of it: plain data, so that it can wait and be saved. */
export interface Candidate<Input = unknown> {
  readonly event: HeldEvent
  readonly input: Input
}

export interface Correlation<Input = unknown> {
  /** Bits of all categories that any part of the rule reads. */
  readonly categories: number
  /** What the rule needs of that row, or null where it is not for this rule. Changes nothing. */
  offer(batch: Batch, row: number): Input | null
  /** Takes candidates in the total order of events. False where that one changed nothing: it need not be kept. */
  apply(candidate: Candidate<Input>): boolean
  /** The same for a row of a batch, where that is cheaper. `rows`: those of the batch that are held. */
  applyRow?(batch: Batch, row: number, rows: HeldRows, input: Input): boolean
  /**
   * Both for a row that need not wait: what it wants of it is applied at once. Null where it is not for this rule. Throws
   * where the rule's own code fails.
   */
  takeRow?(batch: Batch, row: number, rows: HeldRows): boolean | null
  /**
   * The same for rows of a batch that passed the rule's filter, where that is cheaper. Gives the place of the first that was
   * not taken; tells `taker` of those before it that are for this rule.
   */
  takeRows?(of: Selected, taker: Taker): number
  /** Event time has come this far: no event before it will be applied any more. */
  advance(to: Position): void
  /** Whether time alone, without an event, may still bring a match. */
  waits(): boolean
  /** Whether nothing has begun, so that only what begins something counts. Absent where that is not looked at. */
  isEmpty?(): boolean
  /** Absences and windows that would fire if nothing else came: what `scan` reports as undecided. */
  undecided(): number
  /** What has begun and may still come to its end. Absent where nothing goes on over several steps. */
  begun?(): readonly Begun[]
  /** What it holds now. Absent where that is nothing. */
  size?(): Size
  /** Lets go of the key longest untouched, if there is more than one. False where nothing could go. */
  evict?(): boolean
  /** The same rule compiled anew, for rows of another layout: what it holds stays. */
  changePlan(plan: Detect): void
  save(): unknown
  load(state: unknown): void
}

export interface CorrelationContext {
  rule: Rule
  readonly bounds: Bounds
  readonly counters: Counters
  /** Null where every key is taken in, and another goes for it. */
  readonly admits: Admits | null
  /** Whether that key's state lies here; null where all of it does. */
  owns: ((key: string, batch: Batch, row: number) => boolean) | null
  readonly emit: (finding: Finding) => void
  /** Told of what almost matched, which is counted beside. */
  readonly near?: (miss: NearMiss) => void
}

/** A row that need not wait, where the correlation has no cheaper way. As `takeRow` has it. */
export function offerAndApply(correlation: Correlation, batch: Batch, row: number, rows: HeldRows): boolean | null {
  const input = correlation.offer(batch, row)
  return input === null ? null : correlation.apply({ event: HeldEvent.of(batch, row, rows), input })
}
