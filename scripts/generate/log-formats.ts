// grammar/log-format/*.ne → the parsers beside them, by nearley's own compiler.
import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import type { Generated } from './generated.ts'

export function logFormatGrammars(root: string): Generated[] {
  const compiler = join(root, 'node_modules/nearley/bin/nearleyc.js')
  return globSync('grammar/*/*.ne', { cwd: root })
    .sort()
    .map((path) => ({
      path: path.replace(/\.ne$/, '.generated.ts'),
      text: execFileSync(process.execPath, [compiler, join(root, path)], { encoding: 'utf8' }),
    }))
}
