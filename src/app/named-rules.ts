// Rule files that somebody names → compiled, with those that hold the rules which they ask for.
import type { Rule } from '../compiler/plan.ts'
import type { FoundConfig } from './config.ts'
import { ListFiles } from './list-files.ts'
import { compileRead, type LoadedRules, readRules } from './rules.ts'
import { RulesBeside, withAsked } from './rules-beside.ts'

export interface NamedRules extends LoadedRules {
  /** Of the files that were named; the ruleset has those as well whose incidents they ask for. */
  readonly rules: readonly Rule[]
}

/** Throws INPUT_NOT_FOUND and RULES_NOT_FOUND. `files` and `problems` are of what was named as well. */
export function loadNamed(paths: readonly string[], { config, resolve }: FoundConfig): NamedRules {
  const named = readRules(paths)
  const beside = new RulesBeside(config.rules?.map(resolve))
  const read = withAsked(named, beside)
  const settings = { paths, lists: config.lists, resolve, beside: () => beside.of(named) }
  const loaded = compileRead(read, settings, new ListFiles())
  const others = new Set(read.slice(named.length).map(({ path }) => path))
  return {
    ...loaded,
    files: named,
    rules: loaded.ruleset.rules.filter(({ metadata }) => !others.has(metadata.path)),
    problems: loaded.problems.filter(({ path }) => !others.has(path)),
  }
}
