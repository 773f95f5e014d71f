// A place inside the braces of `incident "… {name} …"` → the names that may stand there.
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver'
import { isInText } from './cursor.ts'
import { type Document, rangeOf } from './document.ts'
import { statisticsIn } from './names.ts'
import { fields, words } from './proposals.ts'

export function messageNames(document: Document, offset: number): readonly CompletionItem[] {
  const tokens = document.tokens()
  const at = tokens.findIndex((token) => isInText(token, offset))
  if (tokens[at - 1]?.image !== 'incident') return []
  const written = /(?<!\{)\{([\w@.]*)$/.exec(document.text.slice(tokens[at]!.startOffset, offset))
  if (!written) return []
  const range = rangeOf(document, { start: offset - written[1]!.length, end: offset })
  const ofRule = tokens.slice(
    tokens.slice(0, at).findLastIndex(({ tokenType }) => tokenType.name === 'Rule'),
    at,
  )
  return [...words(statisticsIn(ofRule), CompletionItemKind.Variable), ...fields(document)].map(
    ({ label, kind, detail, rank }) => ({
      label,
      kind,
      ...(detail && { detail }),
      sortText: `${rank}${label}`,
      textEdit: { range, newText: label },
    }),
  )
}
