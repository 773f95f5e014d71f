// A grammar, where to begin in it, and a text → what the grammar makes of it, or the place where it cannot go on.
import nearley, { type CompiledRules } from 'nearley'

export type Run<Result> =
  | { readonly ok: true; readonly value: Result }
  | {
      readonly ok: false
      /** The length of the text where more was needed. */
      readonly offset: number
      /** How much of the text from its beginning would have been right alone: what follows is what was not finished. */
      readonly whole: number
    }

/** Nearley throws at the first character that cannot go on, and gives no result where more was needed. */
export function run<Result>(grammar: CompiledRules, start: string, text: string): Run<Result> {
  const parser = new nearley.Parser(nearley.Grammar.fromCompiled({ ...grammar, ParserStart: start }))
  let whole = 0
  for (let at = 0; at < text.length; at++) {
    try {
      parser.feed(text[at]!)
    } catch {
      return { ok: false, offset: at, whole }
    }
    if (parser.results.length > 0) whole = at + 1
  }
  // Nothing was fed of an empty text.
  parser.feed('')
  return whole === text.length && parser.results.length > 0
    ? { ok: true, value: parser.results[0] }
    : { ok: false, offset: text.length, whole }
}
