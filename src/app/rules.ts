// Paths of rule files and folders → the compiled ruleset, and the problems of the files that were left out.
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { applicationReads } from '../application/fields.ts'
import type { LoginPattern } from '../application/settings.ts'
import { baselineNeeds, learnedCategories } from '../baseline/scoring.ts'
import type { ListReference, LoadList } from '../compiler/2-check/scope.ts'
import { type CompileOptions, compileRules } from '../compiler/compile.ts'
import type { Ruleset } from '../compiler/plan.ts'
import { detectionNeeds } from '../detect/detecting.ts'
import type { FileDiagnostics } from '../diagnostic/diagnostic.ts'
import { OperationalError } from '../errors.ts'
import { anyCategory, categoryBit } from '../event/category.ts'
import type { Stage } from '../pipeline/evaluator.ts'
import { decodedCategories, decodingNeeds } from '../subprotocol/decoding.ts'
import { type DeployedLimits, withDeployedLimits } from './limits.ts'
import { type ListContent, ListFiles } from './list-files.ts'
import { packageRoot, shippedRules } from './root.ts'
import { rulePaths } from './rule-paths.ts'
import { shippedKept } from './shipped-kept.ts'
import { type BaselineStart, stagesFor } from './stages.ts'

export interface LoadedRules extends RuleTexts {
  readonly ruleset: Ruleset
  /** Errors and warnings, by file. A file with an error is not in the ruleset. */
  readonly problems: readonly FileDiagnostics[]
  readonly loadList: LoadList
  /** What the lists hold by now that stand in files of their own, by list. */
  readonly contents: () => ReadonlyMap<string, ListContent>
}

export interface RuleFile {
  readonly path: string
  readonly text: string
}

/** All that a ruleset is made from, save what files of lists hold. */
export interface RuleTexts {
  readonly files: readonly RuleFile[]
  /** Entries that take the place of those in the rules. */
  readonly lists: Readonly<Record<string, readonly string[]>>
}

/** Entries, or a file of them. */
export type DeployedList = readonly string[] | { readonly file: string }

export interface RuleSettings {
  /** Of the deployment, in the place of those that rules declare. */
  readonly limits?: DeployedLimits
  /** The rulesets that ship where none are given. */
  readonly paths: readonly string[] | undefined
  readonly lists?: Readonly<Record<string, DeployedList>>
  /** Of a path that stands beside a list. */
  readonly resolve?: (path: string) => string
  /** `2027-01-31`: exceptions that ended before it are told. */
  readonly today?: string
  /** Files whose rules there are as well: asked where a rule names one that is not among those that are read. */
  readonly beside?: CompileOptions['beside']
}

export function loadRules(settings: RuleSettings, listFiles: ListFiles = new ListFiles()): LoadedRules {
  return compileRead(readRules(settings.paths ?? [shippedRules]), settings, listFiles)
}

/** A file of rules as it was read. */
export interface ReadFile extends RuleFile {
  /** Where it lies: `path` is what people call it. */
  readonly at: string
}

export function compileRead(
  read: readonly ReadFile[],
  {
    lists = {},
    limits = {},
    resolve: whole = resolve,
    today = new Date().toISOString().slice(0, 10),
    beside,
  }: RuleSettings,
  listFiles: ListFiles,
): LoadedRules {
  const folders = new Map(read.map(({ path, at }) => [path, dirname(at)]))
  const named = new Map<string, () => ListContent>()
  const { entries, pathOf } = deployedLists(lists, whole)
  const loadList: LoadList = (reference) => {
    const at = pathOf(reference, folders.get(reference.path))
    if (at === null) return null
    const loaded = listFiles.load(reference.type, at)
    if (loaded.ok) named.set(listKey(reference), () => listFiles.contentOf(reference.type, at))
    return loaded
  }
  const files = withDeployedLimits(
    read.map(({ path, text }) => ({ path, text })),
    limits,
  )
  const compiled = compileFiles({ files, lists: entries }, { loadList, today, ...(beside && { beside }) })
  const contents = () => new Map([...named].map(([key, content]) => [key, content()]))
  return { ...compiled, problems: [...compiled.problems, ...listFiles.problems()], contents }
}

