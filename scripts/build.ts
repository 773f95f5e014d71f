// src, grammar and connectors → dist/: JavaScript that runs from a package, where Node strips no types.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const dist = join(root, 'dist')

process.exitCode = build()

function build(): number {
  rmSync(dist, { recursive: true, force: true })
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const compiled = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
  if (compiled.status !== 0) return compiled.status ?? 1
  const missing = globSync('**/*.js', { cwd: dist }).flatMap(missingImports)
  for (const line of missing) console.error(`Not in the build: ${line}`)
  return missing.length === 0 ? 0 : 1
}

/** What a compiled file imports by a relative path that is not there: a .ts left in it, or a file tsc does not copy. */
function missingImports(file: string): string[] {
  const text = readFileSync(join(dist, file), 'utf8')
  return [...text.matchAll(/\bfrom ['"](\.[^'"]*)['"]|\bimport\(?['"](\.[^'"]*)['"]/g)]
    .map((found) => found[1] ?? found[2]!)
    .filter((target) => !existsSync(join(dist, dirname(file), target)))
    .map((target) => `${file} imports ${target}`)
}
