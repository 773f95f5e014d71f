// AST → every problem of meaning in it. Adds nothing, changes nothing.
import type { Diagnostic } from '../../diagnostic/diagnostic.ts'
import type { Query, RuleFile } from '../ast.ts'
import { besideSyntax } from './consequences.ts'
import { checkDeclarations, checkUse } from './declarations.ts'
import { eventPlace } from './place.ts'
import { checkHunt } from './queries.ts'
import { checkFileName, checkRule } from './rules.ts'
import type { Scope } from './scope.ts'
import { warnOfMacro, warnOfQuery } from './warnings.ts'

/** Rule ids that were seen before, by the path of their file. */
export type KnownRules = Map<string, string>

export interface FileCheck {
  readonly path: string
  readonly scope: Scope
  readonly known: KnownRules
  /** `2027-01-31`; without it no day is past. */
  readonly today?: string | undefined
}

export function checkFile(file: RuleFile, { path, scope, known, today }: FileCheck): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const place = { ...eventPlace(scope, (found) => diagnostics.push(found), new Set()), ...(today && { today }) }
  checkDeclarations(file, place)
  const rules = file.declarations.filter((declaration) => declaration.kind === 'rule')
  for (const part of file.declarations) if (part.kind === 'macro') warnOfMacro(part, place)
  for (const rule of rules) checkRule(rule, path, known, place)
  if (rules.length === 1) checkFileName(rules[0]!.name, path, place)
  if (rules.every(({ broken }) => !broken)) checkUse(file, place)
  return diagnostics
}

/** `isBroken`: parts of it could not be read. */
export function checkQuery(query: Query, scope: Scope, isBroken: boolean): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const place = eventPlace(scope, (found) => diagnostics.push(found), new Set())
  checkHunt(query, isBroken ? besideSyntax(place, query.span) : place)
  if (!isBroken && diagnostics.length === 0) warnOfQuery(query, place)
  return diagnostics
}
