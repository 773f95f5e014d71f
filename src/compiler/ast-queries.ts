// What a query says, free of tokens.
import type { Expression, Name, Node } from './ast-expressions.ts'

export interface Numeral extends Node {
  readonly value: number
}

/** `10m`, in microseconds. */
export interface Duration extends Node {
  readonly us: number
  /** The limit that it was written as, `$name`. */
  readonly limit?: Name
}

/** What finds something, whatever is cut off of what was found. */
export type WholeQuery =
  | EventQuery
  | StatsQuery
  | FirstSeenQuery
  | SequenceQuery
  | SampleQuery
  | ConversationQuery
  | ExchangeQuery

export type Query = WholeQuery | LimitQuery

export interface EventQuery extends Node {
  readonly kind: 'event'
  /** A category, `any`, or a macro that is a query. */
  readonly category: Name
  /** Null: every event of the category. */
  readonly condition: Expression | null
}

/** `| stats … by … over …`, with the conditions behind it as one. */
export interface StatsStage extends Node {
  readonly aggregates: readonly Aggregate[]
  readonly by: readonly Expression[]
  readonly window: Window | null
  readonly having: Expression | null
}

export interface StatsQuery extends StatsStage {
  readonly kind: 'stats'
  readonly source: EventQuery
  /** Statistics of the rows that come out of those before. */
  readonly next: readonly StatsStage[]
}

export interface Aggregate extends Node {
  /** The function's own name where none was given. */
  readonly name: Name
  readonly function: Name
  readonly arguments: readonly Expression[]
  readonly where: Expression | null
}

export interface Window extends Node {
  readonly kind: 'sliding' | 'tumbling' | 'session' | 'connection'
  /** Null for a connection, which is as long as it is. */
  readonly duration: Duration | null
  readonly keep: 'window' | 'judging' | null
}

/** `| first_seen source.as.number by user.name over 14d` */
export interface FirstSeenQuery extends Node {
  readonly kind: 'first_seen'
  readonly source: EventQuery
  readonly values: readonly Expression[]
  readonly by: readonly Expression[]
  readonly duration: Duration
}

export interface SequenceQuery extends Node {
  readonly kind: 'sequence'
  readonly by: readonly Expression[]
  readonly maxspan: Duration | null
  readonly steps: readonly Step[]
  readonly until: Step | null
}

/** Events of one key in any order. */
export interface SampleQuery extends Node {
  readonly kind: 'sample'
  readonly by: readonly Expression[]
  readonly maxspan: Duration | null
  readonly steps: readonly Step[]
  /** `2 of { … }`; null for all of them. */
  readonly atLeast: Numeral | null
}

export interface Step extends Node {
  readonly name: Name | null
  readonly absent: boolean
  readonly events: EventQuery
  readonly by: readonly Expression[]
  readonly runs: Numeral | null
  readonly within: Duration | null
}

/** What a connection may say, in which order. */
export interface ConversationQuery extends Node {
  readonly kind: 'conversation'
  readonly steps: readonly Step[]
  readonly by: readonly Expression[]
  readonly flow: Flow
}

/** A regular expression over the names of steps. */
export type Flow =
  | (Node & { readonly kind: 'step'; readonly name: Name })
  | (Node & { readonly kind: 'chain' | 'either'; readonly parts: readonly Flow[] })
  | (Node & { readonly kind: 'repeat'; readonly part: Flow; readonly times: '*' | '+' | '?' })

/** `respond to [request] by … within …`. */
export interface ExchangeQuery extends Node {
  readonly kind: 'exchange'
  /** With its keys, and how soon it is to be answered. */
  readonly request: Step
  /** Null: a message of the other direction with the same key. */
  readonly answer: Step | null
  /** `when unanswered, twice`; empty where it does not say. */
  readonly when: readonly Name[]
}

/** What comes first, or last, of what a query found. */
export interface LimitQuery extends Node {
  readonly kind: 'limit'
  readonly query: WholeQuery
  readonly cuts: readonly Cut[]
}

export interface Cut extends Node {
  readonly kind: 'head' | 'tail'
  readonly count: Numeral
}
