// AST → canonical text. parse(print(ast)) is the same AST, and printing that gives the same text.
import { limitsIn } from './1-parse/limits.ts'
import type { Scope } from './2-check/scope.ts'
import type { Declaration, Entry, Expression, ListDeclaration, Query, RuleDeclaration, RuleFile } from './ast.ts'
import { entry } from './print/entries.ts'
import { expression } from './print/expressions.ts'
import { fieldName, text } from './print/literals.ts'
import { condition, enclosed } from './print/pieces.ts'
import { query } from './print/queries.ts'
import { Writer } from './print/writer.ts'
import { categoriesIn, everything, expressionsIn } from './walk.ts'

/** The canonical text of a file. Given its source, with its comments. */
export function printFile(file: RuleFile, source = ''): string {
  const writer = new Writer(file.comments, source)
  if (file.language) writer.item(file.language.span, '', [`language ${file.language.value}`])
  for (const [i, part] of file.declarations.entries()) {
    const previous = file.declarations[i - 1]
    if (part.kind === 'rule' || previous?.kind !== part.kind) writer.gap()
    declaration(part, writer)
  }
  writer.before(Number.POSITIVE_INFINITY, '')
  return writer.text()
}

/** The canonical text of a query that stands alone. */
export function printQuery(node: Query): string {
  const writer = new Writer()
  query(node, '', writer)
  return writer.text()
}

function declaration(node: Declaration, writer: Writer): void {
  switch (node.kind) {
    case 'list':
      list(node, writer)
      return
    case 'macro': {
      const category = node.category ? `${fieldName(node.category.text)} where ` : ''
      const before = `macro ${node.name.text} = ${category}`
      condition(node.condition, '', { before, span: node.span }, writer)
      return
    }
    case 'field':
      writer.item(node.span, '', [`field ${fieldName(node.name.text)}: ${node.type.text}`])
      return
    case 'limit':
      writer.item(node.span, '', [`limit ${node.name.text} = ${expression(node.value)}`])
      return
    case 'rule':
      rule(node, writer)
  }
}

function list({ name, type, file, entries, span }: ListDeclaration, writer: Writer): void {
  const before = { span: { start: span.start, end: type.span.end }, line: `list ${name.text}: ${type.text} =` }
  if (file) {
    writer.item(span, '', [`${before.line} file(${text(file.value)})`])
    return
  }
  const parts = (entries ?? []).map((entry) => ({ span: entry.span, line: text(entry.value) }))
  enclosed(span, '', { before, signs: ['[', ']'], parts, isTight: true }, writer)
}

/** Parts that belong together stand together. */
const groups: Readonly<Partial<Record<Entry['kind'], string>>> = {
  detect: 'detect',
  except: 'except',
  incident: 'incident',
  suppress: 'incident',
  respond: 'incident',
  evidence: 'incident',
}

function rule(node: RuleDeclaration, writer: Writer): void {
  writer.item({ start: node.span.start, end: node.name.span.end }, '', [`rule ${node.name.text} {`])
  for (const [i, part] of node.entries.entries()) {
    const previous = node.entries[i - 1]
    if (previous && (part.kind === 'test' || groups[part.kind] !== groups[previous.kind])) writer.gap()
    entry(part, '  ', writer)
  }
  writer.before(node.span.end, '  ')
  writer.item({ start: node.span.end, end: node.span.end }, '', ['}'])
}

/**
 * The text that a rule's version follows from: the rule without its tests, and the macros, lists, limits and fields that
 * it uses. What a deployment or a file puts in the place of a list is no part of it, so that the rule keeps its state when
 * that changes.
 */
export function canonicalRule(node: RuleDeclaration, file: RuleFile, scope: Scope): string {
  const writer = new Writer()
  rule({ ...node, entries: node.entries.filter(({ kind }) => kind !== 'test') }, writer)
  const used = usedBy(node, file, scope)
  for (const part of file.declarations) {
    if (part.kind === 'rule' || !used.has(`${part.kind} ${part.name.text}`)) continue
    declaration(part, writer)
  }
  return writer.text()
}

function usedBy({ entries }: RuleDeclaration, file: RuleFile, scope: Scope): ReadonlySet<string> {
  const used = new Set<string>()
  const visit = (node: Expression): void => {
    for (const part of everything(node)) {
      if (part.kind === 'in' && part.list) used.add(`list ${part.list.text}`)
      if (part.kind !== 'field') continue
      used.add(`field ${part.name}`)
      visitMacro(part.name)
    }
  }
  const visitMacro = (name: string): void => {
    const macro = scope.macros.get(name)
    if (!macro || used.has(`macro ${name}`)) return
    used.add(`macro ${name}`)
    if (macro.category) visitMacro(macro.category.text)
    visit(macro.condition)
    mentionLimits(macro.condition)
  }
  const hasLimits = file.declarations.some(({ kind }) => kind === 'limit')
  const mentionLimits = (tree: unknown): void => {
    if (!hasLimits) return
    for (const name of limitsIn(tree)) used.add(`limit ${name}`)
  }
  mentionLimits(entries)
  for (const part of entries) {
    if (part.kind === 'except') visit(part.condition)
    if (part.kind !== 'detect') continue
    for (const word of categoriesIn(part.query)) visitMacro(word)
    for (const node of expressionsIn(part.query)) visit(node)
  }
  return used
}
