// What a rule file says, free of tokens. Plain data: it can be compared, printed and walked.
import type { Expression, Literal, Name, Node } from './ast-expressions.ts'
import type { Duration, Numeral, Query } from './ast-queries.ts'

export type * from './ast-expressions.ts'
export type * from './ast-queries.ts'

/** What a key is called: a field, or the canonical text of what is computed. */
export interface KeyName extends Name {
  readonly isComputed?: true
}

export interface Text extends Node {
  readonly value: string
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

export type Declaration = ListDeclaration | MacroDeclaration | FieldDeclaration | LimitDeclaration | RuleDeclaration

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

/** A number or a span that a deployment may set: `limit idle = 30m`. */
export interface LimitDeclaration extends Node {
  readonly kind: 'limit'
  readonly name: Name
  readonly value: Literal
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
