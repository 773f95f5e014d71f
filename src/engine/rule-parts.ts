// What a rule at work is given, by its engine once and with each batch, and what is saved of it.
import type { Rule } from '../compiler/plan.ts'
import type { Counters } from './bounds.ts'
import type { SavedCaps } from './caps.ts'
import type { CorrelationContext } from './correlations/correlation.ts'
import type { Stopwatch } from './cost.ts'
import type { HeldEvent } from './held.ts'
import type { HeldRows } from './held-rows.ts'
import type { Match } from './match.ts'
import type { NearMiss } from './near.ts'
import type { SavedPending } from './pending.ts'
import type { Total } from './room.ts'
import type { RowList } from './row-list.ts'
import type { SavedPosition } from './watermark.ts'

/** An event that a rule wants, and that came after the watermark had passed it. */
export interface LateEvent {
  readonly rule: Rule
  readonly keys: readonly string[]
  readonly event: HeldEvent
}

export interface RuleStateParts extends Pick<CorrelationContext, 'bounds' | 'owns'> {
  /** Where its matches are put. */
  readonly found: Match[]
  /** Where events are put that came too late for it. */
  readonly late: LateEvent[]
  /** What all rules hold. */
  readonly total: Total
  /** Whether other rules ask for its incidents: they follow from its events, and are to follow again. */
  readonly feeds: boolean
  /** Told of what almost matched; it is counted all the same. */
  readonly near?: ((rule: Rule, miss: NearMiss) => void) | undefined
  /** What is later than this is of a clock that nobody believes yet. */
  readonly crediblyUs: (categories: number) => number
  /** Null where nobody asks how long it takes. */
  readonly watch: Stopwatch | null
}

/** One batch being evaluated. */
export interface Turn {
  readonly rows: HeldRows
  /** Each of its rows comes after the one before. */
  readonly isOrdered: boolean
  /** Counts batches. */
  readonly number: number
  /** Room for the rows that pass a rule's filter. */
  readonly picked: RowList
}

export interface SavedRuleState {
  readonly id: string
  readonly version: string
  readonly released: SavedPosition
  readonly pending: SavedPending
  readonly correlation: unknown
  readonly counters: Counters
  readonly caps: SavedCaps
  readonly room: number
}
