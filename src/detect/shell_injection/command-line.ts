// Text and a place behind a separator → the command that a shell would run from there, or nothing.

import { isBare, isInCodeSpan, isProse } from '../prose.ts'
import { following } from './argument.ts'
import { type CommandWord, readCommandWord } from './command-word.ts'

export type Separator = ';' | '|' | '&' | '&&' | 'line' | 'substitution' | 'start'

/** What nobody but an intruder asks for. */
const REACHING =
  /\/etc\/(?:passwd|shadow|group|hosts|sudoers)|\/dev\/(?:tcp|udp)\/|-e\s+\/bin\/|\/bin\/(?:ba|z|k|da)?sh\b|\.ssh\/|id_rsa|boot\.ini|win\.ini|\\repair\\|system32|\|\s*(?:ba|z|da)?sh\b|rm\s+-rf\s+[/~*]|\/proc\/self|config\.php/i

/** Where a command may begin: behind a separator that lies from `from` to `at`. */
export interface Place {
  readonly text: string
  readonly from: number
  readonly at: number
  readonly separator: Separator
}

/** Where the command ends, or -1 for words that stand there by chance. */
export function commandEnd(place: Place): number {
  const { text, at } = place
  const begin = skipBlanks(text, at)
  const word = readCommandWord(text, begin, endOfTicks(place))
  if (word === null) return -1
  if (place.separator === 'start' && ADMINISTRATION.test(text.slice(begin, begin + 128)))
    return endOfCommand(text, begin)
  const after = following(text, word.end, word.name)
  const isReaching = REACHING.test(text.slice(word.end, endOfCommand(text, word.end)))
  if (
    after === 'prose' &&
    !isSpecial(word) &&
    !isReaching &&
    !(isGlued(place) && isTold(word)) &&
    !isAhead(place, word)
  )
    return -1
  const hasArgument = after === 'argument' || isReaching || (after === 'prose' && isAhead(place, word))
  const runs = isMeant({ ...place, begin, word, isReaching, hasArgument })
  return runs ? endOfCommand(text, word.end) : -1
}

