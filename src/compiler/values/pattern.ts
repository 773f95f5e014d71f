// A regular expression in RE2 syntax → a test of a whole text in linear time, or why it is none.
import { RE2JS } from 're2js'
import { caselessRun } from './caseless.ts'
import { type Required, requiredIn } from './required.ts'

type TextTest = (text: string) => boolean

export interface SoundPattern {
  readonly ok: true
  readonly test: TextTest
  /** One of these stands in every text that fits, in lower case where case is no matter; null where none must. */
  readonly required: Required | null
}

export type CompiledPattern = SoundPattern | { readonly ok: false; readonly reason: string }

/** What was compiled last: the checker asks for a pattern, and the emitter for the same a moment later. */
const recent = new Map<string, CompiledPattern>()
const mostRecent = 256

export function compilePattern(pattern: string, fold: boolean): CompiledPattern {
  const key = keyOf(pattern, fold)
  const known = recent.get(key)
  if (known) return known
  const compiled = compile(pattern, fold)
  if (recent.size >= mostRecent) recent.clear()
  recent.set(key, compiled)
  return compiled
}

/** The same of a pattern that has been checked: it is compiled when there is a text for which a search is not enough. */
export function checkedPattern(pattern: string, fold: boolean): SoundPattern {
  const known = recent.get(keyOf(pattern, fold))
  if (known?.ok) return known
  let fits: TextTest | null = null
  return withRequired(pattern, fold, (text) => {
    fits ??= matcherOrNone(pattern, fold)
    return fits(text)
  })
}

/** One that is refused has been reported; here nothing fits it. */
function matcherOrNone(pattern: string, fold: boolean): TextTest {
  try {
    return matcher(pattern, fold)
  } catch {
    return () => false
  }
}

const keyOf = (pattern: string, fold: boolean): string => `${fold}:${pattern}`

/** `.` takes line ends too: a rule must not be passed by with a newline. */
function compile(pattern: string, fold: boolean): CompiledPattern {
  try {
    return withRequired(pattern, fold, matcher(pattern, fold))
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

/** Throws where it is refused. */
function matcher(pattern: string, fold: boolean): TextTest {
  const flags = RE2JS.DOTALL | (fold ? RE2JS.CASE_INSENSITIVE : 0)
  const inner = searched(pattern)
  const compiled = RE2JS.compile(inner ?? pattern, flags)
  return inner === null ? (text) => compiled.testExact(text) : (text) => compiled.test(text)
}

function withRequired(pattern: string, fold: boolean, fits: TextTest): SoundPattern {
  const required = requiredOf(pattern, fold)
  return { ok: true, test: required === null ? fits : behind(required, fold, fits), required }
}

/** What is shorter stands in most texts. */
const shortestWorth = 2

/** Without regard to case, letters beyond ASCII are left to the matcher. */
function requiredOf(pattern: string, fold: boolean): Required | null {
  const found = requiredIn(pattern)
  if (found === null || found.some((text) => text.length < shortestWorth)) return null
  if (!fold) return found
  return found.every((text) => /^[\x20-\x7e]+$/.test(text)) ? found.map((text) => text.toLowerCase()) : null
}

/** The search is many times faster than the matcher, and ends it for most texts. Both are linear. */
function behind(required: Required, fold: boolean, fits: TextTest): TextTest {
  const [only, ...others] = required
  const holds: TextTest =
    others.length === 0 ? (text) => text.includes(only!) : (text) => required.some((each) => text.includes(each))
  if (!fold) return (text) => holds(text) && fits(text)
  // The long s is an s without regard to case, and stays as it is in lower case.
  const holdsFolded: TextTest = (text) => holds(text.toLowerCase()) || text.includes('\u017f')
  const run = others.length === 0 ? caselessRun([only!]) : null
  if (run === null) return (text) => holdsFolded(text) && fits(text)
  return (text) => text.includes(run) && holdsFolded(text) && fits(text)
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
