// A piece → the script in it that a browser would run, in whichever place of a page the piece is put.
import type { Detector, Escape, Finding, Piece } from '../detector.ts'
import { withoutShown } from '../prose.ts'
import { findHandler } from './break-out.ts'
import { activePart, hasContent, mathLink } from './element.ts'
import { fold } from './fold.ts'
import { findInstruction } from './instruction.ts'
import { findScript } from './script.ts'
import { readTag } from './tag.ts'
import { targetOf } from './url.ts'

export const xss: Detector = { threat: 'xss', marks: '<=(`:[&+\u0080', find }

function find({ text, written, undone }: Piece): Finding | null {
  if (undone.includes('html') && isShown(written, undone)) return null
  const folded = fold(text)
  return inMarkup(folded) ?? inAttribute(folded) ?? inAddress(folded) ?? inScript(folded) ?? asProbe(folded)
}

/** What is escaped between tags is shown as it is, as code in a rich text; what is escaped inside of a tag is read with it, and what is escaped twice is no text that an editor sends, but where code is shown. */
function isShown(written: string, undone: readonly Escape[]): boolean {
  const isTwice = undone.filter((one) => one === 'html').length > 1
  return (isTwice ? CODE : IN_MARKUP).test(written) && !READ_TWICE.test(written)
}

const CODE = /<(?:pre|code)(?:\s[^<>]*)?>/i

const IN_MARKUP = /<(?:p|pre|code|div|span|li|td|h[1-6]|b|strong|em|blockquote)(?:\s[^<>]*)?>/i
// Sanitisers and browsers disagree about what is text in these.
const READ_TWICE = /<(?:svg|math|style|script|title|textarea|noscript|template|noembed|iframe|xmp)\b/i

/** Reading inside tags again and again costs no more than this many times the text. */
const REREADING = 4
/** What is read behind a tag that has content of interest. */
const CONTENT = 4_096

/** A tag is tried at every `<`, wherever it stands: a piece may be put into a comment, a value or a raw text as well. */
function inMarkup(text: string): Finding | null {
  if (!text.includes('<')) return null
  let budget = REREADING * text.length + 16 * CONTENT
  let isInMath = false
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    const tag = readTag(text, at)
    const end = tag?.end ?? at + 1
    const content = tag !== null && budget > 0 && hasContent(tag) ? text.slice(end, end + CONTENT) : ''
    isInMath ||= tag?.name === 'math'
    const shape = tag === null ? findInstruction(text, at) : (activePart(tag, content) ?? mathLink(tag, isInMath))
    if (shape !== null) return { shape, start: at, end }
    budget -= end - at + content.length
    at = budget > 0 ? at + 1 : end
  }
  return endedScript(text) ?? endedRawText(text) ?? openedScript(text)
}

