// Text from a place on → the tokens of XPath there (XPath 1.0 section 3.7), a bounded number of them.

export interface Token {
  readonly kind: 'sign' | 'number' | 'string' | 'name' | 'other' | 'end'
  readonly text: string
  readonly end: number
  /** A string that the text ends in. */
  readonly isCut: boolean
}

const blank = /[\s\0-\x20]{0,256}/y
const pattern =
  /(\/\/|::|\.\.|!=|<=|>=|[/.@|[\](),=<>+*$-])|(\d+(?:\.\d+)?)|('[^']*'?|"[^"]*"?)|([A-Za-z_][\w.-]*(?::(?!:)[A-Za-z_*][\w.-]*)?)/y

export const mostTokens = 96

/** What stands in the text from `start` on, `reach` characters of it at most. */
export function readTokens(text: string, start: number, reach: number): readonly Token[] {
  const window = text.slice(start, start + reach)
  const tokens: Token[] = []
  let at = 0
  while (tokens.length < mostTokens) {
    blank.lastIndex = at
    blank.test(window)
    at = blank.lastIndex
    pattern.lastIndex = at
    const found = pattern.exec(window)
    if (found === null) {
      if (at < window.length) tokens.push({ kind: 'other', text: window[at]!, end: start + at + 1, isCut: false })
      break
    }
    at += found[0].length
    tokens.push(tokenOf(found, start + at))
  }
  return tokens
}

function tokenOf([text, sign, number, string]: RegExpExecArray, end: number): Token {
  if (sign !== undefined) return { kind: 'sign', text, end, isCut: false }
  if (number !== undefined) return { kind: 'number', text, end, isCut: false }
  if (string === undefined) return { kind: 'name', text, end, isCut: false }
  const isCut = string.length === 1 || string.at(-1) !== string[0]
  return { kind: 'string', text: isCut ? string.slice(1) : string.slice(1, -1), end, isCut }
}
