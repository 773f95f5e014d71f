// What the compiler hands to the engine: rules as data and as functions over rows of a batch.
import type { Batch } from '../event/batch.ts'
import type { Layout } from '../event/layout.ts'
import type { Value } from '../event/value.ts'

/** Whether a row's event satisfies a condition. Null (unknown) counts as no. Reads the row, and nothing else. */
export type Predicate = (batch: Batch, row: number) => boolean

/** The value of an expression for a row. */
export type Expression = (batch: Batch, row: number) => Value

/** One part of a `by` clause. */
export interface KeyPart {
  /** As written: `source.ip`. */
  readonly name: string
  readonly read: Expression
  /** `?field`: events without it share a key of their own. Otherwise a null key joins nothing. */
  readonly optional: boolean
}

export interface EventFilter {
  /** Bits of category.ts; an event with none of them is not for this filter. */
  readonly categories: number
  readonly test: Predicate
}

/** `category where condition`. */
export interface EventPlan extends EventFilter {
  readonly kind: 'event'
}

export type AggregateKind = 'count' | 'sum' | 'avg' | 'min' | 'max' | 'count_distinct' | 'values' | 'first' | 'last'

export interface Aggregate {
  readonly name: string
  readonly kind: AggregateKind
  /** What is aggregated; absent for `count()`. Null values are left out. */
  readonly value?: Expression
  /** The aggregate's own `where`. */
  readonly where?: Predicate
}

export type Window =
  | { readonly kind: 'sliding'; readonly spanUs: number }
  /** Aligned to the epoch, start inclusive, end exclusive, judged when it ends. */
  | { readonly kind: 'tumbling'; readonly spanUs: number }

/** `… | stats … by … over … | where …`. */
export interface StatsPlan extends EventFilter {
  readonly kind: 'stats'
  readonly aggregates: readonly Aggregate[]
  readonly by: readonly KeyPart[]
  readonly window: Window
  /** The condition on the aggregates, in the order of `aggregates`. */
  readonly having: (values: readonly Value[]) => boolean
  /** `keep window`: the key's window is not emptied after the rule fired. */
  readonly keepWindow: boolean
}

export interface Step extends EventFilter {
  /** As written (`step guess = […]`), or `1`, `2`, … */
  readonly name: string
  /** Global keys first, then the step's own; the same number in every step. */
  readonly by: readonly KeyPart[]
  /** `![…]`: no such event. */
  readonly absent: boolean
  /** `with runs=n`; 1 where not written. */
  readonly runs: number
  /** `[…] within 5s`: at most this long after the step before it; null without a limit. */
  readonly withinUs: number | null
}

/** `sequence by … with maxspan=… […] […]`. */
export interface SequencePlan {
  readonly kind: 'sequence'
  readonly steps: readonly Step[]
  readonly until: Step | null
  /** Measured from the first event, inclusive. */
  readonly maxspanUs: number
}

export type Detect = EventPlan | StatsPlan | SequencePlan

export type Response =
  | { readonly kind: 'log' }
  | { readonly kind: 'webhook'; readonly name: string }
  | { readonly kind: 'block'; readonly spanUs: number }
  | { readonly kind: 'close'; readonly code: number }

export const levels = ['informational', 'low', 'medium', 'high', 'critical'] as const
export type Level = (typeof levels)[number]

export const statuses = ['experimental', 'test', 'stable', 'deprecated'] as const
export type RuleStatus = (typeof statuses)[number]

export interface RuleMetadata {
  /** The identifier, which is also the file's name. */
  readonly id: string
  readonly title: string
  /** Hash of the canonical text: changes when, and only when, the rule does. */
  readonly version: string
  /** The folder that the file is in. */
  readonly ruleset: string
  readonly path: string
  readonly level: Level
  /** 0 to 100. */
  readonly risk: number
  readonly status: RuleStatus
  readonly about: string
  readonly advice: string
  readonly author: string
  readonly falsePositives: readonly string[]
  /** ATT&CK technique ids. */
  readonly attack: readonly string[]
  readonly cwe: readonly string[]
  readonly wstg: readonly string[]
  readonly references: readonly string[]
}

/** `incident "…"`: text, and the names whose values stand between. */
export type MessagePart = string | { readonly name: string }

export interface Rule {
  readonly metadata: RuleMetadata
  readonly detect: Detect
  readonly message: readonly MessagePart[]
  /** `suppress 10m by source.ip`: names are looked up as in the message. */
  readonly suppress: { readonly spanUs: number; readonly by: readonly string[] } | null
  readonly respond: readonly Response[]
  /** The `evidence { keep … hash … drop … }` clause; empty lists where none was written. */
  readonly evidence: {
    readonly keep: readonly string[]
    readonly hash: readonly string[]
    readonly drop: readonly string[]
  }
  readonly tests: readonly RuleTest[]
}

/** A rule's own test: steps in virtual time, then what must have come of them. */
export interface RuleTest {
  readonly name: string
  readonly steps: readonly TestStep[]
  readonly expectations: readonly Expectation[]
}

export type TestStep =
  | {
      readonly kind: 'events'
      /** How many, and how far apart. One event: repeat 1, everyUs 0. */
      readonly repeat: number
      readonly everyUs: number
      readonly category: string
      /** The fields of the n-th event, n from 1. */
      readonly fields: (n: number) => Readonly<Record<string, Value>>
    }
  | { readonly kind: 'wait'; readonly spanUs: number }

export interface Expectation {
  /** 0 for `expect none`. */
  readonly incidents: number
  /** What each of them must hold, by field of the incident document. */
  readonly fields: Readonly<Record<string, Value>>
}

export interface Ruleset {
  readonly rules: readonly Rule[]
  /** Every field that any of the rules reads. */
  readonly layout: Layout
  /** Hash over the versions of all rules. */
  readonly hash: string
}
