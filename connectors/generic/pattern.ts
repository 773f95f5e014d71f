// A regular expression with named groups → the groups of a line, in time that grows with the line alone.
import { RE2JS } from 're2js'
import { hasFewWays } from './ways.ts'

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
 * RE2 syntax. V8 backtracks, and can be made to hang by a line that somebody else wrote. But a pattern that leaves it only a
 * few ways to any place of a line has little to go back to: such a one is left to V8.
 */
export function compileLinePattern(text: string): CompiledPattern {
  try {
    const slow = RE2JS.compile(text)
    const groups = Object.keys(slow.namedGroups())
    const both = writeForBoth(text)
    const isFast = both !== null && hasFewWays(both.shape)
    const match = isFast ? matchFast(both, groups) : matchSlowly(slow, groups)
    return { ok: true, pattern: { groups, isFast, match } }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
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

interface ForBoth {
  /** For V8. */
  readonly source: string
  /** The names of its groups in their order, null where one has none. */
  readonly names: readonly (string | null)[]
  /** For RE2: the same with every part in a group, or else RE2 would make one way of several that V8 tries one by one. */
  readonly shape: string
}

/** Null where the two would differ, and where a match may begin anywhere: it is tried as often as the line is long. */
function writeForBoth(text: string): ForBoth | null {
  if (!text.startsWith('^')) return null
  const names: (string | null)[] = []
  const shape = new Shape()
  let source = ''
  tokens.lastIndex = 0
  for (let at = 0; at < text.length; at = tokens.lastIndex) {
    const found = tokens.exec(text)
    if (found === null) return null
    const { name, open } = found.groups!
    if (name !== undefined || open !== undefined) names.push(name ?? null)
    source += written(found)
    if (!shape.add(found[0])) return null
  }
  return { source, names, shape: shape.text() }
}

/** A part of a pattern, or a group of parts while it is read. */
interface Part {
  /** Its first piece. */
  readonly at: number
  /** It may be of no character. */
  mayBeNothing: boolean
  /** And may be that though it could be more. */
  prefersNothing: boolean
  /** Of the choice within it that is being read: whether it has parts, one takes a character, one prefers none. */
  isEmpty: boolean
  takes: boolean
  yields: boolean
}

const emptyChoice = { isEmpty: true, takes: false, yields: false }

const newPart = (at: number): Part => ({ at, mayBeNothing: false, prefersNothing: false, ...emptyChoice })

/** Tokens of a pattern → the same pattern in which RE2 finds nothing to simplify. */
class Shape {
  readonly #pieces: string[] = []
  readonly #open: Part[] = []
  /** What a repetition would repeat. */
  #last: Part | null = null

  /**
   * False for a choice outside of all groups: the second of it may begin anywhere. And for a repetition of what may
   * prefer nothing to something: V8 gives up a round that took nothing (ECMA-262, RepeatMatcher), RE2 does not.
   */
  add(token: string): boolean {
    if (/^[*+?{]/.test(token)) return this.#repeat(token)
    this.#settle()
    if (token === '|') {
      const group = this.#open.at(-1)
      if (!group) return false
      endChoice(group)
      this.#put(')|(')
    } else if (token === ')') {
      this.#put('))')
      this.#last = this.#open.pop() ?? newPart(0)
      endChoice(this.#last)
    } else if (token.startsWith('(')) {
      this.#open.push(newPart(this.#pieces.length))
      this.#put('((')
    } else {
      const isPlace = token === '^' || token === '$'
      this.#last = { ...newPart(this.#pieces.length), mayBeNothing: isPlace, prefersNothing: isPlace }
      this.#put(token)
    }
    return true
  }

  #repeat(token: string): boolean {
    const last = this.#last
    if (last === null || last.prefersNothing) return false
    if (mayBeNone.test(token)) last.mayBeNothing = true
    if (last.mayBeNothing && token.length > 1 && token.endsWith('?')) last.prefersNothing = true
    this.#pieces.splice(last.at, 0, '(')
    this.#put(`)${token}`)
    return true
  }

  /** What was read last is repeated no more: it belongs to the group around it. */
  #settle(): void {
    const [part, group] = [this.#last, this.#open.at(-1)]
    this.#last = null
    if (part === null || group === undefined) return
    group.isEmpty = false
    if (!part.mayBeNothing) group.takes = true
    if (part.prefersNothing) group.yields = true
  }

  text(): string {
    return this.#pieces.join('')
  }

  #put(piece: string): void {
    this.#pieces.push(piece)
  }
}

function endChoice(group: Part): void {
  const { isEmpty, takes, yields } = group
  Object.assign(group, emptyChoice)
  if (takes) return
  group.mayBeNothing = true
  if (isEmpty || yields) group.prefersNothing = true
}

const mayBeNone = /^(?:[*?]|\{0)/

/** A token as V8 must have it. */
function written({ 0: token, groups }: RegExpExecArray): string {
  const { space, class: list, name, any } = groups!
  if (space !== undefined) return space === '\\s' ? '[\\t\\n\\f\\r ]' : '[^\\t\\n\\f\\r ]'
  if (list !== undefined) return list.replaceAll(/\\(.)/g, (both, letter) => (letter === 's' ? '\\t\\n\\f\\r ' : both))
  if (name !== undefined) return '('
  return any === undefined ? token : '[^\\n]'
}

/** Groups by number are found faster than by name. */
function matchFast({ source, names }: ForBoth, wanted: readonly string[]): LinePattern['match'] {
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
