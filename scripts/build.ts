// src, grammar, connectors and integrations/ws → dist/: JavaScript that runs from a package, where Node strips no types;
// and for what other programs import, its types.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const dist = join(root, 'dist')

process.exitCode = build()

function build(): number {
  rmSync(dist, { recursive: true, force: true })
  const status = compile('tsconfig.build.json') || declare('integrations/ws/watch')
  if (status !== 0) return status
  const missing = globSync('**/*.js', { cwd: dist }).flatMap(missingImports)
  for (const line of missing) console.error(`Not in the build: ${line}`)
  return missing.length === 0 ? 0 : 1
}

function compile(...words: readonly string[]): number {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { status } = spawnSync(process.execPath, [compiler, '-p', ...words], { cwd: root, stdio: 'inherit' })
  return status ?? 1
}

/** Puts the types of a module beside it, with those that they name: of all that it is made of, nobody needs any. */
function declare(entry: string): number {
  const whole = mkdtempSync(join(tmpdir(), 'tripline-types-'))
  try {
    const status = compile('tsconfig.types.json', '--outDir', whole)
    if (status === 0) keepTypes(whole, entry)
    return status
  } finally {
    rmSync(whole, { recursive: true })
  }
}

function keepTypes(whole: string, file: string): void {
  const text = readFileSync(join(whole, `${file}.d.ts`), 'utf8')
  writeFileSync(join(dist, `${file}.d.ts`), text.replaceAll(/(?<=from '\.[^']*)\.ts(?=')/g, '.js'))
  for (const [, named] of text.matchAll(/from '(\.[^']*)\.ts'/g)) keepTypes(whole, join(dirname(file), named!))
}

/** What a compiled file imports by a relative path that is not there: a .ts left in it, or a file tsc does not copy. */
function missingImports(file: string): string[] {
  const text = readFileSync(join(dist, file), 'utf8')
  return [...text.matchAll(/\bfrom ['"](\.[^'"]*)['"]|\bimport\(?['"](\.[^'"]*)['"]/g)]
    .map((found) => found[1] ?? found[2]!)
    .filter((target) => !existsSync(join(dist, dirname(file), target)))
    .map((target) => `${file} imports ${target}`)
}
