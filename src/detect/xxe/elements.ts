// What begins with `<` and a name → whether it is an element that brings in files, addresses or programs.
import type { Finding } from '../detector.ts'

/** Characters of a tag that are read. */
const longest = 1024

/** Schemes that only parsers on servers follow. */
const serverScheme = /\b(?:expect|php|phar|gopher|netdoc|jar:file|jar:http|file):/i

export function element(text: string, at: number): Finding | null {
  const tag = tagAt(text, at)
  const shape = shapeOf(tag)
  return shape === null ? null : { shape, start: at, end: at + tag.length }
}

function tagAt(text: string, at: number): string {
  const end = text.indexOf('>', at)
  return text.slice(at, Math.min(end < 0 ? text.length : end + 1, at + longest))
}

function shapeOf(tag: string): string | null {
  // XInclude 1.1 section 3.1.
  if (/^<[\w.-]{1,32}:include\s[^>]*\b(?:href|parse|xpointer)\s*=/i.test(tag)) return 'included-file'
  if (/^<\?xml-stylesheet\s[^>]*\bhref\s*=\s*["']{1,2}(?:https?:|file:|\/\/)/i.test(tag))
    return 'stylesheet-from-elsewhere'
  if (/^<xsl:(?:include|import)\s[^>]*\bhref\s*=/i.test(tag)) return 'stylesheet-from-elsewhere'
  if (/^<(?:xsl|msxsl):[a-z-]+\s/i.test(tag) && reads.test(tag)) return 'stylesheet-reads'
  if (/^<msxsl:script\b/i.test(tag)) return 'stylesheet-runs'
  // Elsewhere than in XML such addresses are links that browsers do not follow.
  if (/\b(?:xlink:href|schemaLocation)\s*=/i.test(tag) && serverScheme.test(tag)) return 'address-of-server'
  return null
}

/** Functions of XSLT 1.0 and of its processors that read or run. */
const reads =
  /\b(?:document|unparsed-text|php:function|php:functionString|system-property|collection|doc|Runtime:[a-zA-Z]+|ProcessBuilder[:.]\w+)\s*\(\s*['"]/i
