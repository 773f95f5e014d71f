// What the engine finds: a rule's condition held, for these keys, with these events.
import type { Rule } from '../compiler/plan.ts'
import type { EventDocument, Value } from '../event/value.ts'

/** The events of one step that took part, as the engine held them. */
export interface StepEvidence {
  /** The step's name; `1` where the rule has only one. */
  readonly name: string
  /** How many took part; `events` holds the newest of them where there are too many to keep. */
  readonly count: number
  /** Made when they are first asked for. */
  readonly events: readonly EventDocument[]
}

/** A rule's condition held. What the engine finds, before identity and suppression. */
export interface Match {
  readonly rule: Rule
  /** Event time at which it held; for an absence, the end of its span. */
  readonly us: number
  readonly nanos: number
  /** When the first event that took part happened; as above where none did. */
  readonly start: { readonly us: number; readonly nanos: number }
  /** Orders matches of one time: the sequence and id of the event that completed it. */
  readonly sequence: number
  /** `event.id` of the event that completed it; for an absence that of its first step. */
  readonly completedBy: string
  /** The group key as one string: part of the incident's identity. */
  readonly key: string
  /** Group keys by name. */
  readonly keys: Readonly<Record<string, Value>>
  /** The statistics that crossed, by name. */
  readonly values: Readonly<Record<string, Value>>
  /** Names of the statistics that are not exact; absent where all are. */
  readonly approximate?: readonly string[]
  readonly steps: readonly StepEvidence[]
}

/** Whoever completed a match: most are never asked who it was, which may mean to read it. */
export interface Completer {
  id(): string
}

/** One that is known by its id. */
export const completer = (id: string): Completer => ({ id: () => id })

/** What a correlation finds. */
export interface Finding extends Omit<Match, 'rule' | 'completedBy'> {
  readonly completedBy: Completer
}

/** The match of a rule that was found so. */
export class RuleMatch implements Match {
  readonly rule: Rule
  readonly us: number
  readonly nanos: number
  readonly start: Match['start']
  readonly sequence: number
  readonly key: string
  readonly keys: Match['keys']
  readonly values: Match['values']
  declare readonly approximate?: readonly string[]
  readonly steps: readonly StepEvidence[]
  readonly #completedBy: Completer

  constructor(rule: Rule, { us, nanos, start, sequence, completedBy, key, keys, values, approximate, steps }: Finding) {
    this.rule = rule
    this.us = us
    this.nanos = nanos
    this.start = start
    this.sequence = sequence
    this.#completedBy = completedBy
    this.key = key
    this.keys = keys
    this.values = values
    if (approximate) this.approximate = approximate
    this.steps = steps
  }

  get completedBy(): string {
    return this.#completedBy.id()
  }
}

/** The order in which matches become incidents: their time, then what tells equals apart. */
export const compareMatches = (a: Match, b: Match): number =>
  a.us - b.us ||
  a.nanos - b.nanos ||
  a.sequence - b.sequence ||
  compareText(a.completedBy, b.completedBy) ||
  compareText(a.rule.metadata.id, b.rule.metadata.id) ||
  compareText(a.key, b.key)

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
