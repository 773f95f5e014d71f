// A file → its outline: what it declares, and the named steps and tests of its rules.
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver'
import type { Declaration, RuleDeclaration } from '../compiler/ast.ts'
import { expression } from '../compiler/print/expressions.ts'
import { stepsIn } from '../compiler/walk.ts'
import type { Span } from '../diagnostic/diagnostic.ts'
import { type Document, rangeOf } from './document.ts'

export const symbols = (document: Document): readonly DocumentSymbol[] =>
  document.tree().declarations.map((declaration) => ({
    ...symbol(document, declaration.name, declaration.span, kinds[declaration.kind]),
    detail: detailOf(declaration),
    children: declaration.kind === 'rule' ? partsOf(declaration, document) : [],
  }))

const kinds: Readonly<Record<Declaration['kind'], SymbolKind>> = {
  rule: SymbolKind.Class,
  macro: SymbolKind.Function,
  list: SymbolKind.Array,
  field: SymbolKind.Field,
  limit: SymbolKind.Constant,
}

function detailOf(declaration: Declaration): string {
  if (declaration.kind === 'list' || declaration.kind === 'field') return declaration.type.text
  if (declaration.kind === 'limit') return expression(declaration.value)
  if (declaration.kind === 'macro') return declaration.category ? 'query' : 'condition'
  const title = declaration.entries.find((entry) => entry.kind === 'text' && entry.key === 'title')
  return title?.kind === 'text' ? title.value.value : ''
}

const partsOf = ({ entries }: RuleDeclaration, document: Document): DocumentSymbol[] =>
  entries.flatMap((entry) => {
    if (entry.kind === 'test') {
      const name = { text: entry.name.value, span: entry.name.span }
      return [{ ...symbol(document, name, entry.span, SymbolKind.Event), detail: 'test' }]
    }
    if (entry.kind !== 'detect') return []
    return stepsIn(entry.query).flatMap(({ name, span }) =>
      name ? [{ ...symbol(document, name, span, SymbolKind.Constant), detail: 'step' }] : [],
    )
  })

interface Named {
  readonly text: string
  readonly span: Span
}

/** An editor refuses a name that is empty, or lies outside of its symbol. */
function symbol(document: Document, name: Named, span: Span, kind: SymbolKind): DocumentSymbol {
  const whole = { start: Math.min(span.start, name.span.start), end: Math.max(span.end, name.span.end) }
  return {
    name: name.text.trim() === '' ? '…' : name.text,
    kind,
    range: rangeOf(document, whole),
    selectionRange: rangeOf(document, name.span),
  }
}
