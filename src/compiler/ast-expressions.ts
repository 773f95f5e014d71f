// What a condition or a value says, free of tokens.
import type { Span } from '../diagnostic/diagnostic.ts'

export interface Node {
  readonly span: Span
}

/** A word, or the name of a field without its backquotes. */
export interface Name extends Node {
  readonly text: string
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
  /** A span, `24h`: the number is its nanoseconds, as `event.duration` counts. */
  readonly isSpan?: true
  /** The limit that it was written as, `$name`. */
  readonly limit?: Name
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
