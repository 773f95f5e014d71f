// What begins with `<!` → whether it declares an entity, takes a document type from elsewhere, or hides markup in pieces. XML 1.0 sections 2.7, 2.8 and 4.2.
import type { Finding } from '../detector.ts'

/** A parameter entity's mark may be written as a reference, where it is the text of another entity. */
const entity = /<!ENTITY\s+(?:(?:%|&(?:amp;|#(?:38|x26);)?#(?:37|x25);)\s*)?[\w:.-]{1,128}\s+(SYSTEM\b|PUBLIC\b|["'])/iy
const external =
  /<!DOCTYPE\s+[^\s[>]{1,128}\s+(?:SYSTEM|PUBLIC\s+["']{1,2}[^"'<>]{0,256}["']{1,2})\s*["']{1,2}([^"'<>]{0,512})/iy
const parameter = /<!DOCTYPE\s+[^\s[>]{1,128}\s[^[>]{0,512}\[\s*%[\w:.-]{1,128};/iy
/** A piece of text that is nothing but a piece of a tag. */
const pieceOfTag = /<!\[CDATA\[\s*[</>]{1,3}\s*\]\]>/y
/** Sections that an attacker's entity would be put between, to read what is no XML. */
const includes = /<!\[\s*%[\w:.-]{1,128};\s*\[/y

/** Document types that pages name without anybody reading them. */
const known = /^(?:about:legacy-compat|(?:https?:)?\/\/(?:www\.)?w3\.org\/|[\w.-]+\.dtd$)/i

export function declaration(text: string, at: number): Finding | null {
  const declared = match(entity, text, at)
  if (declared) return found(declared[1]!.length > 1 ? 'external-entity' : 'entity-declaration', text, at, declared)
  const type = match(external, text, at)
  if (type && !known.test(type[1]!)) return found('external-document-type', text, at, type)
  const used = match(parameter, text, at) ?? match(includes, text, at)
  if (used) return found('parameter-entity', text, at, used)
  const piece = match(pieceOfTag, text, at)
  return piece && found('markup-in-pieces', text, at, piece)
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** What follows is shown too: it says what would be read. */
function found(shape: string, text: string, at: number, { 0: whole }: RegExpExecArray): Finding {
  const end = text.indexOf('>', at + whole.length)
  return { shape, start: at, end: end < 0 ? at + whole.length : Math.min(end + 1, at + whole.length + 128) }
}
