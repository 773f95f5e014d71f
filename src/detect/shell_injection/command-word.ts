// Text and a place in command position → the command's name that a shell reads there, its tricks undone.
import { type Sureness, sureness } from './commands.ts'

export interface CommandWord {
  /** As the shell sees it, without folders, in lower case. */
  readonly name: string
  readonly sureness: Sureness | 'placeholder' | 'path' | 'disguised' | 'variable'
  readonly end: number
}

const LONGEST = 160

/** Pieces that a shell drops from a word: quotes, escapes, and expansions to nothing. */
const DROPPED = /''|""|``|\$\(\)|\$[@*!\d]|\$\{[a-z_]\w{0,24}\}|\\(?=[\w/\n])|\\\n|\^(?=\w)|["'](?=\w)/gi
const NOTHING_DROPPED = /["'`$\\^]/
const WORD_END = /[\s;|&<>()#]|\+(?=[a-z]:|[-/])|\$\{?IFS|%0|\\[nr](?![a-z])/
const VARIABLE = /^(?:\$(?:[A-Za-z_]\w{0,24}|0)|\$\{[A-Za-z_]\w{0,24}\}){1,8}(?![\w[(.:/])/
/** What a spliced command is called in lists of such splices. */
const PLACEHOLDER = /^\{(?:cmd|command)\}/i
const FOLDER = /^(?:\/|[a-z]:[\\/]|\\\\)?(?:[\w.?*[\]@{}~$%-]+[\\/])+/i
const WILD_PATH = /^\/(?=[^\s]*[?*[])[\w?*[\]/.-]{4,}$/
/** A program of an attacker's own, where nobody else would put one. */
const OWN_PROGRAM = /^(?:\.\/|~\/|\/(?:tmp|var\/tmp|dev\/shm)\/)[\w.-]{1,64}$/
const SYSTEM_FOLDER = /^\/?(?:usr\/(?:local\/)?s?bin|s?bin|dev\/shm|system32|c:[\\/]windows\b.*)[\\/]/i

/** `I'd` is no `id`: a shell would wait for the other quote. */
const CONTRACTION = /^[a-z]{1,12}'(?:d|s|m|t|ll|re|ve)$/i

/** Null where no shell would find a command. */
export function readCommandWord(text: string, at: number, end = text.length): CommandWord | null {
  const raw = text.slice(at, Math.min(end, at + LONGEST))
  const variable = VARIABLE.exec(raw)
  if (variable !== null && !/^\$\{?IFS/.test(raw))
    return { name: '$', sureness: 'variable', end: at + variable[0].length }
  if (/^\.\s+[~/$]/.test(raw)) return { name: 'source', sureness: 'word', end: at + 1 }
  if (/^%COMSPEC%/i.test(raw)) return { name: 'cmd', sureness: 'path', end: at + 9 }
  const placeholder = PLACEHOLDER.exec(raw)
  if (placeholder !== null) return { name: placeholder[0], sureness: 'placeholder', end: at + placeholder[0].length }
  const length = wordLength(raw)
  if (length === 0) return null
  const written = raw.slice(0, length)
  if (CONTRACTION.test(written)) return null
  const word = NOTHING_DROPPED.test(written) ? undressed(written) : written
  return classify(word, written, at + length)
}

/** Backslashes of a Windows path are no escapes. */
function undressed(written: string): string {
  if (/^(?:[a-z]:|\\)\\/i.test(written)) return written
  return written
    .replace(DROPPED, '')
    .replace(/["'`)}]+$/, '')
    .replace(/\/{2,}/g, '/')
}

function wordLength(raw: string): number {
  const empty = /^(?:\w*(?:\$\(\)|``))+\w*/.exec(raw)?.[0].length ?? 0
  const end = raw.slice(empty).search(WORD_END)
  return end === -1 ? raw.length : empty + end
}

function classify(word: string, written: string, end: number): CommandWord | null {
  const folder = FOLDER.exec(word)?.[0] ?? ''
  const name = word.slice(folder.length).toLowerCase()
  if (WILD_PATH.test(word)) return { name, sureness: 'path', end }
  const known = sureness(name)
  if (known === null && '.~/'.includes(word[0] ?? ' ') && OWN_PROGRAM.test(word))
    return { name: word, sureness: 'word', end }
  if (known === null)
    return SYSTEM_FOLDER.test(folder) && /^[\w.-]+$/.test(name) ? { name, sureness: 'path', end } : null
  if (folder !== '') return { name, sureness: /\\[a-z]/i.test(written) && word !== written ? 'disguised' : 'path', end }
  const glued = written.length - trimmedQuotes(written) > 0 ? end - (written.length - trimmedQuotes(written)) : end
  const isQuoted = /^(["'])[\w.-]+\1$/.test(written)
  const isDisguised = !isQuoted && name !== written.slice(0, trimmedQuotes(written)).toLowerCase()
  return {
    name,
    sureness: isDisguised ? 'disguised' : known,
    end: isDisguised ? end : glued,
  }
}

/** A quote behind the word closes what the value was put into. */
function trimmedQuotes(written: string): number {
  return written.replace(/["'`]+$/, '').length
}
