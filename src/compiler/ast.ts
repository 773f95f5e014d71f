// What a rule file says, free of tokens. Plain data: it can be compared, printed and walked.
import type { Span } from '../diagnostic/diagnostic.ts'

interface Node {
  readonly span: Span
}

/** A word, or the name of a field without its backquotes. */
export interface Name extends Node {
  readonly text: string
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
  | (Node & { readonly kind: 'suppress'; readonly duration: Duration; readonly by: readonly Name[] })
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

export type Query = EventQuery | StatsQuery | SequenceQuery

export interface EventQuery extends Node {
  readonly kind: 'event'
  /** A category, `any`, or a macro that is a query. */
  readonly category: Name
  /** Null: every event of the category. */
  readonly condition: Expression | null
}

export interface StatsQuery extends Node {
  readonly kind: 'stats'
  readonly source: EventQuery
  readonly aggregates: readonly Aggregate[]
  readonly by: readonly FieldReference[]
  readonly window: Window | null
  readonly having: Expression | null
}

export interface Aggregate extends Node {
  readonly name: Name
  readonly function: Name
  readonly argument: Expression | null
  readonly where: Expression | null
}

export interface Window extends Node {
  readonly kind: 'sliding' | 'tumbling'
  readonly duration: Duration
  readonly keep: boolean
}

export interface SequenceQuery extends Node {
  readonly kind: 'sequence'
  readonly by: readonly FieldReference[]
  readonly maxspan: Duration | null
  readonly steps: readonly Step[]
  readonly until: Step | null
}

export interface Step extends Node {
  readonly name: Name | null
  readonly absent: boolean
  readonly events: EventQuery
  readonly by: readonly FieldReference[]
  readonly runs: Numeral | null
  readonly within: Duration | null
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
