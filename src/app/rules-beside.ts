// A rule file → the files beside it whose rules it may name: those of its folder, and those that the config names.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseFile } from '../compiler/1-parse/parse.ts'
import { type ChainFile, chainedIn } from '../compiler/2-check/chains.ts'
import { scopeOf } from '../compiler/2-check/scope.ts'
import type { RuleFile } from '../compiler/ast.ts'
import { stampOrNone } from './list-files.ts'
import { shippedRules } from './root.ts'
import { rulePaths, rulePathsBeside } from './rule-paths.ts'
import { type ReadFile, shown } from './rules.ts'
import { shippedKept } from './shipped-kept.ts'

/** A file of rules, read as far as others may ask about it. */
export interface FileBeside extends ReadFile, ChainFile {}

interface Reading {
  readonly stamp: string
  readonly file: FileBeside
}

/** Each file is read when it is first asked for, and again when it has changed. */
export class RulesBeside {
  readonly #paths: readonly string[]
  readonly #read = new Map<string, Reading>()
  /** The folders that were asked for, with what they held. */
  readonly #folders = new Map<string, string>()

  /** `paths`: the files and folders that the config names; the rulesets that ship where it names none. */
  constructor(paths: readonly string[] = [shippedRules]) {
    this.#paths = paths
  }

  /** The other files of a file's folder, not of those below it. */
  inFolderOf(at: string): readonly FileBeside[] {
    const folder = dirname(resolve(at))
    if (!this.#folders.has(folder)) this.#folders.set(folder, stampsIn(folder))
    return this.#files(rulePathsBeside(folder)).filter((file) => file.at !== resolve(at))
  }

  /** Those of the folders of these files, then those that the config names. */
  of(files: readonly ReadFile[]): readonly FileBeside[] {
    return [...files.flatMap(({ at }) => this.inFolderOf(at)), ...this.configured()]
  }

  /** None where there is nothing: that is for whoever runs them to hear. */
  configured(): readonly FileBeside[] {
    const paths = this.#paths.filter((path) => existsSync(path))
    const files = paths.flatMap((path) => (statSync(path).isDirectory() ? rulePaths(path) : [path]))
    return this.#files(files.map((file) => resolve(file)))
  }

  /** Whether a folder that was asked for holds something else than when this was last called. */
  hasChanged(): boolean {
    const changed = [...this.#folders].filter(([folder, before]) => stampsIn(folder) !== before)
    for (const [folder] of changed) this.#folders.set(folder, stampsIn(folder))
    return changed.length > 0
  }

  /** A file that goes away meanwhile is none. */
  #files(paths: readonly string[]): readonly FileBeside[] {
    return paths.flatMap((path) => {
      const stamp = stampOrNone(path)
      if (stamp === null) return []
      const known = this.#read.get(path)
      if (known?.stamp === stamp) return [known.file]
      const file = read(path)
      this.#read.set(path, { stamp, file })
      return [file]
    })
  }
}

const stampsIn = (folder: string): string =>
  rulePathsBeside(folder)
    .map((file) => `${file} ${stampOrNone(file)}`)
    .join('\n')

function read(at: string): FileBeside {
  const text = readFileSync(at, 'utf8')
  const tree = treeOf(text)
  return { path: shown(at), at, text, tree, scope: scopeOf(tree, at) }
}

const treeOf = (text: string): RuleFile => shippedKept(text)?.tree ?? parseFile(text).tree

/**
 * The files that were named, and behind them those that hold the rules whose incidents they ask for, directly or through
 * others. Nothing is looked for where nothing is missing.
 */
export function withAsked(named: readonly ReadFile[], beside: RulesBeside): readonly ReadFile[] {
  // Nobody asks for a rule without this name, and to parse all files for it takes as long as to compile them.
  if (!named.some(({ text }) => text.includes('rule.id'))) return named
  const own = named.map((file) => {
    const tree = treeOf(file.text)
    return chainedIn({ tree, scope: scopeOf(tree, file.path) })
  })
  const ids = new Set(own.flatMap((file) => file.ids))
  const open = own.flatMap(({ asked }) => asked).filter((id) => !ids.has(id))
  if (open.length === 0) return named
  const holders = holdersOf(beside.of(named))
  const found = new Map<string, ReadFile>()
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const holder = ids.has(id) ? undefined : holders.get(id)
    if (!holder) continue
    const { ids: more, asked } = chainedIn(holder)
    for (const one of more) ids.add(one)
    open.push(...asked)
    found.set(holder.at, holder)
  }
  return [...named, ...found.values()]
}

/** By rule, the first of the files that have it. */
function holdersOf(files: readonly FileBeside[]): ReadonlyMap<string, FileBeside> {
  const holders = new Map<string, FileBeside>()
  for (const file of files) for (const id of chainedIn(file).ids) if (!holders.has(id)) holders.set(id, file)
  return holders
}
