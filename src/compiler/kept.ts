// Files of rules that were compiled once → what that found out about them, as data: for who has the same text, there is
// nothing to parse, and mostly nothing to check.
import { createHash } from 'node:crypto'
import { parseFile } from './1-parse/parse.ts'
import { checkFile } from './2-check/check.ts'
import { scopeOf } from './2-check/scope.ts'
import type { Declaration, RuleFile } from './ast.ts'
import { versionOf } from './version.ts'

/** Of a file in which no mistake was found. All of it follows from the text, and where it lies. */
export interface KeptFile {
  readonly tree: RuleFile
  /** Of each rule. */
  readonly versions: Readonly<Record<string, string>>
  /** The path at which there is nothing to say of it, on any day, as long as its lists are there; null where there is. */
  readonly soundAt: string | null
}

/** Null for a text that was not kept. */
export type Kept = (text: string) => KeptFile | null

interface WrittenFile {
  readonly path: string
  readonly text: string
}

/** A line for each file: the hash of its text, and what is known of it as JSON. */
export const keepFiles = (files: readonly WrittenFile[]): string =>
  files.flatMap((file) => lineOf(file) ?? []).join('\n')

/** The other way round. What it gives is made anew each time, as by the parser. */
export function keptFiles(lines: string): Kept {
  const byHash = new Map(lines.split('\n').map((line) => [line.slice(0, hashLength), line]))
  return (text) => {
    const line = byHash.get(hashOf(text))
    return line === undefined ? null : (JSON.parse(line.slice(hashLength)) as KeptFile)
  }
}

function lineOf({ path, text }: WrittenFile): string | null {
  const { tree, diagnostics } = parseFile(text)
  if (diagnostics.length > 0) return null
  const scope = scopeOf(tree)
  const checked = checkFile(tree, { path, scope, known: new Map() })
  const rules = tree.declarations.filter((declaration) => declaration.kind === 'rule')
  const kept: KeptFile = {
    tree,
    versions: Object.fromEntries(rules.map((rule) => [rule.name.text, versionOf(rule, tree, scope)])),
    soundAt: checked.length > 0 || tree.declarations.some(hasEnd) ? null : path,
  }
  return `${hashOf(text)} ${JSON.stringify(kept)}`
}

/** An exception, which is told when it is past. */
const hasEnd = (declaration: Declaration): boolean =>
  declaration.kind === 'rule' && declaration.entries.some((entry) => entry.kind === 'except' && entry.until)

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
const hashLength = 64
