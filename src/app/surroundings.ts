// The config → what lies around a file of rules that somebody writes: lists, other rules, and whether any of it changed.
import { dirname, resolve } from 'node:path'
import type { DeployedLists } from '../compiler/2-check/scope.ts'
import type { FoundConfig } from './config.ts'
import { applyAll, ListFiles, stampOrNone } from './list-files.ts'
import { deployedLists } from './rules.ts'
import { type FileBeside, RulesBeside } from './rules-beside.ts'

export interface RuleSurroundings extends DeployedLists {
  /** The other files of the folder of a file. */
  readonly inFolderOf: (path: string) => readonly FileBeside[]
  /** The files that the config names. */
  readonly configured: () => readonly FileBeside[]
  /** Whether any of it is another than when this was last asked. */
  readonly hasChanged: () => boolean
}

export function openSurroundings({ config, resolve: whole }: FoundConfig): RuleSurroundings {
  const files = new ListFiles()
  const beside = new RulesBeside(config.rules?.map(whole))
  const { entries, pathOf } = deployedLists(config.lists, whole)
  const stampsOfMissing = (): string =>
    files
      .missing()
      .map((path) => `${path} ${stampOrNone(path)}`)
      .join('\n')
  let missing = ''
  return {
    lists: entries,
    loadList: (reference) => {
      const at = pathOf(reference, reference.path === '' ? undefined : dirname(resolve(reference.path)))
      return at === null ? null : files.load(reference.type, at)
    },
    inFolderOf: (path) => (path === '' ? [] : beside.inFolderOf(path)),
    configured: () => beside.configured(),
    hasChanged: () => {
      const { changes } = files.look()
      applyAll(changes)
      const [before, now] = [missing, stampsOfMissing()]
      missing = now
      return [beside.hasChanged(), changes.length > 0, before !== now].includes(true)
    },
  }
}
