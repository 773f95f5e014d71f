// A regular expression in RE2 syntax → a test of a whole text in linear time, or why it is none.
import { RE2JS } from 're2js'

export type CompiledPattern =
  | { readonly ok: true; readonly test: (text: string) => boolean }
  | { readonly ok: false; readonly reason: string }

/** `.` takes line ends too: a rule must not be passed by with a newline. */
export function compilePattern(pattern: string, fold: boolean): CompiledPattern {
  const flags = RE2JS.DOTALL | (fold ? RE2JS.CASE_INSENSITIVE : 0)
  try {
    const whole = RE2JS.compile(pattern, flags)
    const inner = searched(pattern)
    if (inner === null) return { ok: true, test: (text) => whole.testExact(text) }
    const part = RE2JS.compile(inner, flags)
    return { ok: true, test: (text) => part.test(text) }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * `.*x.*` over a whole text is `x` anywhere in it, which is found several times faster. Null for every other shape, and
 * where a `|` outside of parentheses would take the stars apart.
 */
function searched(pattern: string): string | null {
  const [, options = '', inner] = /^(\(\?[ims]+\))?\.\*((?![?+*{]).+)\.\*$/s.exec(pattern) ?? []
  if (inner === undefined || /(?:^|[^\\])(?:\\\\)*\\$/.test(inner)) return null
  return hasOuterAlternative(inner) || /\\[QCAzbB]|\(\?[^:]|[\^$]/.test(inner) ? null : options + inner
}

function hasOuterAlternative(pattern: string): boolean {
  let depth = 0
  let inClass = false
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i]
    if (character === '\\') i++
    else if (inClass) inClass = character !== ']'
    else if (character === '[') {
      inClass = true
      // A bracket that stands first in a class is one of its characters.
      if (pattern[i + 1] === ']') i++
    } else if (character === '(') depth++
    else if (character === ')') depth--
    else if (character === '|' && depth === 0) return true
  }
  return false
}
