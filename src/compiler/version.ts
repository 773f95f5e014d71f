// A rule and the file that it is in → its version, which changes when, and only when, the rule does.
import { createHash } from 'node:crypto'
import type { Scope } from './2-check/scope.ts'
import type { RuleDeclaration, RuleFile } from './ast.ts'
import { canonicalRule } from './print.ts'

export const versionOf = (rule: RuleDeclaration, file: RuleFile, scope: Scope): string =>
  createHash('sha256')
    .update(canonicalRule(rule, file, scope))
    .digest('hex')
    .slice(0, 16)
