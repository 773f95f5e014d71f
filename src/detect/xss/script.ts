// Text → the JavaScript in it that reaches for the page, standing where a script would run it.
import { isCodeBefore } from '../code-before.ts'
import { reaches } from './reaches.ts'

export interface ScriptPart {
  readonly start: number
  readonly end: number
}

/** JavaScript has its own escapes for letters, in names and in strings. */
const SPELLED = /\\(?:u\{0{0,8}[0-9a-f]{2}\}|u00[2-7][0-9a-f]|x[2-7][0-9a-f]|1[0-7]{2}|[4-7][0-7])/i

/** Numbers and letters made of nothing but brackets and signs, or of one name's negation added to itself. */
const NOTHING_BUT_SIGNS = /\(!!?\[\]\+\[\]\)|\[\]\[\(!|\(\{\}\+""\)|=~\[\];|=!([^\s=+,!]{1,4})\+\1|\(\[\]\+\{\}\)/

/** An evaluator or a box handed to what will call it: `(0,alert)(1)`, `[alert].map(…)`, `{toString:alert}`. */
const HANDED =
  /[,[]\s{0,4}(?:alert|eval|confirm)\s{0,4}(?:\)\s{0,4}[(`]|\]\s{0,4}(?:\.\s{0,4}(?:map|find|some|every|filter|forEach|reduce|at)\b|\)\s{0,4}\w{1,16}\s{0,4}[(`]))|(?:toString|valueOf|toJSON|toPrimitive\]|[sg]et)\s{0,4}:\s{0,4}(?:alert|eval|confirm|prompt)\s{0,4}[},]/

/** The first script in `text` that stands where script may stand. */
export function findScript(text: string): ScriptPart | null {
  const plain = findReach(text) ?? matched(NOTHING_BUT_SIGNS, text) ?? handed(text)
  return plain ?? findSpelled(text)
}

/** Letters that are escaped move what follows them: the finding goes to the end. */
function findSpelled(text: string): ScriptPart | null {
  const escaped = text.search(SPELLED)
  if (escaped === -1) return null
  const spelled = spell(text)
  const found = findReach(spelled)
  return found === null ? null : { start: Math.min(escaped, found.start), end: text.length }
}

/** Whether what a script element or a handler holds does anything: no context is asked about. */
export function hasScript(content: string): boolean {
  const plain = SPELLED.test(content) ? spell(content) : content
  if (findScript(plain) !== null) return true
  return /[\w$\])]\s*(?:[(`[]|=[^=\s])|\bdebugger\b|\bthrow\b|\bimport\b/.test(plain) && !twoWords(plain)
}

const LONGEST_NAME = 20

/** Every name that reaches stands before a sign: only there a word is looked at. */
function findReach(text: string): ScriptPart | null {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 0x7f || SIGN[code] === 0) continue
    if (SIGN[code] === RARE && !endsCall(text, at)) continue
    if (code === DOT && !isLetter(text.charCodeAt(at + 1))) continue
    const found = reachBefore(text, at)
    if (found !== null) return found
    if (code === BRACKET && NAMED_CONSTRUCTOR.test(text.slice(at, at + 32)) && isCodeBefore(text, at))
      return { start: at, end: at + 1 }
  }
  return null
}

function reachBefore(text: string, sign: number): ScriptPart | null {
  const end = endOfName(text, sign)
  let start = end
  while (start > 0 && end - start <= LONGEST_NAME && isLetter(text.charCodeAt(start - 1))) start--
  if (end - start < 3 || end - start > LONGEST_NAME) return null
  const pattern = reaches.get(text.slice(start, end))
  if (pattern === undefined || isPartOfName(text, start)) return null
  pattern.lastIndex = start
  return pattern.test(text) && isCodeBefore(text, start) ? { start, end: pattern.lastIndex } : null
}

/** Between a name and its sign stand blanks, a comment, `?.` or the `+` of `+=`. */
function endOfName(text: string, sign: number): number {
  let end = sign
  while (end > 0 && sign - end < 80 && GAP.has(text.charCodeAt(end - 1))) end--
  return text[end - 1] === '/' && text[end - 2] === '*'
    ? endOfName(text, Math.max(0, text.lastIndexOf('/*', end - 2)))
    : end
}

/** `red-alert` is another word, `'-alert` is not. */
function isPartOfName(text: string, start: number): boolean {
  const before = text[start - 1] ?? ''
  return /[\d\u0080-\uffff]/.test(before) || (before === '-' && /\w/.test(text[start - 2] ?? ''))
}

const [DOT, BRACKET, RARE] = [0x2e, 0x5b, 2]
const GAP = new Set(Array.from(' \t\r\n?+.', (character) => character.charCodeAt(0)))
const SIGN = signs()
const NAMED_CONSTRUCTOR = /^\[\s*["']constructor["']\s*\]/

function signs(): Uint8Array {
  const table = new Uint8Array(128)
  for (const sign of '([=.`') table[sign.charCodeAt(0)] = 1
  for (const sign of '),;') table[sign.charCodeAt(0)] = RARE
  return table
}

/** Behind a function's name handed on: alert, confirm, prompt, eval. */
function endsCall(text: string, at: number): boolean {
  const before = text[at - 1]
  return before === 't' || before === 'm' || before === 'l'
}

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || code === 0x24
}

function handed(text: string): ScriptPart | null {
  return BOXES.some((name) => text.includes(name)) ? matched(HANDED, text) : null
}

const BOXES = ['alert', 'eval', 'confirm', 'prompt']

function matched(pattern: RegExp, text: string): ScriptPart | null {
  const found = pattern.exec(text)
  return found === null ? null : { start: found.index, end: found.index + found[0].length }
}

/** Prose begins with two words side by side that no keyword of JavaScript joins. */
function twoWords(content: string): boolean {
  const words = /^\s*([A-Za-z]+)[ \t]+([A-Za-z]+)\b/.exec(content)
  return words !== null && !KEYWORD.test(words[1]!) && !KEYWORD.test(words[2]!)
}

const KEYWORD =
  /^(?:var|let|const|new|return|throw|typeof|void|in|of|function|if|else|delete|await|async|case|do|try|import|from|instanceof|class|get|set)$/

function spell(text: string): string {
  return text.replace(EACH_SPELLED, spellLetter)
}

const EACH_SPELLED = new RegExp(SPELLED, 'gi')

function spellLetter(written: string): string {
  const digits = written.slice(1).replace(/[u{}x]/gi, '')
  return String.fromCharCode(Number.parseInt(digits, /^\\[0-7]/.test(written) ? 8 : 16))
}
