// A piece → the part of an LDAP filter in it (RFC 4515) that closes the one it is put into, or is a filter of its own.
import type { Detector, Finding, Piece } from '../detector.ts'
import { isFilterList, isItem } from './filter.ts'

export const ldapi: Detector = {
  threat: 'ldapi',
  marks: '()\\',
  find,
}

function find({ text }: Piece): Finding | null {
  let depth = 0
  for (let at = nextParenthesis(text, 0); at >= 0; at = nextParenthesis(text, at + 1)) {
    if (text[at] === '(') {
      const end = depth < deepest ? ownFilter(text, at) : -1
      if (end >= 0) return { shape: 'filter', start: at, end }
      depth++
    } else if (depth > 0) depth--
    else {
      const found = behindClosing(text, at)
      if (found) return found
    }
  }
  return wildcard(text) ?? whole(text) ?? items(text) ?? escapedSyntax(text) ?? matchingRule(text)
}

/** Deeper than this nothing new is to be learnt from one more parenthesis. */
const deepest = 64

function nextParenthesis(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x28 || code === 0x29) return at
  }
  return -1
}

/** `(&(uid=a)(…`: two parts at least, or one behind an operator, as nobody brackets words. */
function ownFilter(text: string, at: number): number {
  const operator = text[at + 1]
  if (operator !== '&' && operator !== '|') return -1
  return isFilterList(text, at + 2)
}

/** A parenthesis that nothing opened: what follows goes on in the filter around it. */
function behindClosing(text: string, start: number): Finding | null {
  let at = start
  while (text[at] === ')' && at - start < deepest) at++
  // A server of C stops at the NUL, and what the filter had behind is gone.
  if (text.charCodeAt(at) === 0 || text.startsWith('\\00', at))
    return { shape: 'cut-off-filter', start, end: at + (text[at] === '\\' ? 3 : 1) }
  if (text[at] !== '(') return null
  const end = continues(text, at)
  return end < 0 ? null : { shape: 'closed-filter', start, end }
}

/** `(uid=*`, `(|(uid=*`, `(!(&(1=0`, `(&)`: where the next part of the filter ends. */
function continues(text: string, start: number): number {
  let at = start
  let operators = 0
  while (at - start < deepest && (text[at] === '(' || isOperator(text[at]))) {
    if (isOperator(text[at])) operators++
    at++
  }
  const end = isItem(text, at)
  if (end >= 0) return end
  return operators > 0 && (text[at] === ')' || at >= text.length) ? at : -1
}

const isOperator = (character: string | undefined): boolean =>
  character === '&' || character === '|' || character === '!'

/** `*()|&`: all that a filter is made of, behind what finds everybody. */
function wildcard(text: string): Finding | null {
  const found = /^\s{0,16}\*\(\)[|&]/.exec(text)
  return found && { shape: 'wildcard', start: 0, end: found[0].length }
}

/** `*))`, `(uid=*)`, `(!(uid=a))`, and what RFC 4526 has for true and false, `(&)` and `(|)`: nothing else is said. */
function whole(text: string): Finding | null {
  if (text.length > longestWhole || !wholeFilter.test(text)) return null
  return { shape: text.trimStart().startsWith('(') ? 'filter' : 'closed-filter', start: 0, end: text.length }
}

const longestWhole = 128
const wholeFilter =
  /^\s*(?:[\w.@-]{0,32}\*\){1,8}\(?|\([A-Za-z][\w.;-]{1,63}=[^()=*]{0,32}\*\)|\(!\s?\([A-Za-z][\w.;-]{1,63}[~<>]?=[^()=]{1,64}\)\)|\([&|]\))\s*$/

/** RFC 4515 section 3 writes what a filter is made of with its number, and who sends it so hopes that somebody reads it twice. */
function escapedSyntax(text: string): Finding | null {
  const found = text.includes('\\2') ? /\\2[89a](?:[^\\\n]{0,16}\\2[89a]){2}/i.exec(text) : null
  return found && { shape: 'escaped-filter', start: found.index, end: found.index + found[0].length }
}

/** `(sn=administrator)(password=*)`, `|(uid=*)`: the inside of a filter, and what finds everybody in it. */
function items(text: string): Finding | null {
  if (!allItems.test(text) || !anyValue.test(text)) return null
  return { shape: 'filter-items', start: 0, end: text.length }
}

const allItems =
  /^\s{0,16}(?:[&|]\([A-Za-z][\w.;-]{1,63}[~<>]?=[^()=]{1,64}\)?|(?:\([A-Za-z][\w.;-]{1,63}[~<>]?=[^()=]{1,64}\)){1,16}\([A-Za-z][\w.;-]{1,63}[~<>]?=[^()=]{1,64}\)?)\s{0,16}$/
const anyValue = /=[^()=]{0,64}\*/

/** `userPassword:2.5.13.18:=\7b`: a comparison by the number of its rule, which nothing else has. */
function matchingRule(text: string): Finding | null {
  if (!text.includes(':=')) return null
  const found = /[A-Za-z][\w-]{0,63}:(?:dn:)?\d{1,3}(?:\.\d{1,9}){2,16}:=/.exec(text)
  return found && { shape: 'matching-rule', start: found.index, end: found.index + found[0].length }
}
