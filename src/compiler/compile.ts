// Rule files → runnable rules, and what is wrong in the files that are not among them.
import { createHash } from 'node:crypto'
import { isWarning } from '../diagnostic/codes.ts'
import type { Diagnostic, FileDiagnostics } from '../diagnostic/diagnostic.ts'
import { inOrder } from '../diagnostic/order.ts'
import { createLayout, type FieldsReader, type Layout } from '../event/layout.ts'
import { parseFile, parseQuery } from './1-parse/parse.ts'
import { type ChainFile, checkChains } from './2-check/chains.ts'
import { checkFile, checkQuery, type KnownRules } from './2-check/check.ts'
import { type DeployedLists, emptyScope, type Scope, scopeOf } from './2-check/scope.ts'
import { addDirection, bothSought } from './3-emit/filters.ts'
import { detect } from './3-emit/queries.ts'
import { type EmittedRule, emitRule } from './3-emit/rules.ts'
import type { Query, RuleDeclaration, RuleFile } from './ast.ts'
import type { Kept, KeptFile } from './kept.ts'
import type { Cut, Detect, Ruleset } from './plan.ts'
import { versionOf } from './version.ts'

export interface RuleText {
  readonly path: string
  readonly text: string
}

/** Lists of a deployment take the place of those of the rules. */
export interface CompileOptions extends DeployedLists {
  /** The day of the check, `2027-01-31`: exceptions that ended before it are told. Without it none is. */
  readonly today?: string
  /** Asked where a rule names one that is not in the files: other files, whose rules there are as well. */
  readonly beside?: () => readonly ChainFile[]
  /** Asked before a text is parsed. */
  readonly kept?: Kept
  /** Asked once, with what the rules read: fields that others need besides. */
  readonly alsoRead?: (read: {
    readonly categories: number
    readonly fields: ReadonlySet<string>
  }) => readonly FieldsReader[]
}

export interface Compiled {
  readonly ruleset: Ruleset
  /** Files with errors are left out whole; files with warnings are not. */
  readonly problems: readonly FileDiagnostics[]
}

export function compileRules(files: readonly RuleText[], options: CompileOptions = {}): Compiled {
  const known: KnownRules = new Map()
  const parsed = files.map((file) => parseRules(file, options))
  const chains = checkChains(parsed, options.beside)
  const compiled = parsed.map((file, i) => compileFile(file, { known, chains: chains[i]! }, options))
  const problems = compiled.flatMap(({ problem }) => (problem.diagnostics.length > 0 ? [problem] : []))
  return {
    ruleset: link(
      compiled.flatMap(({ rules }) => rules),
      options,
    ),
    problems,
  }
}

interface ParsedRules extends RuleText {
  readonly tree: RuleFile
  readonly diagnostics: readonly Diagnostic[]
  readonly scope: Scope
  /** What was known of the text before. */
  readonly kept: KeptFile | null
}

function parseRules({ path, text }: RuleText, options: CompileOptions): ParsedRules {
  const kept = options.kept?.(text) ?? null
  const { tree, diagnostics } = kept ? { tree: kept.tree, diagnostics: [] } : parseFile(text)
  return { path, text, tree, diagnostics, kept, scope: scopeOf(tree, path, options) }
}

/** What all files say together: the rules before this one, and what is wrong between its rules and others. */
interface Around {
  readonly known: KnownRules
  readonly chains: readonly Diagnostic[]
}

function compileFile(
  { path, text, tree, scope, kept, diagnostics: unreadable }: ParsedRules,
  { known, chains }: Around,
  options: CompileOptions,
): { readonly rules: readonly EmittedRule[]; readonly problem: FileDiagnostics } {
  const declared = tree.declarations.filter((declaration) => declaration.kind === 'rule')
  const isKnownSound = kept?.soundAt === path && areThere(scope.entries) && areNew(declared, path, known)
  const checked = isKnownSound ? [] : checkFile(tree, { path, scope, known, today: options.today })
  const diagnostics = inOrder([...unreadable, ...checked, ...chains], text)
  const isSound = diagnostics.every(({ code }) => isWarning(code))
  const rules = isSound ? declared : []
  const version = (rule: RuleDeclaration): string => kept?.versions[rule.name.text] ?? versionOf(rule, tree, scope)
  return {
    rules: rules.map((rule) => emitRule(rule, { path, version: version(rule) }, scope)),
    problem: { path, text, diagnostics },
  }
}

