// What the compiler hands to the engine: rules as data and as functions over rows of a batch.
import type { Batch } from '../event/batch.ts'
import type { Layout } from '../event/layout.ts'
import type { Scalar, Value } from '../event/value.ts'

/** Whether a row's event satisfies a condition. Null (unknown) counts as no. Reads the row, and nothing else. */
export type Predicate = (batch: Batch, row: number) => boolean

/** The same of many: of the rows from one place to before another those that satisfy it are put into `picked`. Says how many. */
export type Selection = (batch: Batch, rows: Int32Array, from: number, to: number, picked: Int32Array) => number

/** The value of an expression for a row. */
export type Expression = (batch: Batch, row: number) => Value

/** One part of a `by` clause. */
export interface KeyPart {
  /** As written: `source.ip`. */
  readonly name: string
  readonly read: Expression
  /** Where it is a field and nothing else: its column. */
  readonly slot?: number
  /** `?field`: events without it share a key of their own. Otherwise a null key joins nothing. */
  readonly optional: boolean
}

/** What a filter says of one field. An array meets it where any of its elements does. */
export type Need = { readonly field: string; readonly slot: number } & Wanted

export type Wanted =
  | { readonly kind: 'value'; readonly values: readonly (string | number | boolean)[] }
  /** A text that in lower case is one of these. */
  | { readonly kind: 'folded'; readonly values: readonly string[] }
  /** A text that is in the list, as it is or in lower case. */
  | { readonly kind: 'list'; readonly name: string; readonly list: MemberList; readonly isFolded: boolean }
  /** A text that holds one of these, which are ASCII in lower case, in whatever case. */
  | { readonly kind: 'part'; readonly texts: readonly string[] }
  /** A number that is not less, or not more. */
  | { readonly kind: 'least' | 'most'; readonly bound: number }
  /** Any value. */
  | { readonly kind: 'present' }

/** Whatever it holds by then: its entries may be replaced under way. */
export interface MemberList {
  readonly exact: { has(text: string): boolean }
  readonly folded: { has(text: string): boolean } | null
}

/** One of them must be met: else the filter's test does not hold. */
export type Alternatives = readonly Need[]

export interface EventFilter {
  /** Bits of category.ts; an event with none of them is not for this filter. */
  readonly categories: number
  readonly test: Predicate
  /** The same over many rows, made when it is first asked for. */
  readonly selection?: () => Selection
  /** What can be told of a row before the test is asked: all of these. */
  readonly needs?: readonly Alternatives[]
}

/** `category where condition`. */
export interface EventPlan extends EventFilter {
  readonly kind: 'event'
}

// biome-ignore format: table
export const aggregateKinds = [
  'count', 'sum', 'avg', 'min', 'max', 'percentile', 'stddev', 'count_distinct', 'values', 'first', 'last',
  'rate', 'interval', 'interval_stddev', 'jitter',
] as const
export type AggregateKind = (typeof aggregateKinds)[number]

/** By what values are ordered where not by themselves; null for one that has no place. */
export type Rank = (value: Scalar) => Scalar | null

export interface AnyAggregate {
  readonly name: string
  readonly kind: AggregateKind
  /** `percentile(x, p)`: p, 0 to 100. */
  readonly parameter?: number
  /** Of `min` and `max` over texts that say an address or a time. */
  readonly rank?: Rank
}

export interface Aggregate extends AnyAggregate {
  /** What is aggregated, and of intervals the time in microseconds; absent for `count()` and `rate()`. Nulls are left out. */
  readonly value?: Expression
  /** Where that is a field and nothing else: its column. */
  readonly slot?: number
  /** The aggregate's own `where`. */
  readonly where?: Predicate
}

export type Window =
  | { readonly kind: 'sliding'; readonly spanUs: number }
  /** Aligned to the epoch, start inclusive, end exclusive, judged when it ends. */
  | { readonly kind: 'tumbling'; readonly spanUs: number }
  /** As long as events come less than the gap apart; judged when the gap has passed. */
  | { readonly kind: 'session'; readonly gapUs: number; readonly keepJudging: boolean }
  /** The first key is the connection. Judged when it ends. */
  | {
      readonly kind: 'connection'
      readonly keepJudging: boolean
      readonly opens: Predicate
      /** Of an event that ends one: it is the input that ended, so that the connection may well go on. */
      readonly isCutOff?: Predicate
    }
  /** Of a further stage: what the stage before it found at one time. */
  | { readonly kind: 'instant' }

