// Paths of rule files and folders → the compiled ruleset, and the problems of the files that were left out.
import { createHash } from 'node:crypto'
import { globSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Application } from '../application/application.ts'
import { applicationFields } from '../application/fields.ts'
import type { LoginPattern } from '../application/settings.ts'
import { compileRules } from '../compiler/compile.ts'
import type { Ruleset } from '../compiler/plan.ts'
import type { FileDiagnostics } from '../diagnostic/diagnostic.ts'
import { OperationalError } from '../errors.ts'
import { categoryBit } from '../event/category.ts'
import type { Stage } from '../pipeline/evaluator.ts'
import { packageRoot, shippedRules } from './root.ts'

export interface LoadedRules extends RuleTexts {
  readonly ruleset: Ruleset
  /** Errors and warnings, by file. A file with an error is not in the ruleset. */
  readonly problems: readonly FileDiagnostics[]
}

export interface RuleFile {
  readonly path: string
  readonly text: string
}

export interface RuleSettings {
  /** The rulesets that ship where none are given. */
  readonly paths: readonly string[] | undefined
  readonly lists?: Readonly<Record<string, readonly string[]>>
}

export function loadRules({ paths, lists = {} }: RuleSettings): LoadedRules {
  return compileFiles({ files: readRules(paths ?? [shippedRules]), lists })
}

/** All that a ruleset is made from: what is published, so that everybody who evaluates has the same. */
export interface RuleTexts {
  readonly files: readonly RuleFile[]
  readonly lists: Readonly<Record<string, readonly string[]>>
}

export function compileFiles({ files, lists }: RuleTexts): LoadedRules {
  const { ruleset, problems } = compileRules(files, {
    lists,
    alsoRead: ({ categories, fields }) => (needsLogins(categories, fields) ? applicationFields : []),
  })
  return { ruleset, problems, files, lists }
}

/** Logins are looked for only where some rule asks about them, or about who somebody is. */
const needsLogins = (categories: number, fields: ReadonlySet<string>): boolean =>
  (categories & categoryBit('auth')) !== 0 || fields.has('user.name')

/** The stage that derives auth events, where the ruleset reads what it gives. */
export function loginStage(ruleset: Ruleset, login: readonly LoginPattern[]): { readonly stage?: Stage } {
  const wanted = applicationFields.every((field) => ruleset.layout.slot(field) >= 0)
  return wanted ? { stage: new Application(ruleset.layout, { login }) } : {}
}

function readRules(paths: readonly string[]): RuleFile[] {
  const files = [...new Set(paths.flatMap(ruleFiles))]
  return files.map((path) => ({ path: shown(path), text: readFileSync(path, 'utf8') }))
}

function ruleFiles(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new OperationalError('INPUT_NOT_FOUND', { path })
  if (!found.isDirectory()) return [path]
  const files = globSync('**/*.trip', { cwd: path }).sort()
  if (files.length === 0) throw new OperationalError('RULES_NOT_FOUND', { path })
  return files.map((file) => join(path, file))
}

/** Rules that ship are named from the package, others as they were given. */
const shown = (path: string): string => (path.startsWith(shippedRules) ? relative(packageRoot, path) : path)

/** The same rules have the same text, and so the same hash. */
export function publication({ files, lists }: RuleTexts): { readonly hash: string; readonly text: string } {
  const text = JSON.stringify({ files, lists })
  return { hash: createHash('sha256').update(text).digest('hex').slice(0, 32), text }
}
