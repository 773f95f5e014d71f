// A text → the few distinct forms in which somebody behind it may read it, the text itself first.
import type { Escape } from '../detector.ts'
import {
  backslashBit,
  bitsOf,
  htmlBit,
  type Marks,
  percentBit,
  plainBit,
  plusBit,
  unicodeBit,
} from '../pieces/marks.ts'
import { backslash } from './backslash.ts'
import { base64 } from './base64.ts'
import { html } from './html.ts'
import { percent } from './percent.ts'
import { fromUtf7, unicode } from './unicode.ts'

export interface Form {
  readonly text: string
  readonly undone: readonly Escape[]
  /** What its characters concern. */
  readonly bits: number
}

/** Escapes over escapes that are undone. */
const deepest = 3
const mostForms = 8

/** Any escape has one of these, or has nothing but Base64's characters. */
export const escaping = percentBit | htmlBit | backslashBit | plusBit | unicodeBit

/** `bits` are those of the text. */
export function formsOf(text: string, bits: number, marks: Marks): readonly Form[] {
  const forms: Form[] = [{ text, undone: [], bits }]
  if ((bits & escaping) === 0 && (bits & plainBit) !== 0 && !isDataUrl(text)) return forms
  for (let at = 0; at < forms.length && forms.length < mostForms; at++) {
    if (forms[at]!.undone.length < deepest) undo(forms[at]!, forms, marks)
  }
  return forms
}

const isDataUrl = (text: string): boolean => text.startsWith('data:')

function undo(form: Form, forms: Form[], marks: Marks): void {
  const { text, bits, undone } = form
  const add = (read: string | null, ...by: readonly Escape[]): void => {
    if (read === null || forms.length >= mostForms || forms.some((known) => known.text === read)) return
    forms.push({ text: read, undone: [...undone, ...by], bits: bitsOf(marks, read, 0, read.length) })
  }
  if (bits & percentBit) {
    const read = percent(text)
    add(read?.text ?? null, ...(read?.isOverlong ? (['percent', 'unicode'] as const) : (['percent'] as const)))
  }
  if (bits & htmlBit) add(html(text), 'html')
  if (bits & backslashBit) add(backslash(text), 'backslash')
  if (bits & unicodeBit) add(unicode(text), 'unicode')
  if (bits & plusBit) {
    add(isForm(text) ? text.replaceAll('+', ' ') : null, 'plus')
    add(fromUtf7(text), 'unicode')
  }
  if ((bits & plainBit) === 0 || isDataUrl(text)) add(base64(text), 'base64')
}

/** Where blanks are written as `+`, there are no others. */
const isForm = (text: string): boolean => !/\s/.test(text)
