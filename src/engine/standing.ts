// What an engine has besides its rules: made for the first one, handed over to one that goes on by other rules.
import { Aging } from './aging.ts'
import { type Clock, Stopwatch } from './cost.ts'
import type { Match } from './match.ts'
import type { Total } from './room.ts'
import type { LateEvent } from './rule-parts.ts'
import type { RuleState } from './rule-state.ts'
import { Watermarks } from './watermark.ts'

/** What is shared by all rules of an engine, and with another that goes on from there. */
export interface Standing {
  /** Rules by id and version. */
  readonly known: ReadonlyMap<string, RuleState>
  readonly found: Match[]
  readonly late: LateEvent[]
  readonly total: Total
  readonly watch: Stopwatch | null
  readonly watermarks: Watermarks
  readonly aging: Aging
  readonly turns: number
}

export const nothingYet = (most: number, clock: Clock | undefined): Standing => ({
  known: new Map(),
  found: [],
  late: [],
  total: { bytes: 0, most },
  watch: clock ? new Stopwatch(clock) : null,
  watermarks: new Watermarks([]),
  aging: new Aging(),
  turns: 0,
})
