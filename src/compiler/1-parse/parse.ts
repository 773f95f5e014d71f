// Rule text → AST, with every syntax problem found. Never throws.
import type { CstNode, IToken } from 'chevrotain'
import { type RuleParser, ruleParser } from '../../../grammar/rule/parser.ts'
import { ruleLexer } from '../../../grammar/rule/tokens.ts'
import type { Diagnostic } from '../../diagnostic/diagnostic.ts'
import type { Comment, Query, RuleFile } from '../ast.ts'
import { node, nodes } from './cst.ts'
import { declaration } from './declarations.ts'
import { present } from './entries.ts'
import { withLimits } from './limits.ts'
import { numeralOf } from './literals.ts'
import { query } from './queries.ts'
import { syntaxProblems, tooDeep, unknownCharacters, withoutConsequences } from './syntax.ts'

export interface Parsed<T> {
  /** What could be read, also where there are problems. */
  readonly tree: T
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads a whole rule file. */
export function parseFile(text: string): Parsed<RuleFile> {
  const { cst, comments, diagnostics } = read(text, (parser) => parser.ruleFile())
  const language = cst.children['Numeral']?.[0] as IToken | undefined
  const stumbles = diagnostics.map(({ primary }) => primary.span.start)
  const report = (found: Diagnostic): number => diagnostics.push(found)
  const declared = present(nodes(cst, 'declaration'), (part) => declaration(part, stumbles, report))
  const tree: RuleFile = {
    language: language && !language.isInsertedInRecovery ? numeralOf(language) : null,
    declarations: mayName(text) ? withLimits(declared, declared, report) : declared,
    comments,
  }
  return { tree, diagnostics }
}

/** Reads a query that stands alone. */
export function parseQuery(text: string): Parsed<Query | null> {
  const { cst, diagnostics } = read(text, (parser) => parser.queryText())
  const found = node(cst, 'query')
  const report = (problem: Diagnostic): number => diagnostics.push(problem)
  if (!found) return { tree: null, diagnostics }
  const tree = query(found, report)
  return { tree: mayName(text) ? withLimits(tree, [], report) : tree, diagnostics }
}

/** A limit: most texts name none, and to look through a tree for one is no small part of reading it. */
const mayName = (text: string): boolean => text.includes('$')

function read(text: string, start: (parser: RuleParser) => CstNode) {
  const { tokens, errors, groups } = ruleLexer().tokenize(text)
  const deep = tooDeep(tokens)
  const parser = ruleParser()
  parser.input = deep ? [] : tokens
  const cst = start(parser)
  const syntax = deep ? [deep] : withoutConsequences(syntaxProblems(parser.errors, tokens), errors, text)
  const diagnostics: Diagnostic[] = [...unknownCharacters(errors, text), ...syntax]
  const comments: Comment[] = (groups['comments'] ?? []).map(({ image, startOffset }) => ({
    text: image.trimEnd(),
    span: { start: startOffset, end: startOffset + image.length },
  }))
  return { cst, comments, diagnostics }
}
