// A problem in text that a user wrote. A value, never thrown; every one has a code and a span.
import type { Code } from './codes.ts'

/** Half-open range of character offsets into the source text. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface Label {
  readonly span: Span
  readonly message: string
}

export interface Diagnostic {
  readonly code: Code
  readonly message: string
  /** Where the problem is. */
  readonly primary: Label
  /** Other places that explain it. */
  readonly context?: readonly Label[]
  readonly help?: string
}

/** The diagnostics of one file, with the text they point into. */
export interface FileDiagnostics {
  readonly path: string
  readonly text: string
  readonly diagnostics: readonly Diagnostic[]
}
