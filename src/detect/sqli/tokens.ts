// Text from a place on → the tokens that a database would read there, one at a time, of whichever product: MySQL, PostgreSQL, SQL Server, Oracle, SQLite.

export type Kind =
  | 'word'
  | 'number'
  | 'string'
  | 'name'
  | 'variable'
  | 'operator'
  | 'open'
  | 'close'
  | 'comma'
  | 'semicolon'
  | 'dot'
  | 'comment'
  | 'other'
  | 'end'

export interface Token {
  readonly kind: Kind
  readonly start: number
  readonly end: number
  /** Words in lower case; of strings, names and comments what stands inside. */
  readonly text: string
  /** The text ends before the string or the comment does: it goes on into the query around it. */
  readonly isCut: boolean
}

/** How far one reading looks ahead, and how many tokens it takes at most. More than that is no slip of the pen. */
export const longestReading = 1024
export const mostTokens = 128

export class Tokens {
  private readonly text: string
  private readonly start: number
  private readonly limit: number
  private readonly read: Token[] = []
  private readonly ends: Token
  private at: number
  private index = 0
  /** Inside a version comment, whose end is a blank of its own. */
  private isRun = false
  /** Where tokens begin that have a line's comment before them. */
  private lineEnds: number[] | null = null
  /** The strongest sign in what was read so far: it stands though what follows should not fit. */
  strongest = 0

  constructor(text: string, start: number, reach: number = longestReading) {
    this.text = text
    this.start = start
    this.at = start
    this.limit = Math.min(text.length, start + reach)
    this.ends = { kind: 'end', start: this.limit, end: this.limit, text: '', isCut: false }
  }

  /** Characters gone over so far: what a reading costs. */
  get steps(): number {
    return this.read.length + this.at - this.start
  }

  /** A comment to the end of a line stands before the next token: what is there may be nobody's. */
  get isBehindComment(): boolean {
    return this.lineEnds?.includes(this.peek().start) ?? false
  }

  /** As many tokens as one reading may take were read, and it went on as SQL till then. */
  get isSpent(): boolean {
    return this.index >= mostTokens
  }

  /** The token before the next one. */
  get before(): Token | undefined {
    return this.read[this.index - 1]
  }

  isAfter(kind: Kind): boolean {
    return this.before?.kind === kind
  }

  /** A token's text as it came, capitals and all. */
  written(start: number, end: number): string {
    return this.text.slice(start, end)
  }

  peek(ahead = 0): Token {
    while (this.read.length <= this.index + ahead) {
      if (this.read.length >= mostTokens) return this.ends
      this.read.push(this.scan())
    }
    return this.read[this.index + ahead]!
  }

