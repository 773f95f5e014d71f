// What a log format says, whatever product it is of: literal text and variables, in the order of the line.
import type { Span } from '../../src/diagnostic/diagnostic.ts'

/** How the product writes characters that would break the line: `\xHH`, as in a JSON string, or not at all. */
export type Escape = 'default' | 'json' | 'none'

export interface Literal {
  readonly kind: 'literal'
  /** Never empty; two literals never follow each other. */
  readonly text: string
}

export interface Variable {
  readonly kind: 'variable'
  readonly name: string
  /** Where it stands in what the user wrote. */
  readonly span: Span
}

export type Part = Literal | Variable

export interface LogFormat {
  /** Null where the format does not say. */
  readonly escape: Escape | null
  readonly parts: readonly Part[]
}
