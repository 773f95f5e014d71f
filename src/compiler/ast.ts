// What a rule file says, free of tokens. Plain data: it can be compared, printed and walked.
import type { Span } from '../diagnostic/diagnostic.ts'

interface Node {
  readonly span: Span
}

/** A word, or the name of a field without its backquotes. */
export interface Name extends Node {
  readonly text: string
}

/** What a key is called: a field, or the canonical text of what is computed. */
export interface KeyName extends Name {
  readonly isComputed?: true
}

export interface Text extends Node {
  readonly value: string
}

export interface Numeral extends Node {
  readonly value: number
}

/** `10m`, in microseconds. */
export interface Duration extends Node {
  readonly us: number
}

/** `2027-01-31`, as written. */
export interface Day extends Node {
  readonly text: string
}

export interface RuleFile {
  readonly language: Numeral | null
  readonly declarations: readonly Declaration[]
  /** In order. Not part of what the file means, but a formatter must not lose them. */
  readonly comments: readonly Comment[]
}

export interface Comment extends Node {
  readonly text: string
}

export type Declaration = ListDeclaration | MacroDeclaration | FieldDeclaration | RuleDeclaration

export interface ListDeclaration extends Node {
  readonly kind: 'list'
  readonly name: Name
  readonly type: Name
  /** The entries, or the file that holds them. */
  readonly entries: readonly Text[] | null
  readonly file: Text | null
}

export interface MacroDeclaration extends Node {
  readonly kind: 'macro'
  readonly name: Name
  /** Null for a macro that is a condition only. */
  readonly category: Name | null
  readonly condition: Expression
}

export interface FieldDeclaration extends Node {
  readonly kind: 'field'
  readonly name: Name
  readonly type: Name
}

export interface RuleDeclaration extends Node {
  readonly kind: 'rule'
  readonly name: Name
  readonly entries: readonly Entry[]
  /** Parts of it could not be read: what seems to be missing may only be unreadable. */
  readonly broken: boolean
}

export type TextKey = 'title' | 'about' | 'advice' | 'author'
export type TextsKey = 'references' | 'false_positives'
export type WordKey = 'level' | 'status'
export type CodesKey = 'attack' | 'cwe' | 'wstg'

export type Entry =
  | (Node & { readonly kind: 'text'; readonly key: TextKey; readonly value: Text })
  | (Node & { readonly kind: 'texts'; readonly key: TextsKey; readonly values: readonly Text[] })
  | (Node & { readonly kind: 'word'; readonly key: WordKey; readonly value: Name })
  | (Node & { readonly kind: 'codes'; readonly key: CodesKey; readonly values: readonly Name[] })
  | (Node & { readonly kind: 'risk'; readonly value: Numeral })
  | (Node & { readonly kind: 'detect'; readonly query: Query })
  | Exception
  | (Node & { readonly kind: 'incident'; readonly message: Text })
  | (Node & { readonly kind: 'suppress'; readonly duration: Duration; readonly by: readonly KeyName[] })
  | (Node & { readonly kind: 'respond'; readonly responses: readonly Response[] })
  | (Node & { readonly kind: 'evidence'; readonly clauses: readonly EvidenceClause[] })
  | Test

export type EntryKind = Entry['kind']

/** `except STEP where …`: events that the rule does not see. */
export interface Exception extends Node {
  readonly kind: 'except'
  readonly step: Name | null
  readonly condition: Expression
  readonly reason: Text | null
  readonly owner: Text | null
  readonly until: Day | null
}

export type Response =
  | (Node & { readonly kind: 'log' })
  | (Node & { readonly kind: 'webhook'; readonly name: Name })
  | (Node & { readonly kind: 'block'; readonly duration: Duration })
  | (Node & { readonly kind: 'close'; readonly code: Numeral | null })

export interface EvidenceClause extends Node {
  readonly action: 'keep' | 'hash' | 'drop'
  readonly fields: readonly Name[]
}

export interface Test extends Node {
  readonly kind: 'test'
  readonly name: Text
  readonly steps: readonly TestStep[]
}

export type TestStep =
  | (Node & { readonly kind: 'wait'; readonly duration: Duration })
  | (Node & { readonly kind: 'expect'; readonly count: Numeral; readonly fields: readonly Assignment[] })
  | (Node & {
      readonly kind: 'events'
      readonly repeat: Numeral | null
      readonly every: Duration | null
      readonly category: Name
      readonly fields: readonly Assignment[]
    })

export interface Assignment extends Node {
  readonly field: Name
  /** One value, or the elements of an array. */
  readonly value: Expression | readonly Expression[]
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

/** A field, a macro, an aggregate or `n`, by where it stands. */
export interface FieldReference extends Node {
  readonly kind: 'field'
  readonly name: string
  /** `?field`: may be unknown to the schema, and missing from an event. */
  readonly optional: boolean
}

export type Comparator = '==' | '!=' | '<' | '<=' | '>' | '>='
export type Arithmetic = '+' | '-' | '*' | '/' | '%'
export type PatternOperator = ':' | 'like' | 'like~' | 'regex' | 'regex~'

export type Expression =
  | Literal
  | FieldReference
  | (Node & { readonly kind: 'and' | 'or'; readonly all: readonly Expression[] })
  | (Node & { readonly kind: 'not'; readonly value: Expression })
  | Comparison
  | Match
  | Membership
  | (Node & {
      readonly kind: 'arithmetic'
      readonly operator: Arithmetic
      readonly left: Expression
      readonly right: Expression
    })
  | (Node & { readonly kind: 'negate'; readonly value: Expression })
  | Call
  /** What could not be read. */
  | (Node & { readonly kind: 'unreadable' })

export interface Literal extends Node {
  readonly kind: 'literal'
  readonly value: string | number | boolean | null
  /** A number written with a fraction or an exponent: `3.0`. */
  readonly isDouble?: true
}

export interface Comparison extends Node {
  readonly kind: 'compare'
  readonly operator: Comparator
  readonly left: Expression
  readonly right: Expression
}

export interface Match extends Node {
  readonly kind: 'match'
  readonly operator: PatternOperator
  readonly value: Expression
  readonly patterns: readonly Expression[]
}

export interface Membership extends Node {
  readonly kind: 'in'
  readonly value: Expression
  readonly negated: boolean
  /** `in~`: upper and lower case are one. */
  readonly fold: boolean
  /** The values in parentheses, or null for a list. */
  readonly members: readonly Expression[] | null
  readonly list: Name | null
}

export interface Call extends Node {
  readonly kind: 'call'
  readonly name: Name
  /** `startsWith~`: upper and lower case are one. */
  readonly fold: boolean
  readonly arguments: readonly Expression[]
}
