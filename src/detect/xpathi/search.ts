// A piece's text → the first place in it where a value leaves its string, and XPath goes on; or where it stands bare.
import type { Finding } from '../detector.ts'
import { Expression, type Level } from './expression.ts'
import { readTokens } from './tokens.ts'

export interface Search {
  readonly finding: Finding | null
  /** Characters gone over. */
  readonly steps: number
}

export function search(text: string): Search {
  let steps = text.length
  let seen = 0
  const bare = fromBeginning(text)
  if (bare) return { finding: bare, steps }
  for (let at = nextQuote(text, 0); at >= 0; at = nextQuote(text, at + 1)) {
    const bit = text[at] === "'" ? 1 : 2
    const isFirst = (seen & bit) === 0
    seen |= bit
    leaving.lastIndex = at + 1
    if (!leaving.test(text)) continue
    // A text that has the same place over and over is read less far at each.
    const reach = steps < 4 * text.length + 1024 ? 512 : 64
    const found = behindQuote(text, at, reach, isFirst)
    steps += Math.min(reach, text.length - at)
    if (found) return { finding: found, steps }
  }
  return { finding: null, steps }
}

/** What can follow a string: brackets that close and the steps behind them, a comma, `or`, `and`, a union, a comparison. */
const leaving = /[\s\0-\x20)\]]{0,64}(?:[|=<>!,+]|(?<=[)\]][\s\0-\x20]{0,8})\/|(?:or|and|div|mod)(?![\w.-]))/y

function nextQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x27 || code === 0x22) return at
  }
  return -1
}

function behindQuote(text: string, at: number, reach: number, isFirst: boolean): Finding | null {
  const expression = new Expression(readTokens(text, at + 1, reach))
  const fits = expression.readContinuation()
  const level = expression.strongest
  const isFound = isFirst ? level >= (fits ? 2 : 3) : level >= 3 && fits && expression.endsInString
  return isFound ? { shape: `breakout-${kindOf(level)}`, start: at, end: expression.behind } : null
}

const kindOf = (level: Level): string => (level > 3 ? 'reaching-out' : level > 2 ? 'path' : 'condition')

const beginning = /\s{0,64}(?:(?:\d{1,9}\s{1,8})?(?:or|and)\s|[a-z][a-z:-]{1,32}\(|\d{0,9}\)?\]\s{0,8}[|/])/y
/** What goes on with something else: `or`, `and`, a bracket that closes. */
const connecting = /\s{0,64}(?:or\s|and\s|\)?\])/y

/** `and string-length(a)=1`, `substring(//user[1]/name,1,1)='a'`, `doc('http://…')`: what needs no quote to be left. */
function fromBeginning(text: string): Finding | null {
  beginning.lastIndex = 0
  if (!beginning.test(text)) return null
  connecting.lastIndex = 0
  const isConnected = connecting.test(text)
  const tokens = readTokens(text, 0, 512)
  const expression = new Expression(tokens)
  const fits = isConnected ? expression.readContinuation() : expression.readWhole()
  const isFound = fits && expression.strongest >= 3 && /[=<>/]/.test(text)
  return isFound ? { shape: `bare-${kindOf(expression.strongest)}`, start: 0, end: expression.behind } : null
}
