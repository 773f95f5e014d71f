// What a grammar finds in a format, piece by piece → its parts: one literal for a run of characters.
import type { SpanOf } from './characters.ts'
import type { Part, Variable } from './log-format.ts'

/** `start` and `end` count characters of the template. */
export type RawPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly start: number; readonly end: number }

export const joinParts = (parts: readonly RawPart[], spanOf: SpanOf): readonly Part[] =>
  joinLiterals(
    parts.map((part) => (part.kind === 'literal' ? part : variable(part.name, spanOf(part.start, part.end)))),
  )

const variable = (name: string, span: Variable['span']): Variable => ({ kind: 'variable', name, span })

export function joinLiterals(parts: readonly Part[]): readonly Part[] {
  const joined: Part[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (part.kind === 'literal' && part.text === '') continue
    if (part.kind === 'literal' && last?.kind === 'literal')
      joined[joined.length - 1] = { ...last, text: last.text + part.text }
    else joined.push(part)
  }
  return joined
}
