// Files of rules and lists as they stand → the rules that run, and what is otherwise when they are looked at again.
import { readFileSync } from 'node:fs'
import { isWarning } from '../diagnostic/codes.ts'
import type { FileDiagnostics } from '../diagnostic/diagnostic.ts'
import { position } from '../diagnostic/render.ts'
import { type ListChange, ListFiles, type LostList, stampOf } from './list-files.ts'
import { shippedRules } from './root.ts'
import { compileRead, type LoadedRules, type ReadFile, type RuleSettings, ruleFiles, shown } from './rules.ts'

/** A file of rules with a mistake in it. */
export interface BrokenFile {
  readonly path: string
  readonly mistakes: number
  /** The first of them: `R201 at 3:7: …`. */
  readonly first: string
  /** What it said before counts on; else none of its rules runs. */
  readonly hasLastGood: boolean
}

export interface BookChange {
  /** Null where they are the same. */
  readonly rules: LoadedRules | null
  readonly lists: readonly ListChange[]
  readonly lost: readonly LostList[]
  /** The rules cannot be looked for any more: those of before count on. Told once. */
  readonly error: unknown
}

export class RuleBook {
  readonly #settings: RuleSettings
  readonly #listFiles: ListFiles
  readonly #read = new Map<string, { readonly stamp: string; readonly file: ReadFile }>()
  /** The text of each file when it had no mistake. */
  readonly #lastGood = new Map<string, string>()
  /** The files as those rules were made of them, and as they were seen last. */
  #compiled: string
  #seen: string
  #failed: string | null = null
  #rules: LoadedRules
  #broken: readonly BrokenFile[] = []

  /** Throws where there are no rules to be found. `keepsLists`: so that they can be handed on. */
  constructor(settings: RuleSettings, { keepsLists = false } = {}) {
    this.#settings = settings
    this.#listFiles = new ListFiles({ keepsTexts: keepsLists })
    const files = this.#look()
    this.#rules = this.#compile(files)
    this.#compiled = this.#stamps(files)
    this.#seen = this.#compiled
  }

  get rules(): LoadedRules {
    return this.#rules
  }

  get broken(): readonly BrokenFile[] {
    return this.#broken
  }

  /** Null where nothing has changed. A file that is still being written is waited for until the next look. */
  look(): BookChange | null {
    const { changes: lists, lost } = this.#listFiles.look()
    const nothing = lists.length === 0 && lost.length === 0 ? null : { rules: null, lists, lost, error: null }
    try {
      const files = this.#look()
      const stamps = this.#stamps(files)
      const isSettled = stamps === this.#seen
      this.#seen = stamps
      this.#failed = null
      if (!isSettled || stamps === this.#compiled) return nothing
      this.#rules = this.#compile(files)
      this.#compiled = this.#stamps(files)
      return { rules: this.#rules, lists, lost, error: null }
    } catch (error) {
      const { message } = error as Error
      if (this.#failed === message) return nothing
      this.#failed = message
      return { rules: null, lists, lost, error }
    }
  }

  /** The files there are, each read again only where it has changed. */
  #look(): readonly ReadFile[] {
    const found = ruleFiles(this.#settings.paths ?? [shippedRules])
    const there = new Set(found)
    for (const at of this.#read.keys()) if (!there.has(at)) this.#read.delete(at)
    return found.map((at) => {
      const stamp = stampOf(at)
      const known = this.#read.get(at)
      if (known?.stamp === stamp) return known.file
      const file: ReadFile = { path: shown(at), at, text: readFileSync(at, 'utf8') }
      this.#read.set(at, { stamp, file })
      return file
    })
  }

  /** Lists that are not there yet are looked for as well. */
  #stamps(files: readonly ReadFile[]): string {
    const rules = files.map(({ at }) => `${at} ${this.#read.get(at)!.stamp}`)
    return [...rules, ...this.#listFiles.missing().map((path) => `${path} ${stampOrNone(path)}`)].join('\n')
  }

  /** Where a file has mistakes, what it said before takes its place. */
  #compile(files: readonly ReadFile[]): LoadedRules {
    const forget = this.#listFiles.beginAnew()
    const compiled = compileRead(files, this.#settings, this.#listFiles)
    const mistakes = compiled.problems.filter(hasError)
    const wrong = new Set(mistakes.map(({ path }) => path))
    const good = files.filter(({ path }) => !wrong.has(path))
    this.#keepGood(files, good)
    this.#broken = mistakes.map((of) => brokenFile(of, this.#lastGood.has(of.path)))
    const replaced = files.map((file) => ({ ...file, text: this.#lastGood.get(file.path) ?? file.text }))
    const isReplaced = this.#broken.some(({ hasLastGood }) => hasLastGood)
    const rules = isReplaced ? compileRead(replaced, this.#settings, this.#listFiles) : compiled
    forget()
    return { ...rules, problems: compiled.problems }
  }

  #keepGood(files: readonly ReadFile[], good: readonly ReadFile[]): void {
    const there = new Set(files.map(({ path }) => path))
    for (const path of this.#lastGood.keys()) if (!there.has(path)) this.#lastGood.delete(path)
    for (const { path, text } of good) this.#lastGood.set(path, text)
  }
}

const hasError = ({ diagnostics }: FileDiagnostics): boolean => diagnostics.some(({ code }) => !isWarning(code))

function brokenFile({ path, text, diagnostics }: FileDiagnostics, hasLastGood: boolean): BrokenFile {
  const errors = diagnostics.filter(({ code }) => !isWarning(code))
  const { code, message, primary } = errors[0]!
  const { line, column } = position(text, primary.span.start)
  return { path, mistakes: errors.length, first: `${code} at ${line}:${column}: ${message}`, hasLastGood }
}

function stampOrNone(path: string): string {
  try {
    return stampOf(path)
  } catch {
    return 'none'
  }
}
