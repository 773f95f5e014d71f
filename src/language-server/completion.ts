// A place in a text → what can be written there: words of the language, and names of what there is.
import { type CompletionItem, CompletionItemKind, MarkupKind } from 'vscode-languageserver'
import { ListName, Name } from '../../grammar/rule/tokens.ts'
import { type Cursor, cursorAt } from './cursor.ts'
import { type Document, rangeOf } from './document.ts'
import type { Expected } from './grammar-states.ts'
import { keywords } from './keywords.ts'
import { messageNames } from './message-names.ts'
import { type Proposal, proposalsFor } from './proposals.ts'
import { textValues } from './text-values.ts'

export function complete(document: Document, offset: number): readonly CompletionItem[] {
  const cursor = cursorAt(document, offset)
  if (!cursor) return [...messageNames(document, offset), ...textValues(document, offset)]
  const items = new Map<string, CompletionItem>()
  for (const expected of cursor.expected) {
    for (const proposal of of(expected, cursor, document)) {
      if (!items.has(proposal.label)) items.set(proposal.label, itemOf(proposal, cursor, document))
    }
  }
  return [...items.values()]
}

function of(expected: Expected, cursor: Cursor, document: Document): readonly Proposal[] {
  const { type } = expected
  if (type === Name || type === ListName) return proposalsFor(expected, cursor, document)
  const word = String(type.PATTERN)
  const doc = Object.hasOwn(keywords, word) ? keywords[word] : undefined
  return doc === undefined ? [] : [{ label: word, kind: CompletionItemKind.Keyword, detail: '', doc, rank: 2 }]
}

function itemOf(
  { label, kind, detail, doc, insert, rank }: Proposal,
  { word, span }: Cursor,
  document: Document,
): CompletionItem {
  const sign = /^[?$`]/.exec(word)?.[0] ?? ''
  // `?name` may be any field; a list brings its own sign.
  const text = (label.startsWith(sign) ? '' : sign) + (insert ?? label) + (sign === '`' ? '`' : '')
  return {
    label,
    kind,
    ...(detail && { detail }),
    ...(doc && { documentation: { kind: MarkupKind.Markdown, value: doc } }),
    sortText: `${rank}${label}`,
    filterText: sign + label.replace(/^\$/, ''),
    textEdit: { range: rangeOf(document, span), newText: text },
  }
}
