// A piece → the command in it that a shell would run, if the piece were put into a command line.
import type { Detector, Finding, Piece } from '../detector.ts'
import { isProse } from '../prose.ts'
import { findCode } from './code.ts'
import { commandEnd, type Separator } from './command-line.ts'
import { sureness } from './commands.ts'
import { findTrick } from './tricks.ts'

export const shellInjection: Detector = {
  threat: 'shell_injection',
  marks: ';|&`$\n\r\\<>({/"%-\'^',
  leads: ['wm'],
  find,
}

function find({ text }: Piece): Finding | null {
  return behindSeparator(text) ?? substituted(text) ?? findTrick(text) ?? findCode(text) ?? alone(text)
}

// The last one is a line's end as escaped text has it, with the cursor's movements of a terminal.
const SEPARATOR = /[;&|\n\r]+|\\[nr](?=[\w/]|\{\w|\\033)(?:\\033\[\d{0,2}[A-Z]?)?/g
const MOST_TRIED = 512

function behindSeparator(text: string): Finding | null {
  SEPARATOR.lastIndex = 0
  for (let tried = 0; tried < MOST_TRIED; tried++) {
    const found = SEPARATOR.exec(text)
    if (found === null) return null
    const end = commandEnd({ text, from: found.index, at: SEPARATOR.lastIndex, separator: kindOf(found[0]) })
    if (end !== -1) return { shape: 'chained-command', start: found.index, end }
  }
  return null
}

function kindOf(separator: string): Separator {
  if (separator.includes(';') || separator.startsWith('\\')) return ';'
  if (separator.includes('&&') || separator.includes('||')) return '&&'
  if (separator.includes('|')) return '|'
  return separator.includes('&') ? '&' : 'line'
}

const SUBSTITUTION = /\$\(\s*[`(]?|%x[({[]|[<>]\(|<(?=\{)|`/g

function substituted(text: string): Finding | null {
  SUBSTITUTION.lastIndex = 0
  for (let tried = 0; tried < MOST_TRIED; tried++) {
    const found = SUBSTITUTION.exec(text)
    if (found === null) return null
    const end = commandEnd({ text, from: found.index, at: SUBSTITUTION.lastIndex, separator: 'substitution' })
    if (end !== -1 && isSubstituted(text, found)) return { shape: 'substituted-command', start: found.index, end }
  }
  return null
}

/** Backticks are Markdown's as well; `$(id).hide()` is jQuery's. */
function isSubstituted(text: string, found: RegExpExecArray): boolean {
  if (found[0] !== '`') return !/^\$\(\w+\)(?:\.\w+\(|\[)/.test(text.slice(found.index, found.index + 64))
  return text.indexOf('`', found.index + 1) !== -1 && !isFence(text, found.index) && !isProse(text)
}

// Three backticks begin a block of Markdown, with its language behind them.
const FENCE = /^`{0,3}[\w+#.-]{0,32}[ \t]{0,8}\r?\n/

function isFence(text: string, at: number): boolean {
  let start = at
  while (text[start - 1] === '`') start--
  return text.startsWith('```', start) && FENCE.test(text.slice(at, at + 48))
}

const FIRST = /[A-Za-z]+(?=[ ,.:!?])/y

/** Most texts begin with a word that is no command's name. */
function isPlainWord(text: string, start: number): boolean {
  FIRST.lastIndex = start
  const word = FIRST.exec(text)?.[0]
  return word !== undefined && sureness(word) === null
}

/** Nothing but one command, or a quote and one command. */
function alone(text: string): Finding | null {
  const start = text.search(/[^\s"'%]/)
  if (start === -1 || isPlainWord(text, start)) return null
  const isBehindQuote = /^["']\s+\w[^"'\n]{0,128}$/.test(text)
  const end = commandEnd({ text, from: start, at: start, separator: isBehindQuote ? '&&' : 'start' })
  return end === -1 ? null : { shape: 'command', start, end }
}
