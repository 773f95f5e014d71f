// A regular expression in RE2 syntax → a test of a whole text in linear time, or why it is none.
import { RE2JS } from 're2js'

export type CompiledPattern =
  | { readonly ok: true; readonly test: (text: string) => boolean }
  | { readonly ok: false; readonly reason: string }

/** What was compiled last: the checker asks for a pattern, and the emitter for the same a moment later. */
const recent = new Map<string, CompiledPattern>()
const mostRecent = 256

export function compilePattern(pattern: string, fold: boolean): CompiledPattern {
  const key = `${fold}:${pattern}`
  const known = recent.get(key)
  if (known) return known
  const compiled = compile(pattern, fold)
  if (recent.size >= mostRecent) recent.clear()
  recent.set(key, compiled)
  return compiled
}

/** `.` takes line ends too: a rule must not be passed by with a newline. */
function compile(pattern: string, fold: boolean): CompiledPattern {
  const flags = RE2JS.DOTALL | (fold ? RE2JS.CASE_INSENSITIVE : 0)
  const inner = searched(pattern)
  try {
    const compiled = RE2JS.compile(inner ?? pattern, flags)
    return { ok: true, test: (text) => (inner === null ? compiled.testExact(text) : compiled.test(text)) }
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
