// A regular expression with named groups → the groups of a line, in time that grows with the line alone.
import { RE2JS } from 're2js'

export interface LinePattern {
  readonly groups: readonly string[]
  /** Whether V8 matches it: some fifty times as fast. */
  readonly isFast: boolean
  /** Writes the groups into `found`, null where one took no part. False where the line does not match. */
  match(line: string, found: (string | null)[]): boolean
}

export type CompiledPattern =
  | { readonly ok: true; readonly pattern: LinePattern }
  | { readonly ok: false; readonly reason: string }

/**
 * RE2 syntax. V8 backtracks, and can be made to hang by a line that somebody else wrote. But where RE2 finds that at each
 * character there is only one way to go on, backtracking has nowhere to go: such a pattern is left to V8.
 */
export function compileLinePattern(text: string): CompiledPattern {
  try {
    const slow = RE2JS.compile(text)
    const groups = Object.keys(slow.namedGroups())
    const fast = isOneWay(text) ? withoutDifferences(text) : null
    const match = fast === null ? matchSlowly(slow, groups) : matchFast(fast, groups)
    return { ok: true, pattern: { groups, isFast: fast !== null, match } }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * Without `$`, RE2 sees two ways at the end: to stop or to go on. Both succeed, so there is nothing to go back for. A pattern
 * that may begin anywhere is tried anywhere, so it must begin with `^`.
 */
function isOneWay(text: string): boolean {
  if (!text.startsWith('^')) return false
  const ended = /(?:^|[^\\])(?:\\\\)*\$$/.test(text) ? text : `${text}$`
  return RE2JS.compile(ended).re2Input.onepass !== null
}

/** What means the same to both, or can be written so that it does; anything else is left to RE2. */
// biome-ignore format: table
const tokens = new RegExp(
  [
    String.raw`\\[dDwW]`,                         // ASCII for both
    String.raw`(?<space>\\[sS])`,                 // V8's has spaces of other scripts
    String.raw`\\[tnrf]`,
    String.raw`\\[^\sA-Za-z0-9]`,
    String.raw`(?<class>\[\^?(?:\\[dwtnrfs]|\\[^\sA-Za-z0-9]|[^\\\]\[])+\])`,
    String.raw`\(\?:`,
    String.raw`\(\?P?<(?<name>[A-Za-z_]\w*)>`,
    String.raw`(?<open>\()(?!\?)`,
    '[)|^$]',
    String.raw`(?:[*+?]|\{\d+(?:,\d*)?\})\??`,
    String.raw`(?<any>\.)`,                       // V8's takes no U+2028
    String.raw`[^\\()[\]{}|^$*+?.]`,
  ].join('|'),
  'y',
)

interface Fast {
  readonly source: string
  /** The names of its groups in their order, null where one has none. */
  readonly names: readonly (string | null)[]
}

function withoutDifferences(text: string): Fast | null {
  const names: (string | null)[] = []
  let source = ''
  tokens.lastIndex = 0
  for (let at = 0; at < text.length; at = tokens.lastIndex) {
    const found = tokens.exec(text)
    if (found === null) return null
    const { name, open } = found.groups!
    if (name !== undefined || open !== undefined) names.push(name ?? null)
    source += written(found)
  }
  return { source, names }
}

/** A token as V8 must have it. */
function written({ 0: token, groups }: RegExpExecArray): string {
  const { space, class: list, name, any } = groups!
  if (space !== undefined) return space === '\\s' ? '[\\t\\n\\f\\r ]' : '[^\\t\\n\\f\\r ]'
  if (list !== undefined) return list.replaceAll(/\\(.)/g, (both, letter) => (letter === 's' ? '\\t\\n\\f\\r ' : both))
  if (name !== undefined) return '('
  return any === undefined ? token : '[^\\n]'
}

/** Groups by number are found faster than by name. */
function matchFast({ source, names }: Fast, wanted: readonly string[]): LinePattern['match'] {
  const pattern = new RegExp(source)
  const places = wanted.map((name) => names.indexOf(name) + 1)
  return (line, found) => {
    const groups = pattern.exec(line)
    if (groups === null) return false
    for (let index = 0; index < places.length; index++) found[index] = groups[places[index]!] ?? null
    return true
  }
}

function matchSlowly(pattern: RE2JS, names: readonly string[]): LinePattern['match'] {
  return (line, found) => {
    const matcher = pattern.matcher(line)
    if (!matcher.find()) return false
    for (const [index, name] of names.entries()) found[index] = matcher.group(name)
    return true
  }
}
