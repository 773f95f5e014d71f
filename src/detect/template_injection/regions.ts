// Text → the parts that a template engine would evaluate, by their delimiters.

export type RegionKind = 'output' | 'statement' | 'interpolation' | 'script' | 'brace' | 'directive'

export interface Region {
  readonly kind: RegionKind
  readonly content: string
  readonly start: number
  readonly end: number
}

// biome-ignore format: table
const DELIMITERS: readonly (readonly [string, string, RegionKind])[] = [
  ['{{', '}}', 'output'],          // Jinja, Twig, Handlebars, Angular, Vue
  ['{%', '%}', 'statement'],       // Jinja, Twig, Django, Liquid
  ['<%', '%>', 'script'],          // ERB, EJS, Mako, JSP, ASP
  ['@(', ')', 'interpolation'],    // Razor
  ['[[', ']]', 'brace'],           // Thymeleaf
  ['<#', '>', 'directive'],        // FreeMarker
  ['[#', ']', 'directive'],
]

const OPENER =
  /\{\{|\{%|<%|@\(|<#(?=[a-z@])|\[#(?=[a-z@])|[$#*@%~!]\{(?!\{)|#(?:set|evaluate|parse|include)\s{0,4}\(|\{(?=[$a-z\d/_])/gi
const LONGEST = 2_048
const MOST = 256

/** In the order of their openers; none is longer than what an expression needs. */
export function* regionsOf(text: string): Generator<Region> {
  OPENER.lastIndex = 0
  for (let count = 0; count < MOST; count++) {
    const found = OPENER.exec(text)
    if (found === null) return
    yield regionAt(text, found.index, found[0])
  }
}

function regionAt(text: string, start: number, opener: string): Region {
  const from = start + opener.length
  const delimiter = DELIMITERS.find(([open]) => open === opener)
  if (delimiter !== undefined && opener !== '@(') return closedBy(text, start, from, delimiter)
  const kind = opener === '{' ? 'brace' : opener.startsWith('#') && opener.endsWith('(') ? 'directive' : 'interpolation'
  const end = balancedEnd(text, from, opener.endsWith('(') ? '(' : '{')
  return { kind, content: text.slice(from, end), start, end: Math.min(text.length, end + 1) }
}

function closedBy(text: string, start: number, from: number, [, close, kind]: (typeof DELIMITERS)[number]): Region {
  const window = text.slice(from, from + LONGEST)
  const length = window.indexOf(close)
  const content = length === -1 ? window : window.slice(0, length)
  return {
    kind,
    content,
    start,
    end: Math.min(text.length, from + content.length + (length === -1 ? 0 : close.length)),
  }
}

/** Where the bracket that stands before `from` is closed, or as far as anybody looks. */
function balancedEnd(text: string, from: number, open: '(' | '{'): number {
  const [opening, closing] = open === '(' ? [0x28, 0x29] : [0x7b, 0x7d]
  const limit = Math.min(text.length, from + LONGEST)
  let depth = 1
  for (let at = from; at < limit; at++) {
    const code = text.charCodeAt(at)
    if (code === opening) depth++
    else if (code === closing && --depth === 0) return at
  }
  return limit
}
