// A place inside a text that a field is compared with, or set to → the words that the field can be.
import type { IToken } from 'chevrotain'
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver'
import { domainOf } from '../compiler/2-check/domains.ts'
import { isInText } from './cursor.ts'
import { type Document, rangeOf } from './document.ts'

export function textValues(document: Document, offset: number): readonly CompletionItem[] {
  const tokens = document.tokens()
  const at = tokens.findIndex((token) => isInText(token, offset))
  const words = at < 0 ? [] : wordsFor(fieldBefore(tokens.slice(0, at)), document)
  if (words.length === 0) return []
  const { startOffset, endOffset, tokenType } = tokens[at]!
  const isOpen = tokenType.name === 'OpenText'
  // The rest of a line whose quote is missing is not the text's: it ends where the word does.
  const end = isOpen ? offset : endOffset!
  const range = rangeOf(document, { start: startOffset + 1, end })
  return words.map((label) => ({
    label,
    kind: CompletionItemKind.EnumMember,
    textEdit: { range, newText: isOpen ? `${label}"` : label },
  }))
}

function wordsFor(field: string, document: Document): readonly string[] {
  if (field === 'rule.id') return document.ruleIds()
  const domain = domainOf(field)
  return domain?.kind === 'words' ? domain.words : []
}

/** `field ==`, `field :`, `field =`, `field in ("a", `; empty where it is none of these. */
function fieldBefore(tokens: readonly IToken[]): string {
  const open = tokens.findLastIndex(({ image, tokenType }) => image !== ',' && tokenType.name !== 'Text')
  const isListed = tokens[open]?.image === '(' || tokens[open]?.image === '['
  const operator = isListed ? open - 1 : tokens.length - 1
  if (!operators.has(tokens[operator]?.tokenType.name ?? '')) return ''
  const field = tokens[operator - 1]
  return field?.image === 'not' ? nameOf(tokens[operator - 2]) : nameOf(field)
}

const operators = new Set(['Equal', 'Unequal', 'Assign', 'Colon', 'Like', 'LikeFold', 'In', 'InFold'])

const nameOf = (token: IToken | undefined): string => token?.image.replace(/^\?/, '') ?? ''
