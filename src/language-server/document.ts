// The text of an open file → its tokens, tree, names and problems, each made when it is first asked for.
import type { IToken } from 'chevrotain'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { ruleLexer } from '../../grammar/rule/tokens.ts'
import { parseFile } from '../compiler/1-parse/parse.ts'
import { type ChainFile, checkChains } from '../compiler/2-check/chains.ts'
import { checkFile } from '../compiler/2-check/check.ts'
import { type DeployedLists, type Scope, scopeOf } from '../compiler/2-check/scope.ts'
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
  /** Ids of the rules that there are, here and around. */
  readonly ruleIds: () => readonly string[]
}

/** A file of rules that is not the one that is open. */
export interface OtherFile extends ChainFile {
  readonly path: string
}

/** What lies around the files that are open. */
export interface Around extends DeployedLists {
  /** The other files of the folder of a file. */
  readonly inFolderOf: (path: string) => readonly OtherFile[]
  /** Files of rules that there are besides. */
  readonly configured: () => readonly OtherFile[]
}

export interface DocumentSettings {
  /** The path of the file. */
  readonly path: string
  /** `2027-01-31` */
  readonly today?: string
  readonly around?: Around
}

const nothing: Around = { inFolderOf: () => [], configured: () => [] }

/** A document that does not change: another version is another document. */
export function createDocument(lines: TextDocument, { path, today, around = nothing }: DocumentSettings): Document {
  const text = lines.getText()
  const read = once(() => ruleLexer().tokenize(text))
  const parsed = once(() => parseFile(text))
  const tree = once(() => parsed().tree)
  const scope = once(() => scopeOf(tree(), path, around))
  const beside = once(() => around.inFolderOf(path))
  const check = () => checkFile(tree(), { path, scope: scope(), known: rulesOf(beside()), today })
  const chains = () => checkChains([{ tree: tree(), scope: scope() }, ...beside()], around.configured)[0]!
  return {
    text,
    lines,
    tokens: () => read().tokens,
    comments: () => read().groups['comments'] ?? [],
    tree,
    scope,
    problems: once(() => inOrder([...parsed().diagnostics, ...check(), ...chains()], text)),
    ruleIds: () => [...new Set([{ tree: tree() }, ...beside(), ...around.configured()].flatMap(idsIn))],
  }
}

const idsIn = ({ tree }: Pick<ChainFile, 'tree'>): readonly string[] =>
  tree.declarations.flatMap(({ kind, name }) => (kind === 'rule' ? [name.text] : []))

/** By id, the file that has the rule. */
const rulesOf = (files: readonly OtherFile[]): Map<string, string> =>
  new Map(files.flatMap((file) => idsIn(file).map((id) => [id, file.path.replace(/^.*[\\/]/, '')])))

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
