// A piece's text → the first place in it where a value leaves the literal it was meant for, and the query goes on there as SQL.
import type { Finding } from '../detector.ts'
import { type Anchor, atAnchors } from './anchors.ts'
import { fromBeginning } from './beginning.ts'
import { bareBonus, commentBonus } from './bonus.ts'
import { type Continuation, readContinuation } from './continuation.ts'
import { longestReading, Tokens } from './tokens.ts'
import type { Level } from './value.ts'

/** What is known of the place: the fewer people write there by chance, the less it takes. */
type Place =
  | 'first-quote'
  | 'first-quote-in-sentence'
  | 'later-quote'
  | 'behind-value'
  | 'behind-word'
  | 'behind-sentence'

const enough: Readonly<Record<Place, Level>> = {
  'first-quote': 2,
  'first-quote-in-sentence': 3,
  'later-quote': 4,
  'behind-value': 3,
  'behind-word': 4,
  'behind-sentence': 4,
}

export interface Search {
  readonly finding: Finding | null
  /** Characters and tokens gone over: what it cost. */
  readonly steps: number
}

/** `doubt` is what the text gave before anything was read in it. */
export function search(text: string, doubt: Level = 0): Search {
  const beginning = fromBeginning(text, doubt)
  if (beginning.finding) return beginning
  let steps = beginning.steps + text.length
  const found = atAnchors(text, (anchor) => {
    const reach = steps < patience * text.length + longestReading ? longestReading : shortestReading
    const tried = anchor.kind === 'quote' ? behindQuote(text, anchor, reach) : behindValue(text, anchor, reach)
    steps += tried.steps
    return tried.finding
  })
  return { finding: found, steps }
}

/** A text that has the same place over and over is read less far at each: what is to be found needs no more. */
const patience = 4
const shortestReading = 64

function behindQuote(text: string, { at, isFirst, words }: Anchor, reach: number): Search {
  const tokens = new Tokens(text, at + 1, reach)
  const found = readContinuation(tokens)
  const isGlued = found.shape === 'comment' && /[-#/]/.test(text[at + 1]!)
  if (isGlued && isOpening(text, at, found)) return { finding: null, steps: tokens.steps }
  const level = found.level + quoteBonus(found, isGlued)
  const place = !isFirst ? 'later-quote' : words < 2 ? 'first-quote' : 'first-quote-in-sentence'
  const needed = enough[place] + (isQuotation(text, at, found, words) ? 2 : 0)
  return concluded(tokens, found, at, 'breakout', level >= needed)
}

/** `{ color: '#fff' }`: code of another language, whose string begins here. */
function isOpening(text: string, at: number, { remainder }: Continuation): boolean {
  return /[\w)]\s*[:=(,]\s*$/.test(text.slice(Math.max(0, at - 16), at)) && remainder.includes(text[at]!)
}

/** `the query "select …"`, and what Markdown has between backticks: the quote opens a quotation rather than ends a string. */
function isQuotation(text: string, at: number, { shape }: Continuation, words: number): boolean {
  if (words < 1 || !/[a-z]/i.test(text[at + 1] ?? '')) return false
  if (words > 1 && (text[at] === '`' || shape === 'statement')) return true
  return shape !== 'union' && text[at - 1] === ' ' && quotation.test(text.slice(at, at + 256))
}

/** Opened and closed as people do, with a sentence around it or its end. */
const quotation = /^(["'`])[a-z][^"'`]*[^\s"'`]\1(?:[\s.,;:!?)]|$)/i

function quoteBonus(found: Continuation, isGlued: boolean): Level {
  if (found.ending === 'misfit') return -1
  if (found.ending === 'open-string') return found.level > 1 && !found.isBlank ? 1 : 0
  return found.ending === 'comment' ? commentBonus(found.remainder) + (isGlued && found.remainder === '' ? 1 : 0) : 0
}

function behindValue(text: string, { at, kind, words }: Anchor, reach: number): Search {
  const tokens = new Tokens(text, kind !== 'closing' ? at : at + (/[*$]/.test(text[at]!) ? 2 : 1), reach)
  const found = readContinuation(tokens)
  const isWord = kind === 'word' && onlyLetters.test(text.slice(0, at))
  const place = words > 1 ? 'behind-sentence' : isWord ? 'behind-word' : 'behind-value'
  const needed = enough[place] + (isEquation(text, at) ? 2 : 0)
  return concluded(tokens, found, at, 'bare', found.level + bareBonus(found) >= needed)
}

const onlyLetters = /^\s*[\p{L}'’.-]+\s*$/u

/** `2+2=4 and 3+3=6`: what stands before is no value but a formula. */
function isEquation(text: string, at: number): boolean {
  return formula.test(text.slice(Math.max(0, at - 48), at))
}

const formula = /(?:^|[^\w&?])(?:\d[\d.]*|\))\s{0,8}[=<>]{1,2}\s{0,8}[\d.]+\s{0,8}$/

function concluded(tokens: Tokens, found: Continuation, start: number, how: string, isEnough: boolean): Search {
  const finding = isEnough && found.shape !== null ? { shape: `${how}-${found.shape}`, start, end: found.end } : null
  return { finding, steps: tokens.steps }
}