  take(): Token {
    const token = this.peek()
    if (token.kind !== 'end') this.index++
    return token
  }

  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'word' && token.text === word
  }

  isWordOf(words: ReadonlySet<string>, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'word' && words.has(token.text)
  }

  /** Takes the next token if it is this word. */
  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false
    this.index++
    return true
  }

  takeWordOf(words: ReadonlySet<string>): boolean {
    if (!this.isWordOf(words)) return false
    this.index++
    return true
  }

  takeKind(kind: Kind): boolean {
    if (this.peek().kind !== kind || kind === 'end') return false
    this.index++
    return true
  }

  private scan(): Token {
    const comment = this.skipBlank()
    if (comment) return comment
    const start = this.at
    if (start >= this.limit) return this.ends
    const code = this.text.charCodeAt(start)
    if (isDigit(code) || (code === 0x2e && isDigit(this.text.charCodeAt(start + 1)))) return this.number(start)
    if (isWordStart(code)) return this.word(start)
    const quote = quoteOf(code)
    if (quote !== 0) return this.quoted(start, start, quote)
    return this.sign(start, code)
  }

  /** Goes over blanks, and comments that end; a comment that takes the rest of the text is a token. */
  private skipBlank(): Token | null {
    for (;;) {
      const code = this.at < this.limit ? this.text.charCodeAt(this.at) : 0x7fffffff
      // Where a query is a text of C, nothing behind a zero is read.
      if (code === 0 && this.at + 1 === this.text.length) return this.restAsComment(this.at, this.text.length)
      if (isBlank(code)) this.at++
      else if (code === 0x2f && this.text.startsWith('/*', this.at)) {
        const comment = this.blockComment()
        if (comment) return comment
      } else if (code === 0x2a && this.isRun && this.text.startsWith('*/', this.at)) {
        this.isRun = false
        this.at += 2
      } else if (isDigit(code) && this.text.charCodeAt(this.at + 1) === 0x2e && this.isNothing()) {
        this.at += exponentless.lastIndex - this.at
      } else if (this.isLineComment(code)) {
        const comment = this.lineComment(code)
        if (comment) return comment
      } else return null
    }
  }

  /** MySQL passes over a number whose exponent has no digits: `1.e(select 1)`. */
  private isNothing(): boolean {
    exponentless.lastIndex = this.at
    return exponentless.test(this.text)
  }

  private isLineComment(code: number): boolean {
    if (code === 0x2d) return this.text.charCodeAt(this.at + 1) === 0x2d
    // PostgreSQL's `#>` and `#-` are operators.
    if (code !== 0x23) return false
    const next = this.text.charCodeAt(this.at + 1)
    return next !== 0x3e && !(next === 0x2d && this.text.charCodeAt(this.at + 2) !== 0x2d)
  }

  private blockComment(): Token | null {
    // `/*!50000` in MySQL and `/*M!` in MariaDB: what follows is run from that version on.
    versionMark.lastIndex = this.at
    const run = versionMark.exec(this.text)
    if (run) {
      this.isRun = true
      this.at += run[0].length
      return null
    }
    const start = this.at
    const close = this.find('*/', start + 2)
    if (close < 0) return this.restAsComment(start, start + 2)
    this.at = close + 2
    return null
  }

  private lineComment(code: number): Token | null {
    const start = this.at
    const line = this.find('\n', start)
    const next = line < 0 ? this.limit : line + 1
    let after = next
    while (after < this.limit && isBlank(this.text.charCodeAt(after))) after++
    if (after >= this.limit) return this.restAsComment(start, start + (code === 0x23 ? 1 : 2))
    this.at = next
    if (this.lineEnds === null) this.lineEnds = [after]
    else this.lineEnds.push(after)
    return null
  }

  private restAsComment(start: number, inner: number): Token {
    this.at = this.limit
    return { kind: 'comment', start, end: this.limit, text: this.text.slice(inner, this.limit), isCut: true }
  }

  /** As `indexOf`, within this reading. */
  private find(what: string, from: number): number {
    const window = this.text.slice(from, this.limit).indexOf(what)
    return window < 0 ? -1 : from + window
  }

  private number(start: number): Token {
    numeral.lastIndex = start
    const matched = numeral.exec(this.text)?.[0] ?? this.text[start]!
    this.at = Math.min(this.limit, start + matched.length)
    // `1.` before a blank or a word: the dot is the number's.
    if (this.text[this.at] === '.' && !matched.includes('.') && !isDigit(this.text.charCodeAt(this.at + 1))) this.at++
    return this.token('number', start)
  }

  private word(start: number): Token {
    let end = start + 1
    while (end < this.limit && isWordPart(this.text.charCodeAt(end))) end++
    const before = this.read.at(-1)
    if (before !== undefined && (before.kind === 'word' || before.end === start))
      end = start + gluedLength(this.text.slice(start, end), before, start)
    this.at = end
    const code = end < this.limit ? this.text.charCodeAt(end) : 0
    // `N'…'`, `x'…'`, `_utf8'…'`: a string with a prefix.
    if (code === 0x27 && stringPrefix.test(this.text.slice(start, end))) return this.quoted(start, end, 0x27)
    return this.token('word', start)
  }

  private quoted(start: number, opening: number, quote: number): Token {
    let at = opening + 1
    while (at < this.limit) {
      const code = this.text.charCodeAt(at)
      if (code === 0x5c && quote !== 0x60) at += 2
      else if (quoteOf(code) !== quote) at++
      else if (at + 1 < this.limit && quoteOf(this.text.charCodeAt(at + 1)) === quote) at += 2
      else break
    }
    const isCut = at >= this.limit
    const text = this.text.slice(opening + 1, Math.min(at, this.limit))
    this.at = isCut ? this.limit : at + 1
    return { kind: quote === 0x60 ? 'name' : 'string', start, end: this.at, text, isCut }
  }

  private sign(start: number, code: number): Token {
    const kind = signs[this.text[start]!]
    if (kind !== undefined) {
      this.at = start + 1
      return this.token(kind, start)
    }
    if (code === 0x40) return this.variable(start)
    if (code === 0x5b) return this.bracketed(start)
    if (code === 0x24) return this.dollars(start)
    const matched = operatorAt(this.text, start)
    this.at = start + Math.max(1, matched)
    return this.token(matched > 0 ? 'operator' : 'other', start)
  }

  private variable(start: number): Token {
    const operator = operatorAt(this.text, start)
    if (operator > 0) {
      this.at = start + operator
      return this.token('operator', start)
    }
    variableName.lastIndex = start
    this.at = Math.min(this.limit, start + (variableName.exec(this.text)?.[0].length ?? 1))
    return this.token('variable', start)
  }

  /** SQL Server's `[name]`, and what tools have in the place of a value: `[TIME]00000`. */
  private bracketed(start: number): Token {
    bracketedName.lastIndex = start
    const [whole, inner] = bracketedName.exec(this.text) ?? []
    this.at = start + (whole?.length ?? 1)
    return { kind: inner === undefined ? 'other' : 'name', start, end: this.at, text: inner ?? '[', isCut: false }
  }

  /** PostgreSQL's `$tag$…$tag$`, and `$1`. */
  private dollars(start: number): Token {
    dollarTag.lastIndex = start
    const opening = dollarTag.exec(this.text)?.[0]
    this.at = start + (opening?.length ?? 1)
    if (opening === undefined) return this.token('other', start)
    if (!opening.endsWith('$')) return this.token('variable', start)
    const close = this.find(opening, this.at)
    const inner = this.text.slice(this.at, close < 0 ? this.limit : close)
    this.at = close < 0 ? this.limit : close + opening.length
    return { kind: 'string', start, end: this.at, text: inner, isCut: close < 0 }
  }

  private token(kind: Kind, start: number): Token {
    return { kind, start, end: this.at, text: this.text.slice(start, this.at).toLowerCase(), isCut: false }
  }
}

