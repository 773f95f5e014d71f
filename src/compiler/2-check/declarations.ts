// Lists, macros and fields of a file → what is wrong with them.

import { nearest } from '../../diagnostic/nearest.ts'
import { isCategory } from '../../event/category.ts'
import { fieldOf } from '../../event/schema.ts'
import { limitsIn } from '../1-parse/limits.ts'
import type { Declaration, Expression, ListDeclaration, MacroDeclaration, Name, RuleFile } from '../ast.ts'
import { listTypes } from '../values/list.ts'
import { namesIn } from '../walk.ts'
import { checkBlock, checkCondition } from './expressions.ts'
import { type Place, problem } from './place.ts'
import { checkCategory, twice } from './queries.ts'
import { fieldTypes } from './scope.ts'

const language = 1

export function checkDeclarations(file: RuleFile, place: Place): void {
  if (file.language && file.language.value !== language) {
    const message = `this reads version ${language} of the language`
    place.report(problem({ code: 'R106', message, span: file.language.span, label: 'not known' }))
  }
  for (const [i, declaration] of file.declarations.entries()) {
    const isSame = ({ kind, name }: Declaration): boolean =>
      kind === declaration.kind && name.text === declaration.name.text
    const first = file.declarations.slice(0, i).find(isSame)
    if (first) place.report(twice(declaration.name, first.name))
    checkDeclaration(declaration, place)
  }
}

function checkDeclaration(declaration: Declaration, place: Place): void {
  switch (declaration.kind) {
    case 'list':
      checkList(declaration, place)
      return
    case 'macro':
      checkMacro(declaration, place)
      return
    case 'field':
      checkField(declaration.name, declaration.type, place)
      return
    case 'limit':
    case 'rule':
      return
  }
}

/** Warns of what is declared and not used. */
export function checkUse(file: RuleFile, { used, report }: Place): void {
  const limits = new Set(file.declarations.some(({ kind }) => kind === 'limit') ? limitsIn(file.declarations) : [])
  for (const { kind, name } of file.declarations) {
    if (kind === 'field' || kind === 'rule') continue
    if (kind === 'limit' ? limits.has(name.text) : used.has(`${kind} ${name.text}`)) continue
    report(
      problem({
        code: 'R803',
        message: `the ${kind} \`${name.text}\` is not used`,
        span: name.span,
        label: 'not used',
      }),
    )
  }
}

function unknownType({ text, span }: Name, known: readonly string[]) {
  const near = nearest(text, known)
  const help = near ? `Did you mean \`${near}\`?` : `There are ${known.join(', ')}.`
  return problem({ code: 'R222', message: `there is no type \`${text}\``, span, label: 'not a type', help })
}

function checkList(list: ListDeclaration, place: Place): void {
  if (!(listTypes as readonly string[]).includes(list.type.text)) {
    place.report(unknownType(list.type, listTypes))
    return
  }
  const loaded = place.scope.entries.get(list.name.text)
  if (loaded?.ok === false) {
    const { span } = list.file ?? list.name
    const message = `the entries of \`${list.name.text}\` are not there: ${loaded.reason}`
    place.report(problem({ code: 'R219', message, span, label: 'not loaded', help: withoutFile(list) }))
  }
  if (list.type.text === 'cidr' || list.type.text === 'ip') {
    for (const entry of list.entries ?? []) checkBlock(entry.value, entry, place)
  }
}

const withoutFile = ({ name: { text } }: ListDeclaration): string =>
  `A file stands relative to the rule's own, and tripline.yaml may say where else: \`lists: { ${text}: { file: … } }\`.`

function checkField(name: Name, type: Name, { report }: Place): void {
  if (!(fieldTypes as readonly string[]).includes(type.text)) {
    report(unknownType(type, fieldTypes))
    return
  }
  const known = fieldOf(name.text)
  if (!known || known.type === type.text) return
  const message = `\`${name.text}\` is ${known.type} in the schema`
  report(problem({ code: 'R221', message, span: type.span, label: `not ${type.text}` }))
}

function checkMacro(macro: MacroDeclaration, place: Place): void {
  const { name, category, condition } = macro
  if (fieldOf(name.text) || isCategory(name.text) || name.text === 'any') {
    const message = `\`${name.text}\` is already a ${fieldOf(name.text) ? 'field' : 'category'}`
    place.report(problem({ code: 'R211', message, span: name.span, label: 'taken' }))
  }
  if (usesItself(macro, place)) {
    place.report(
      problem({ code: 'R220', message: `\`${name.text}\` uses itself`, span: name.span, label: 'has no end' }),
    )
  }
  // What a macro uses counts as used only if the macro itself is: an unused chain is reported from its end.
  if (category) checkCategory(category, place)
  checkCondition(condition, place)
}

function usesItself(macro: MacroDeclaration, { scope }: Place): boolean {
  const seen = new Set<string>()
  const open = [...usedBy(macro)]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === macro.name.text) return true
    const next = scope.macros.get(name)
    if (!next || seen.has(name)) continue
    seen.add(name)
    open.push(...usedBy(next))
  }
  return false
}

const usedBy = ({
  category,
  condition,
}: {
  readonly category: Name | null
  readonly condition: Expression
}): string[] => [...(category ? [category.text] : []), ...namesIn(condition).map(({ name }) => name)]