/** Lists of a config → those whose entries stand there, and where the others are read, or what a rule's own folder has. */
export function deployedLists(lists: Readonly<Record<string, DeployedList>>, whole: (path: string) => string) {
  const given = Object.entries(lists).filter((one): one is [string, readonly string[]] => !('file' in one[1]))
  const pathOf = (reference: ListReference, folder: string | undefined): string | null => {
    const deployed = Object.hasOwn(lists, reference.name) ? lists[reference.name]! : null
    return deployed && 'file' in deployed ? whole(deployed.file) : inFolder(folder, reference)
  }
  return { entries: Object.fromEntries(given), pathOf }
}

const inFolder = (folder: string | undefined, { file }: ListReference): string | null =>
  file === null || folder === undefined ? null : resolve(folder, file)

/** A list of a file of rules, wherever that is read. */
export const listKey = ({ type, path, name }: Pick<ListReference, 'type' | 'path' | 'name'>): string =>
  `${type} ${path} ${name}`

export function compileFiles(
  { files, lists }: RuleTexts,
  { loadList = () => null, ...others }: Pick<CompileOptions, 'loadList' | 'today' | 'beside'> = {},
): LoadedRules {
  const { ruleset, problems } = compileRules(files, {
    ...{ ...others, lists, loadList },
    kept: shippedKept,
    alsoRead,
  })
  return { ruleset, problems, files, lists, loadList, contents: () => new Map() }
}

/** What others get who cannot read the files of lists. */
export const handedOn = ({ contents }: Pick<LoadedRules, 'contents'>) =>
  [...contents()].map(([key, { hash, text }]) => ({ key, hash, text: text ?? '' }))

/** What the stages before the engine read besides. */
export const alsoRead: NonNullable<CompileOptions['alsoRead']> = ({ categories, fields }) => [
  ...(needsLogins(categories, fields) ? applicationReads : []),
  { fields: decodingNeeds(new Set([...fields, ...detectionNeeds(fields)])), categories: decodedCategories },
  { fields: detectionNeeds(fields), categories: anyCategory },
  { fields: baselineNeeds(fields), categories: learnedCategories },
]

/** Logins are looked for only where some rule asks about them, or about who somebody is. */
const needsLogins = (categories: number, fields: ReadonlySet<string>): boolean =>
  (categories & categoryBit('auth')) !== 0 || fields.has('user.name')

/** What derives auth events and scores, where the ruleset reads what it gives; before it, messages are decoded. */
export const loginStage = (
  ruleset: Pick<Ruleset, 'layout'>,
  login: readonly LoginPattern[],
  start?: BaselineStart,
): { readonly stage: Stage } => ({ stage: stagesFor(ruleset, login, start) })

/** Throws INPUT_NOT_FOUND and RULES_NOT_FOUND. */
export function readRules(paths: readonly string[]): readonly ReadFile[] {
  return ruleFiles(paths).map((at) => ({ path: shown(at), at, text: readFileSync(at, 'utf8') }))
}

export const ruleFiles = (paths: readonly string[]): readonly string[] => [...new Set(paths.flatMap(filesOf))]

function filesOf(path: string): readonly string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new OperationalError('INPUT_NOT_FOUND', { path })
  if (!found.isDirectory()) return [path]
  const files = rulePaths(path)
  if (files.length === 0) throw new OperationalError('RULES_NOT_FOUND', { path })
  return files
}

/** Rules that ship are named from the package, others as they were given. */
export const shown = (path: string): string => (path.startsWith(shippedRules) ? relative(packageRoot, path) : path)

/** The same rules have the same text, and so the same hash, whatever the lists hold that stand in files. */
export function publication({ files, lists }: RuleTexts): { readonly hash: string; readonly text: string } {
  const text = JSON.stringify({ files, lists })
  return { hash: createHash('sha256').update(text).digest('hex').slice(0, 32), text }
}