const versionMark = /\/\*M?!\d{0,6}/y
const numeral = /0x[0-9a-f]+|0b[01]+(?![0-9])|\d*\.?\d+(?:e[+-]?\d+)?(?:[df](?=union))?|\d+\.?/iy
const exponentless = /\d\.e(?=[\s(),.*]|$)/iy
const variableName = /@{1,2}(?:[\w$.]{0,64}|`[^`\n]{0,64}`)/y
const bracketedName = /\[([^\][\n'"]{1,64})\](?:\d{1,12}(?!\w))?/y
const dollarTag = /\$(?:\d+|[A-Za-z_]{0,32}\$)/y

/** Where a keyword ends that what follows is glued to: `1or1=1`, and `union selectchar(1)` where a filter took blanks out. */
function gluedLength(word: string, before: Token, start: number): number {
  if (before.kind === 'number' && before.end === start)
    return /^(?:or|and|xor|union)(?=\d)/i.exec(word)?.[0].length ?? word.length
  if (before.kind === 'word' && /^(?:union|all)$/.test(before.text) && /^select/i.test(word)) return 6
  return word.length
}

const stringPrefix = /^(?:[nexb]|u&|_[a-z0-9]{2,12})$/i

const signs: Readonly<Record<string, Kind>> = { '(': 'open', ')': 'close', ',': 'comma', ';': 'semicolon', '.': 'dot' }

/** Longest first. */
const operators = [
  ['<=>', '->>', '#>>', '!~*'],
  [
    '||',
    '&&',
    '=>',
    '<=',
    '>=',
    '<>',
    '!=',
    '==',
    ':=',
    '->',
    '#>',
    '#-',
    '::',
    '@>',
    '<@',
    '~*',
    '!~',
    '<<',
    '>>',
    '**',
  ],
  ['^=', '!<', '!>', '@?'],
  ['=', '<', '>', '|', '&', '^', '+', '-', '*', '/', '%', '~', '!'],
].flat()

/** The length of the operator here; 0 where none is. */
function operatorAt(text: string, at: number): number {
  return operators.find((operator) => text.startsWith(operator, at))?.length ?? 0
}

/** What people and databases take for `'`, `"` or a backtick → that one; 0 for what is none. Typographic quotes are folded by some collations. */
export function quoteOf(code: number): number {
  if (code === 0x27 || code === 0x22 || code === 0x60) return code
  if (code < 0x2018) return code === 0x02bc || code === 0xb4 ? 0x27 : 0
  if (code === 0x2018 || code === 0x2019 || code === 0x2032 || code === 0xff07) return 0x27
  return code === 0x201c || code === 0x201d || code === 0x2033 || code === 0xff02 ? 0x22 : 0
}

export function isBlank(code: number): boolean {
  return code <= 0x20 || code === 0xa0 || code === 0x3000 || (code >= 0x2000 && code <= 0x200b) || code === 0xfeff
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function isWordStart(code: number): boolean {
  const lower = code | 0x20
  if (code < 0x80) return (lower >= 0x61 && lower <= 0x7a) || code === 0x5f
  return !isBlank(code) && quoteOf(code) === 0 && !(code >= 0x2010 && code <= 0x2027)
}

export function isWordPart(code: number): boolean {
  return isWordStart(code) || isDigit(code) || code === 0x24
}
