// The text of an open file → its tokens, tree, names and problems, each made when it is first asked for.
import type { IToken } from 'chevrotain'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { lexer } from '../../grammar/rule/tokens.ts'
import { parseFile } from '../compiler/1-parse/parse.ts'
import { checkFile } from '../compiler/2-check/check.ts'
import { type LoadList, type Scope, scopeOf } from '../compiler/2-check/scope.ts'
import type { RuleFile } from '../compiler/ast.ts'
import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts'
import { inOrder } from '../diagnostic/order.ts'

export interface Document {
  readonly text: string
  /** Offsets ↔ lines and characters. */
  readonly lines: TextDocument
  readonly tokens: () => readonly IToken[]
  readonly comments: () => readonly IToken[]
  readonly tree: () => RuleFile
  readonly scope: () => Scope
  readonly problems: () => readonly Diagnostic[]
}

/** What lies outside of the text. */
export interface Surroundings {
  /** The path of the file. */
  readonly path: string
  /** `2027-01-31` */
  readonly today?: string
  readonly loadList?: LoadList
}

/** A document that does not change: another version is another document. */
export function createDocument(lines: TextDocument, { path, today, loadList }: Surroundings): Document {
  const text = lines.getText()
  const read = once(() => lexer.tokenize(text))
  const parsed = once(() => parseFile(text))
  const tree = once(() => parsed().tree)
  const scope = once(() => scopeOf(tree(), path, loadList && { loadList }))
  const check = () => checkFile(tree(), { path, scope: scope(), known: new Map(), today })
  return {
    text,
    lines,
    tokens: () => read().tokens,
    comments: () => read().groups['comments'] ?? [],
    tree,
    scope,
    problems: once(() => inOrder([...parsed().diagnostics, ...check()], text)),
  }
}

/** A text alone, as tests and benches have it. */
export const documentOf = (text: string, path = ''): Document =>
  createDocument(TextDocument.create('file:///', 'tripline', 1, text), { path })

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

export const rangeOf = ({ lines }: Document, { start, end }: Span) => ({
  start: lines.positionAt(start),
  end: lines.positionAt(end),
})

export const contains = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end
