// Text and the place of a call in it → whether a script would reach it: nothing but code stands before, or a break-out.

const KEYWORDS = new Set(
  'var let const new return throw typeof void in of function if else delete await async case do try import instanceof with class extends'.split(
    ' ',
  ),
)

/** Farther back nobody looks: what has been code for so long is code. */
const FARTHEST = 256

/** What may follow the quote that ends a string, a template's or a comment's end: an operator, a bracket, a separator. */
const GOES_ON = /[;,)}\]+\-*/|&^<>=?:.%!~(\n#]/

export function isCodeBefore(text: string, at: number): boolean {
  const from = Math.max(0, at - FARTHEST)
  let [place, following] = [at - 1, wordStartsAt(text, at)]
  let next = text[at]!
  while (place >= from) {
    const character = text[place]!
    if (isWord(character)) {
      const begin = beginOfWord(text, place, from)
      if (
        following &&
        text[place + 1] !== undefined &&
        isBlank(text[place + 1]!) &&
        !KEYWORDS.has(text.slice(begin, place + 1))
      )
        return false
      following = true
      next = text[begin]!
      place = begin - 1
      continue
    }
    if (isQuote(character)) {
      if (GOES_ON.test(next)) return true
      following = false
    }
    if (!isBlank(character)) {
      following = false
      next = character
    }
    place--
  }
  return true
}

function wordStartsAt(text: string, at: number): boolean {
  return isWord(text[at]!)
}

function beginOfWord(text: string, place: number, from: number): number {
  let begin = place
  while (begin > from && isWord(text[begin - 1]!)) begin--
  return begin
}

function isWord(character: string): boolean {
  return /[\w$\u0080-\uffff]/.test(character)
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\u00a0'
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'" || character === '`'
}
