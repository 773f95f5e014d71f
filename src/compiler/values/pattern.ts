// A regular expression in RE2 syntax → a test of a whole text in linear time, or why it is none.
import { RE2JS } from 're2js'

export type CompiledPattern =
  | { readonly ok: true; readonly test: (text: string) => boolean }
  | { readonly ok: false; readonly reason: string }

/** `.` takes line ends too: a rule must not be passed by with a newline. */
export function compilePattern(pattern: string, fold: boolean): CompiledPattern {
  try {
    const compiled = RE2JS.compile(pattern, RE2JS.DOTALL | (fold ? RE2JS.CASE_INSENSITIVE : 0))
    return { ok: true, test: (text) => compiled.testExact(text) }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
}
