// A grammar, where to begin in it, and a text → what the grammar makes of it, or the place where it cannot go on.
import nearley, { type CompiledRules } from 'nearley'

export type Run<Result> =
  | { readonly ok: true; readonly value: Result }
  /** The length of the text where more was needed. */
  | { readonly ok: false; readonly offset: number }

/** Nearley throws at the first character that cannot go on, and gives no result where more was needed. */
export function run<Result>(grammar: CompiledRules, start: string, text: string): Run<Result> {
  const parser = new nearley.Parser(nearley.Grammar.fromCompiled({ ...grammar, ParserStart: start }))
  try {
    parser.feed(text)
  } catch (error) {
    return { ok: false, offset: (error as { offset: number }).offset }
  }
  return parser.results.length > 0 ? { ok: true, value: parser.results[0] } : { ok: false, offset: text.length }
}