// Nothing but tags and quotes, and a script that is left open for what the page has behind.
const OPENED_SCRIPT = /^[\s"'>/-]{0,16}(?:<[^<>]{0,128}>\s{0,4}){0,16}<script(?:\s[^<>]{0,128})?>\s{0,8}$/i

function openedScript(text: string): Finding | null {
  if (!OPENED_SCRIPT.test(text)) return null
  return { shape: 'open-script', start: text.toLowerCase().lastIndexOf('<script'), end: text.length }
}

/** `alert(1)</script>`: what closes a script here was opened by the page. */
function endedScript(text: string): Finding | null {
  const close = text.search(/<\/script/i)
  if (close === -1) return null
  const from = Math.max(text.lastIndexOf('>', close) + 1, close - 512)
  const script = findScript(text.slice(from, close))
  return script === null ? null : { shape: 'script-end', start: from + script.start, end: close }
}

// Two different elements of raw text closed, and none opened: whichever one the piece lies in, it leaves.
const RAW_END = /<\/(?:script|style|title|textarea|noscript|template|noembed|iframe|xmp)[\s/>]/i
const EACH_RAW_END = new RegExp(RAW_END, 'gi')
const RAW_START = /<(?:script|style|title|textarea|noscript|template|noembed|iframe|xmp)\b/i

function endedRawText(text: string): Finding | null {
  const first = text.search(RAW_END)
  if (first === -1 || RAW_START.test(text)) return null
  const name = nameOfEnd(text, first)
  for (const { index } of text.slice(0, first + CONTENT).matchAll(EACH_RAW_END))
    if (nameOfEnd(text, index) !== name) return { shape: 'raw-text-end', start: first, end: index + 2 }
  return null
}

function nameOfEnd(text: string, at: number): string {
  return text.slice(at + 2, at + 6).toLowerCase()
}

function inAttribute(text: string): Finding | null {
  if (!text.includes('=')) return null
  const handler = findHandler(text)
  return handler === null ? null : { shape: 'attribute-breakout', ...handler }
}

// Between any two letters of a scheme a URL parser drops tabs and line ends.
const SCHEME =
  /(?<![a-z])(?:j[\s\\]{0,4}a[\s\\]{0,4}v[\s\\]{0,4}a|v[\s\\]{0,4}b|l[\s\\]{0,4}i[\s\\]{0,4}v[\s\\]{0,4}e)[\s\\]{0,4}s[\s\\]{0,4}c[\s\\]{0,4}r[\s\\]{0,4}i[\s\\]{0,4}p[\s\\]{0,4}t[\s\\]{0,4}:|(?<![a-z])data:(?=[a-z,;])/gi
const MOST_ADDRESSES = 128

/** A link of its own, in Markdown, or where something else will follow it. */
function inAddress(text: string): Finding | null {
  if (!text.includes(':')) return null
  SCHEME.lastIndex = 0
  for (let tried = 0; tried < MOST_ADDRESSES; tried++) {
    const found = SCHEME.exec(text)
    if (found === null) return null
    const [start, end] = [found.index, SCHEME.lastIndex]
    if (leads(text, start, end)) return { shape: 'script-url', start, end }
  }
  return null
}

// What links that are buttons carry.
const NOTHING = /^(?:void\(?0?\)?)?;?(?:[)\s<>]|["'`](?:[\s>)]|$)|$)/

function leads(text: string, start: number, behind: number): boolean {
  const target = targetOf(text.slice(start, start + 512))
  if (target === 'plain' || NOTHING.test(text.slice(behind, behind + 16))) return false
  const isLink = /(?:^|\]\(|["'=<(|])[\s\x00-\x1f\\]*$/.test(text.slice(Math.max(0, start - 8), start))
  if (target === 'document') return isLink
  // "JavaScript: the good parts" has a blank and no call.
  return /^\S/.test(text.slice(behind)) && (isLink || /^[^\s]{0,256}[\w$\])][(`=[]/.test(text.slice(behind)))
}

function inScript(text: string): Finding | null {
  const script = findScript(text) && findScript(withoutShown(text))
  if (script !== null) return { shape: 'script-code', ...script }
  const left = LEFT_STRING.exec(text)
  return left === null ? null : { shape: 'script-string-breakout', start: 0, end: left[0].length }
}

// A string of a script is left, something is called, and the string is gone on with: `'-f()-'`.
const LEFT_STRING =
  /^\w{0,3}(["'`])\s{0,4}[)\]}]{0,3}\s{0,4}(?:[-+*/%^,&|<>?:=]|;){1,3}\s{0,4}[A-Za-z_$][\w$.]{0,48}\([^\n]{0,128}\)\s{0,4}(?:(?:[-+*/%^,&|<>?:]|;){1,3}\s{0,4}(?:\1|\/\/)|\/\/)/

// UTF-7 (RFC 2152) of `<` before a name or a slash; the modified form of IMAP mailboxes.
const SEVENTH = /\+ADw-(?:\+AC8-|[a-z/!])|(?:&A[A-Za-z][A-Za-z0-9+/&-]){4}/
// A quote and a bracket that close what the page opened, and markup behind them: a text has neither in front.
const LEFT = /^\s{0,8}["'`]{1,3}[^\w\s<]{0,8}(?:>|!--["'])\s{0,4}<[a-z!/]/i
// Comments opened again and again, with every quote between: what leaves whichever place it is put into.
const EVERY_PLACE = /(?:\/\*[-`'"\\]{1,2}){4}/
// Letters have no need to be written as numbers.
const LETTERS_AS_NUMBERS =
  /(?:&#(?:0{0,8}(?:6[5-9]|[78]\d|90|9[7-9]|1[01]\d|12[0-2])|x0{0,8}(?:4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a]));?){5}/i
// An escaped `<` alone, written as no serialiser writes it, asks which spellings a filter forgot.
const LONE_ANGLE = /^\s*(?:&LT;?|&lt|&#0{0,32}60;?|&#[xX]0{0,32}3[cC];?|\\x3[cC]|\\u003[cC])\s*$/
const SERIALISED = /^\s*(?:&lt;|&#60;|&#x3[cC];)\s*$/

function asProbe(text: string): Finding | null {
  const left = LEFT.exec(text)
  if (left !== null) return { shape: 'markup-breakout', start: left.index, end: left[0].length }
  const letters = text.includes('&#') ? LETTERS_AS_NUMBERS.exec(text) : null
  if (letters !== null)
    return { shape: 'letters-as-numbers', start: letters.index, end: letters.index + letters[0].length }
  const places = text.includes('/*') ? EVERY_PLACE.exec(text) : null
  if (places !== null) return { shape: 'polyglot', start: places.index, end: places.index + places[0].length }
  const encoded = SEVENTH.exec(text)
  if (encoded !== null) return { shape: 'utf7-markup', start: encoded.index, end: encoded.index + encoded[0].length }
  if (text.length < 64 && LONE_ANGLE.test(text) && !SERIALISED.test(text))
    return { shape: 'encoded-angle-probe', start: 0, end: text.length }
  return null
}
