// Text spliced into an attribute's value → the handler, the link or the style with which it leaves the value.
import { decodeReferences } from './entities.ts'
import { isEvent } from './handlers.ts'
import { hasScript } from './script.ts'

export interface Handler {
  readonly start: number
  readonly end: number
}

const HANDLER = /(?<![\w$.:-])on[a-z]{3,40}[\s/\x00-\x1f]{0,16}=/gi
const MOST_TRIED = 256
const NEAR = 96

/** Between the quote and the handler stand other attributes, or nothing: no prose. */
const ATTRIBUTES_ONLY =
  /^[\s/\x00-\x1f]*(?:[a-z:-]{1,24}(?:\s*=\s*(?:"[^"]{0,32}"|'[^']{0,32}'|[^\s"'>]{1,32}))?[\s/]+){0,3}$/i

/** The first handler that stands behind a quote, or begins the text, with something to run. */
export function findHandler(text: string): Handler | null {
  HANDLER.lastIndex = 0
  for (let tried = 0; tried < MOST_TRIED; tried++) {
    const found = HANDLER.exec(text)
    if (found === null) return null
    const name = /^[a-z]+/i.exec(found[0])![0].toLowerCase()
    if (isEvent(name) && breaksOut(text, found.index, HANDLER.lastIndex))
      return { start: found.index, end: HANDLER.lastIndex }
  }
  return null
}

function breaksOut(text: string, start: number, behind: number): boolean {
  const before = text.slice(Math.max(0, start - NEAR), start)
  const quote = Math.max(
    before.lastIndexOf('"'),
    before.lastIndexOf("'"),
    before.lastIndexOf('`'),
    before.lastIndexOf('\u201c'),
  )
  const between = before.slice(quote + 1)
  const runs = hasScript(decodeReferences(valueAt(text, behind)))
  if (!runs) return false
  if (quote === -1 && start < NEAR && /^[\s/]/.test(before) && ATTRIBUTES_ONLY.test(before)) return true
  if (quote === -1) return start < NEAR && /^[\s/;%\w]{0,8}[\s/]$|^$/.test(before) && !/[a-z]{3}/i.test(before)
  return ATTRIBUTES_ONLY.test(between)
}

/** What a parser takes for the handler's value: to the closing quote, or to the next blank or quote. */
function valueAt(text: string, behind: number): string {
  const value = text.slice(behind, behind + 256).trimStart()
  const close = /["'`]/.test(value[0] ?? '') ? value.indexOf(value[0]!, 1) : value.search(/[\s"'`>]|$/)
  return value.slice(0, close === -1 ? value.length : close + 1)
}
