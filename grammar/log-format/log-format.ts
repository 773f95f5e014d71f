// What a log format says, whatever product it is of: literal text and variables, in the order of the line.
import type { Diagnostic, Span } from '../../src/diagnostic/diagnostic.ts'

/**
 * How the product writes characters that would break the line: `\xHH` (`default`), as in a JSON string, with a backslash
 * and `\xHH` beside it (Apache), `#HH` (HAProxy), or not at all.
 */
export type Escape = 'default' | 'json' | 'backslash' | 'hash' | 'none'

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
  /** Where this one is not written as the others are. */
  readonly escape?: Escape
}

export type Part = Literal | Variable

export interface LogFormat {
  /** Null where the format does not say. */
  readonly escape: Escape | null
  readonly parts: readonly Part[]
}

export type ParsedFormat =
  | { readonly ok: true; readonly format: LogFormat }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

export const failed = (...diagnostics: readonly Diagnostic[]): ParsedFormat => ({ ok: false, diagnostics })