const areThere = (lists: Scope['entries']): boolean => lists.values().every(({ ok }) => ok)

/** Whether none of them was seen before: they are from then on. */
function areNew(rules: readonly RuleDeclaration[], path: string, known: KnownRules): boolean {
  if (rules.some(({ name }) => known.has(name.text))) return false
  for (const { name } of rules) known.set(name.text, path)
  return true
}

function link(rules: readonly EmittedRule[], { alsoRead }: CompileOptions): Ruleset {
  const fields = new Set(rules.flatMap((rule) => [...rule.fields]))
  const categories = rules.reduce((all, rule) => all | rule.categories, 0)
  const others = alsoRead?.({ categories, fields }) ?? []
  const named = others.flatMap((other) => [...other.fields])
  const layout = createLayout([...fields, ...named], [...rules, ...others], {
    soughtIn: soughtIn(rules, named),
    directionOf: directionOf(rules, named),
  })
  const linked = rules.map((rule) => rule.link(layout))
  return { rules: linked, layout, hash: hashOf(linked.map(({ metadata }) => `${metadata.id} ${metadata.version}`)) }
}

/** Of fields that rules do no more with than search them: for which texts. */
function soughtIn(rules: readonly EmittedRule[], others: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, readonly string[] | null>()
  for (const { sought } of rules) for (const [field, texts] of sought) all.set(field, bothSought(all.get(field), texts))
  for (const field of others) all.set(field, null)
  return new Map([...all].flatMap(([field, texts]) => (texts === null ? [] : [[field, texts]])))
}

/** Of fields that all rules read of messages of one direction alone: which that is. */
function directionOf(rules: readonly EmittedRule[], others: readonly string[]): ReadonlyMap<string, string> {
  const all = new Map<string, string | null>()
  for (const { directions } of rules) for (const [field, one] of directions) addDirection(all, field, one)
  for (const field of others) all.set(field, null)
  return new Map([...all].flatMap(([field, one]) => (one === null ? [] : [[field, one]])))
}

const hashOf = (versions: readonly string[]): string =>
  createHash('sha256').update(versions.toSorted().join('\n')).digest('hex').slice(0, 16)

export type CompiledQuery =
  | {
      readonly ok: true
      readonly detect: Detect
      readonly layout: Layout
      /** What of all that is found is asked for: applied one after another. */
      readonly cuts: readonly Cut[]
      /** What cannot be meant in it. */
      readonly warnings: readonly Diagnostic[]
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** A query that stands alone. With `dynamic` fields, names outside the schema take their types from each event. */
export function compileQuery(
  text: string,
  options: Pick<CompileOptions, 'alsoRead'> & { readonly fields?: 'schema' | 'dynamic' } = {},
): CompiledQuery {
  const parsed = parseQuery(text)
  const scope: Scope = { ...emptyScope, outside: options.fields === 'dynamic' ? 'dynamic' : 'unknown' }
  const checked = parsed.tree ? checkQuery(parsed.tree, scope, parsed.diagnostics.length > 0) : []
  const found = inOrder([...parsed.diagnostics, ...checked], text)
  const errors = found.filter(({ code }) => !isWarning(code))
  if (errors.length > 0 || !parsed.tree) return { ok: false, diagnostics: errors }
  const context = {
    scope,
    exceptions: [],
    fields: new Set<string>(),
    sought: new Map(),
    directions: new Map(),
    categories: 0,
    ways: [],
  }
  const linked = detect(parsed.tree, context)
  const layout = createLayout([
    ...context.fields,
    ...(options.alsoRead?.(context) ?? []).flatMap(({ fields }) => [...fields]),
  ])
  return { ok: true, detect: linked(layout), layout, cuts: cutsOf(parsed.tree), warnings: found }
}

const cutsOf = (query: Query): readonly Cut[] =>
  query.kind === 'limit' ? query.cuts.map(({ kind, count }) => ({ kind, count: count.value })) : []
