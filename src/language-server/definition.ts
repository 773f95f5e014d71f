// A place in a text → where the name there is given its meaning in this file.
import type { Range } from 'vscode-languageserver'
import type { RuleDeclaration } from '../compiler/ast.ts'
import { stepsIn } from '../compiler/walk.ts'
import type { Span } from '../diagnostic/diagnostic.ts'
import { type Document, rangeOf } from './document.ts'
import { limitNamed } from './limits.ts'
import { type Meaning, meaningAt } from './meaning.ts'

export function definition(document: Document, offset: number): Range | null {
  const meaning = meaningAt(document, offset)
  const span = meaning && definedAt(meaning, document)
  return span ? rangeOf(document, span) : null
}

function definedAt({ role, text, rule }: Meaning, document: Document): Span | null {
  const { macros, lists } = document.scope()
  if (role === 'list') return lists.get(text)?.name.span ?? null
  if (role === 'limit') return limitNamed(text, document)?.name.span ?? null
  if (role === 'step') return rule && stepNamed(text, rule)
  if (role === 'function' || role === 'aggregate') return null
  const declared = document.tree().declarations.find(({ kind, name }) => kind === 'field' && name.text === text)
  return macros.get(text)?.name.span ?? (rule && statisticNamed(text, rule)) ?? declared?.name.span ?? null
}

const queryOf = ({ entries }: RuleDeclaration) => entries.find((entry) => entry.kind === 'detect')?.query ?? null

function stepNamed(text: string, rule: RuleDeclaration): Span | null {
  const query = queryOf(rule)
  return (query && stepsIn(query).find(({ name }) => name?.text === text)?.name?.span) ?? null
}

function statisticNamed(text: string, rule: RuleDeclaration): Span | null {
  const query = queryOf(rule)
  if (query?.kind !== 'stats') return null
  const all = [query, ...query.next].flatMap(({ aggregates }) => aggregates)
  return all.find(({ name }) => name.text === text)?.name.span ?? null
}