/** Where the backtick is that closes the one before a place. Two of them are a shell's nothing. */
function endOfTicks({ text, at }: Place): number {
  if (text[at - 1] !== '`' || text[at] === '`') return text.length
  const close = text.slice(at, at + 256).search(/(?<!`)`(?!`)/)
  return close === -1 ? text.length : at + close
}

/** A separator begins no sentence: behind it a command may be given any one or two words. */
function isAhead({ text, from, separator }: Place, { sureness: known, name, end }: CommandWord): boolean {
  if (separator === 'line' || '$<('.includes(text[from] ?? '')) return false
  if (separator === '|' && text.lastIndexOf('|') > from) return false
  const before = text.slice(Math.max(0, from - 64), from)
  const given = GIVEN.exec(text.slice(end, end + 80))
  if (given === null) return false
  if (known === 'sure') return before.trim() === ''
  if (known !== 'word' || text.slice(end - name.length, end) !== name) return false
  const isTight = /[;|&]/.test(text[end - name.length - 1] ?? '')
  return isTight ? isBare(before) : before.trim() === '' && /[\d@./~*=]/.test(given[0])
}

const GIVEN = /^(?:[ \t]+[\w.:*/@~=+-]{1,32}){1,3}\s*[;|&#]?\s*$/

interface Candidate extends Place {
  readonly begin: number
  readonly word: CommandWord
  readonly hasArgument: boolean
  readonly isReaching: boolean
}

/** What prints its words is as good as any command where a name has it glued on. */
function isTold({ name, sureness }: CommandWord): boolean {
  return sureness === 'sure' || name === 'echo' || name === 'printf'
}

/** A path, or a name that was disguised, is no word of prose. */
function isSpecial(word: CommandWord): boolean {
  return word.sureness === 'disguised' || word.sureness === 'path'
}

function isMeant(candidate: Candidate): boolean {
  const { text, from, at, word, separator, hasArgument, isReaching } = candidate
  if (!isGlued(candidate) && isInCodeSpan(text, at)) return false
  const before = text.slice(Math.max(0, from - 512), from)
  if (word.sureness === 'variable' && isAssigned(candidate, before)) return !isProse(before)
  if (word.sureness === 'variable')
    return (
      separator !== 'line' &&
      (separator !== '|' || text.startsWith('$0', candidate.begin)) &&
      isFilled(candidate, before)
    )
  if (word.sureness === 'placeholder') return !isProse(before)
  if (separator === 'start') return wholeCommand(candidate)
  if (separator === 'line' && !isBare(before)) return isReaching
  if (isSpecial(word)) return true
  if (DEVELOPING.test(before) && !isReaching) return false
  if (isGluedAmpersand(candidate)) return hasArgument ? /\s/.test(text[word.end] ?? '') : isOfNoForm(candidate, before)
  if (isGlued(candidate) && isTold(word)) return true
  if (hasArgument) return separator !== '|' || !isTableRow(candidate)
  return isMeantAlone(candidate, before)
}

/** A name and nothing behind it. */
function isMeantAlone(candidate: Candidate, before: string): boolean {
  const { text, word, separator } = candidate
  if (separator === '|' && !endsRow(text, word.end)) return false
  if (separator === 'substitution')
    return (text[word.end] === ')' && word.sureness === 'sure') || (!isProse(text) && !isName(candidate, before))
  if (word.sureness === 'sure') return !isProse(text)
  if (isLoop(text, candidate.begin, word.end)) return true
  return isBare(before) && (endsAll(text, word.end) || isPiped(text, word.end))
}

/** `do id; done`, `then id; fi` */
function isLoop(text: string, begin: number, end: number): boolean {
  const word = /\b(do|then)\s+$/.exec(text.slice(Math.max(0, begin - 8), begin))?.[1]
  return (
    word !== undefined && (word === 'do' ? /^\s*;\s*done\b/ : /^\s*;\s*(?:fi|else)\b/).test(text.slice(end, end + 16))
  )
}

/** `env|sort` */
function isPiped(text: string, end: number): boolean {
  const bar = /^\s{0,4}\|\s{0,4}(?=\w)/.exec(text.slice(end, end + 16))?.[0].length ?? 0
  return bar > 0 && readCommandWord(text, end + bar) !== null
}

/** Markdown's `Type` and `date` stand for themselves: no command has capitals, and of words few are put into values. */
function isName(candidate: Candidate, before: string): boolean {
  const { text, begin, word, at } = candidate
  if (text[at - 1] !== '`' || word.sureness !== 'word' || isGlued(candidate)) return false
  if (/[A-Z]/.test(text[begin]!) || /^[\s>]*[-*+#]{1,6}\s+$/.test(before)) return true
  return !isBare(before) && /[\s*_([>:#|-]$/.test(before)
}

/** `X=id|$X` */
function isAssigned({ text, begin, word }: Candidate, before: string): boolean {
  const name = text.slice(begin, word.end).replace(/[${}]/g, '')
  return /^\w{1,24}$/.test(name) && new RegExp(`(?<!\\w)${name}=`).test(before)
}

/** A variable is a command where it was given a value before, or takes an argument. */
function isFilled({ text, begin, hasArgument }: Candidate, before: string): boolean {
  return (hasArgument || before.includes('=') || text.startsWith('$0', begin)) && !isProse(before)
}

/** Markdown has a blank or a bracket in front of a code span, a name has its substitution glued to it. */
function isGlued({ text, from, separator }: Place): boolean {
  return separator === 'substitution' && /\w/.test(text[from - 1] ?? '')
}

// What developers tell each other to type.
const DEVELOPING =
  /^\s*(?:[$>]\s+)?(?:git|npm|npx|for \w+ in|yarn|pnpm|pip3?|poetry|docker|docker-compose|podman|kubectl|helm|make|cmake|cargo|go|brew|apt(?:-get)?|sudo apt(?:-get)?|mkdir|cd|source|\.\/configure|bundle|composer|gradle|mvn|terraform|node|deno|bun)\s+[\w.@~-]/

/** `a=1&cat=2` has a member of that name. */
function isGluedAmpersand({ text, from, at, begin, separator }: Candidate): boolean {
  return separator === '&' && begin === at && /[\w=/%-]/.test(text[from - 1] ?? '')
}

/** `1&id` is no form, where `a=1&id` is one; `R&D` has no command. */
function isOfNoForm({ text, word, begin }: Candidate, before: string): boolean {
  if (/[=?]/.test(before)) return false
  const isLower = text.slice(begin, word.end) === word.name && word.name.length > 1
  return word.sureness === 'sure' || (isLower && isBare(before) && endsAll(text, word.end))
}

/** Markdown: cells of prose between bars, one at the beginning of the line and one at its end. */
function isTableRow({ text, at }: Candidate): boolean {
  const start = text.lastIndexOf('\n', at) + 1
  const end = text.indexOf('\n', at)
  const line = text.slice(start, end === -1 ? start + 512 : end).trim()
  return line.startsWith('|') && line.endsWith('|') && line.split('|').length > 3
}

/** `| id | name |` goes on with another cell, `|id|` does not. */
function endsRow(text: string, end: number): boolean {
  const rest = text.slice(end, end + 64).trimStart()
  if (!rest.startsWith('|')) return true
  const next = rest.replace(/^[|\s"']+/, '')
  return next === '' || readCommandWord(next, 0) !== null || /^(?:[a-z]:|\\n)/i.test(next)
}

/** Nothing but separators, quotes and a comment follow. */
function endsAll(text: string, end: number): boolean {
  return /^(?:[\s;|&"'`)\\}]|\\?[nr]\b|[a-z]:[\\/]?$|\/\/|#.*$)*$/is.test(text.slice(end, end + 64))
}

/** The whole text is one command line that reaches for something, and nobody's sentence. */
function wholeCommand({ text, begin, word, hasArgument }: Candidate): boolean {
  const line = text.slice(begin, begin + 2_048).replaceAll('\\\n', '')
  if (isProse(line.replace(/"[^"]*"|'[^']*'/g, '_'))) return false
  if (word.sureness === 'disguised' || (word.sureness === 'path' && /[?*]/.test(word.name))) return true
  if (!hasArgument) return false
  if (REACHING.test(line)) return true
  return word.sureness === 'path' ||
    !/^(?:ls|cd|mkdir|tar|cp|mv|rm|grep|chmod|ssh|scp|sudo|python3?|php|ruby|perl|service|systemctl|echo|printf|export|set|test|make|source|start|time|watch|which|man|touch)$/.test(
      word.name,
    )
    ? ALONE.test(line)
    : ALONE_TOOL.test(line)
}

const ADMINISTRATION =
  /^(?:net1?(?:\.exe)?\s+(?:user|localgroup|group)\s+\S+(?:\s+\S+)?\s+\/(?:add|delete|domain|active)\b|wmic(?:\.exe)?\s+process\s+call\s|taskkill(?:\.exe)?\s+\/|rundll32(?:\.exe)?\s+javascript:|(?:iex|invoke-expression)\s*\(\s*new-object\b)/i
// A command alone is an attempt when it asks for a place of the system, for the network, for time, or writes a file.
const ALONE =
  /^\S+\s+(?:\S+\s+){0,4}["']?(?:\/(?:etc|bin|usr|var|proc|root|home|tmp|dev|opt)?(?:\/|\s|$)|[a-z]:[\\/]|%\w+%|https?:\/\/|ftp:|\d{1,3}(?:\.\d{1,3}){3})|^sleep\s+\d+[smhd]?\s*[;|&"']*$|^(?:net|reg|netsh|sc|wmic)(?:\.exe)?\s|^\S+(?:\$\{?IFS|<[/$]|%\w+:~)|^(?:cat|tac|nl|od|xxd|rev|sort|strings|head|tail|less|more)\s+[$`]|^(?:nc|ncat|xxd)\s+-|^nohup\s|^(?:cmd|powershell|pwsh|certutil|bitsadmin|mshta|rundll32|regsvr32|wscript|cscript)(?:\.exe)?\s+[-/]|^(?:iex|invoke-expression)\s*\(/i
const ALONE_TOOL =
  /^(?:ls|cat|rm|cp|mv|grep|find|chmod|tar)\s+(?:-\S+\s+){0,3}\/(?:etc|bin|usr|var|proc|root|home|tmp|dev|opt)?(?:[/*]|\s|$)|^(?:ls|cat)\$\{?IFS|^(?:perl|python[23]?|php|ruby)\s+-(?:[a-z]*[er]\b|r(?:socket|open3)\b)|^python[23]?\s+-c\b|^(?:echo|printf)\s.{0,512}(?:\\x[0-9a-f]{2}|<\?|<%|<script|<img|\$\(|`|\$\{|>\s*(?:\/|\S+\.(?:php\d?|jspx?|aspx?|pl|py|sh|bat|cgi)\b)|sleep\()/i

function endOfCommand(text: string, from: number): number {
  const end = text.slice(from, from + 256).search(/[;|&\n\r`]/)
  return end === -1 ? Math.min(text.length, from + 256) : Math.max(from, from + end)
}

/** A blank where forms are sent, between separators and words. */
function isFormBlank(text: string, place: number): boolean {
  return text[place] === '+' && /[;|&+\s]/.test(text[place - 1] ?? ' ')
}

// Groups, negations, assignments and redirections that a shell reads before the command's name, and words that begin a list.
const PREFIXES =
  /(?:[ \t]|[(!](?=[\w({/])|\{(?=\s|\w{1,16};)|(?:then|do|else|if|while|until|builtin)\s|[A-Za-z_]\w{0,24}=[^\s;|&$'"]{0,64}[ \t]+(?=\w)|[<>]\/[\w/.-]{1,64}\s){0,8}/y

function skipBlanks(text: string, at: number): number {
  let place = at
  while (place < text.length && (isFormBlank(text, place) || (text[place] === ' ' && text[place + 1] === '+'))) place++
  PREFIXES.lastIndex = place
  return place + (PREFIXES.exec(text)?.[0].length ?? 0)
}
