// Text and the place of a `<` in it → the tag that an HTML parser would read there, whatever its quality.

export interface Attribute {
  /** In lower case, without control characters. */
  readonly name: string
  /** As written, without its quotes; null where no `=` follows the name. */
  readonly value: string | null
  readonly start: number
  readonly end: number
}

export interface Tag {
  /** In lower case, up to the first character that no element's name holds. */
  readonly name: string
  readonly isEnd: boolean
  readonly attributes: readonly Attribute[]
  readonly start: number
  /** Behind its `>`, or the end of the text. */
  readonly end: number
}

const TAB = 0x09
const LINE_FEED = 0x0a
const FORM_FEED = 0x0c
const RETURN = 0x0d
const SPACE = 0x20
const QUOTE = 0x22
const PERCENT = 0x25
const APOSTROPHE = 0x27
const SLASH = 0x2f
const EQUALS = 0x3d
const GREATER = 0x3e
const AT = 0x40
const BACKTICK = 0x60

/** Longer values are read up to here: script that matters stands in front. */
const MOST_OF_VALUE = 8_192
const MOST_ATTRIBUTES = 256
/** No element has a longer one. */
const MOST_OF_NAME = 128

/** Null where the parser would read text. `<` stands at `start`. */
export function readTag(text: string, start: number): Tag | null {
  let at = start + 1
  const isEnd = text.charCodeAt(at) === SLASH
  if (isEnd) at++
  // HTML standard 13.2.5.6: only a letter opens a tag. Older parsers take `<//`, `<%` and a prefixed NUL as well.
  if (!isEnd && isSign(text.charCodeAt(at))) return null
  const from = at
  at = endOfName(text, from, from + MOST_OF_NAME)
  const name = elementName(text, from, at)
  // What is no tag is left before anything is read that the next `<` is asked about again.
  if (name === '' && !isEnd) return null
  return readAttributes(text, endOfName(text, at, text.length), { name, isEnd, start })
}

function endOfName(text: string, from: number, most: number): number {
  let at = from
  while (at < text.length && at < most && !endsName(text.charCodeAt(at))) at++
  return at
}

/** HTML standard 13.2.5.32 to 13.2.5.39, from inside a tag: what follows `at` up to `>` or the end of the text. */
function readAttributes(text: string, at: number, tag: Pick<Tag, 'name' | 'isEnd' | 'start'>): Tag {
  const attributes: Attribute[] = []
  let place = at
  while (place < text.length && attributes.length < MOST_ATTRIBUTES) {
    const code = text.charCodeAt(place)
    if (code === GREATER) return { ...tag, attributes, end: place + 1 }
    if (isSpace(code) || code === SLASH) {
      place++
      continue
    }
    const attribute = readAttribute(text, place)
    attributes.push(attribute)
    place = attribute.end
  }
  return { ...tag, attributes, end: place }
}

function readAttribute(text: string, start: number): Attribute {
  // A `=` in front belongs to the name.
  let at = start + 1
  while (at < text.length && !endsAttributeName(text.charCodeAt(at))) at++
  const name = withoutControls(text.slice(start, at)).toLowerCase()
  let behind = at
  // Old parsers take controls between a name and its `=`; `/` there is a shape of filters' tests.
  while (behind < text.length && (text.charCodeAt(behind) <= SPACE || text.charCodeAt(behind) === SLASH)) behind++
  if (text.charCodeAt(behind) !== EQUALS) return { name, value: null, start, end: at }
  return { name, start, ...readValue(text, skipControls(text, behind + 1)) }
}

function readValue(text: string, start: number): Pick<Attribute, 'value' | 'end'> {
  const opener = text.charCodeAt(start)
  if (opener === QUOTE || opener === APOSTROPHE) {
    const close = text.indexOf(opener === QUOTE ? '"' : "'", start + 1)
    const end = close === -1 ? text.length : close
    return { value: text.slice(start + 1, Math.min(end, start + MOST_OF_VALUE)), end: close === -1 ? end : end + 1 }
  }
  // Old Internet Explorer quotes with backticks: a value may end at the second one too.
  const from = opener === BACKTICK ? start + 1 : start
  let end = from
  while (end < text.length && !endsUnquoted(text.charCodeAt(end), opener === BACKTICK)) end++
  const value = text.slice(from, Math.min(end, from + MOST_OF_VALUE))
  return { value, end: text.charCodeAt(end) === BACKTICK ? end + 1 : end }
}

function elementName(text: string, from: number, to: number): string {
  // A sink that raises the case first makes `i` of a dotless one and `s` of a long one.
  const written = withoutControls(text.slice(from, to)).toUpperCase().toLowerCase()
  return /^[a-z%][a-z0-9:-]*/.exec(written)?.[0] ?? ''
}

function withoutControls(text: string): string {
  return text.replace(/[\x00-\x1f\x7f]/g, '')
}

function skipControls(text: string, at: number): number {
  let place = at
  while (place < text.length && text.charCodeAt(place) <= SPACE) place++
  return place
}

/** A blank, a digit or a sign below the letters, but `%`. */
function isSign(code: number): boolean {
  return code >= SPACE && code <= AT && code !== PERCENT
}

function endsName(code: number): boolean {
  return isSpace(code) || code === SLASH || code === GREATER
}

function endsAttributeName(code: number): boolean {
  return isSpace(code) || code === SLASH || code === GREATER || code === EQUALS
}

function endsUnquoted(code: number, inBackticks: boolean): boolean {
  return isSpace(code) || code === GREATER || (inBackticks && code === BACKTICK)
}

function isSpace(code: number): boolean {
  return code === SPACE || code === TAB || code === LINE_FEED || code === RETURN || code === FORM_FEED
}
