// A file → the edit that puts it into its canonical form.
import type { TextEdit } from 'vscode-languageserver'
import { format } from '../compiler/format.ts'
import { type Document, rangeOf } from './document.ts'

/** Nothing for a file that has a mistake, or is in its form. What is the same before and after stays untouched. */
export function formatting(document: Document): readonly TextEdit[] {
  const { text } = document
  const formatted = format(text)
  if (!formatted.ok || formatted.text === text) return []
  const before = same(text, formatted.text)
  const behind = same(reversed(text.slice(before)), reversed(formatted.text.slice(before)))
  const span = { start: before, end: text.length - behind }
  return [{ range: rangeOf(document, span), newText: formatted.text.slice(before, formatted.text.length - behind) }]
}

/** How many lines' worth of characters both begin with: a line is not torn. */
function same(a: string, b: string): number {
  let common = 0
  while (common < a.length && common < b.length && a[common] === b[common]) common++
  return common === a.length && common === b.length ? common : a.lastIndexOf('\n', common - 1) + 1
}

const reversed = (text: string): string =>
  [...Array(text.length).keys()].map((i) => text[text.length - 1 - i]!).join('')