export interface AnyStage {
  readonly aggregates: readonly AnyAggregate[]
  readonly by: readonly { readonly name: string }[]
  readonly window: Window
  /** The condition on the aggregates, in their order, and what else it reads behind them. */
  readonly having: (values: readonly Value[]) => boolean
  /** Places of the values that it reads; all of them where it is not said. */
  readonly reads?: readonly number[] | undefined
  /** Behind the aggregates stand the values of the keys. */
  readonly readsKeys?: boolean
  /** Behind those stand the aggregates of the key's window before; nulls where it had none. */
  readonly readsPast?: boolean
  /** So many rows at least has a window that the condition holds on; any number where it is not said. */
  readonly leastRows?: number
  /** `keep window`: the key's window is not emptied after the rule fired. */
  readonly keepWindow: boolean
}

/** What a further stage reads: the aggregates of the one before it, its keys, and the time in microseconds. */
export type RowExpression = (row: readonly Value[]) => Value

/** `… | stats …`, over the rows of the stage before it. */
export interface StagePlan extends AnyStage {
  readonly aggregates: readonly (AnyAggregate & {
    readonly value?: RowExpression
    readonly where?: (row: readonly Value[]) => boolean
  })[]
  readonly by: readonly { readonly name: string; readonly optional: boolean; readonly read: RowExpression }[]
}

/** `… | stats … by … over … | where …`. */
export interface StatsPlan extends EventFilter, AnyStage {
  readonly kind: 'stats'
  readonly aggregates: readonly Aggregate[]
  readonly by: readonly KeyPart[]
  /** Further statistics, each over what the one before it found. */
  readonly next?: readonly StagePlan[]
}

/** `… | first_seen … by … over …`. */
export interface FirstSeenPlan extends EventFilter {
  readonly kind: 'first_seen'
  readonly values: readonly KeyPart[]
  readonly by: readonly KeyPart[]
  readonly spanUs: number
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

/** `sample by … with maxspan=… […] […]`: different events of one key, in any order. */
export interface SamplePlan {
  readonly kind: 'sample'
  /** None of them absent, each once. */
  readonly steps: readonly Step[]
  /** How many of them it takes. */
  readonly atLeast: number
  /** From the earliest to the latest event, inclusive. Infinite in a query over a finite input alone. */
  readonly maxspanUs: number
}

/** A step of a conversation, or one side of an exchange. */
export interface NamedFilter extends EventFilter {
  readonly name: string
}

/**
 * What may follow what. Each place where a step stands in the text is a bit, so that how far a conversation has come is
 * one small integer, however many ways there are to read it.
 */
export interface Flow {
  /** By place: the step that stands there, as an index into the steps. */
  readonly places: readonly number[]
  /** Bits of the places that may come first. */
  readonly first: number
  /** By place: bits of those that may come after it. */
  readonly follow: readonly number[]
  /** Bits of the places after which it may be over. */
  readonly last: number
}

/** `step … conversation by … { connect -> auth -> (subscribe | ping)* -> close }`. */
export interface ConversationPlan {
  readonly kind: 'conversation'
  readonly by: readonly KeyPart[]
  readonly steps: readonly NamedFilter[]
  /** The events that must fit, each by one of these. */
  readonly judged: readonly EventFilter[]
  /** Bits of the categories that end a conversation whatever it says; 0 where it is not that of one connection. */
  readonly ends: number
  readonly flow: Flow
}

/** What can be wrong with an exchange. */
export const exchangeFaults = ['unanswered', 'twice', 'unasked', 'slow'] as const
export type ExchangeFault = (typeof exchangeFaults)[number]

export interface ExchangeSide extends NamedFilter {
  /** The same number on both sides. */
  readonly by: readonly KeyPart[]
}

/** `respond to […] by … within … with […] when …`. */
export interface ExchangePlan {
  readonly kind: 'exchange'
  readonly request: ExchangeSide
  readonly answer: ExchangeSide
  /** Where no answer is described it is what the other side says: `websocket.direction` of an event. Else null. */
  readonly direction: Expression | null
  /** The place of `websocket.connection.id` among the keys, or -1: what was asked before a connection was seen is not known. */
  readonly connection: number
  readonly withinUs: number
  readonly when: readonly ExchangeFault[]
}

export type Detect = EventPlan | StatsPlan | FirstSeenPlan | SequencePlan | SamplePlan | ConversationPlan | ExchangePlan

/** `head 5` or `tail 5`: what of all that a query finds is asked for. */
export interface Cut {
  readonly kind: 'head' | 'tail'
  readonly count: number
}

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
  /** The identifier; where the file holds no other rule, also the file's name. */
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
  /** Of a rule over incidents. */
  readonly chain?: Chain
}

/** Whose incidents a rule asks for. */
export interface Chain {
  /** Ids of the rules that it names. */
  readonly rules: readonly string[]
  /** Whether it asks for incidents without saying of which rule: those of all rules that ask for events alone. */
  readonly isOpen: boolean
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
