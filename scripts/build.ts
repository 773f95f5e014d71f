// src, grammar, connectors and integrations/ws → dist/: JavaScript that runs from a package, in few files, since each costs
// time to find and read; with the packages that every command needs. And for what other programs import, its types.
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type OutputChunk, rolldown } from 'rolldown'
import { hashOf, record } from '../bin/sources.cjs'
import { shippedRules } from '../src/app/root.ts'
import { readRules } from '../src/app/rules.ts'
import { keepFiles } from '../src/compiler/kept.ts'

const root = resolve(import.meta.dirname, '..')
const dist = join(root, 'dist')

/** Where they stand in dist. The thread's file is looked for beside whatever starts it. */
const entries = {
  'src/main': 'src/main.ts',
  'src/thread': 'src/intake/ahead/thread.ts',
  'integrations/ws/watch': 'integrations/ws/watch.ts',
}

/** What only some commands need stays a package. */
const apart = /^(?:node:|@elastic\/|bullmq|fastify|ioredis|prom-client|vscode-)/

process.exitCode = await build()

async function build(): Promise<number> {
  const from = hashOf(root)
  rmSync(dist, { recursive: true, force: true })
  writeFileSync(join(dist, 'licenses.txt'), licensesOf(await bundle()))
  writeFileSync(join(dist, 'src', 'rulesets.kept'), asciiOf(keepFiles(readRules([shippedRules]))))
  const status = declare('integrations/ws/watch')
  // What was edited meanwhile is in one part of it and not in another.
  if (status === 0 && hashOf(root) === from) writeFileSync(join(root, record), from)
  return status
}

async function bundle(): Promise<readonly OutputChunk[]> {
  const made = await rolldown({ cwd: root, input: entries, platform: 'node', external: (id) => apart.test(id) })
  const { output } = await made.write({
    dir: dist,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'src/[name]-[hash].js',
    comments: { legal: true, annotation: false, jsdoc: false },
  })
  await made.close()
  const chunks = output.filter((one) => one.type === 'chunk')
  for (const { fileName, code } of chunks) writeFileSync(join(dist, fileName), asciiOf(code))
  return chunks
}

/** The same, in a module's text or in JSON: with a single letter beyond Latin-1 it takes two bytes for each of its letters in memory, and longer to read. */
function asciiOf(code: string): string {
  return code.replace(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Of every package that something was taken from. */
function licensesOf(chunks: readonly OutputChunk[]): string {
  const folders = chunks.flatMap(({ moduleIds }) =>
    moduleIds.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []),
  )
  return [...new Set(folders)].sort().map(licenseOf).join('\n\n')
}

function licenseOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const texts = globSync('{LICENSE,LICENCE,NOTICE}*', { cwd: folder }).sort()
  return [`${name} ${version} (${license})`, ...texts.map((file) => readFileSync(join(folder, file), 'utf8'))].join(
    '\n\n',
  )
}

/** Puts the types of a module beside it, with those that they name: of all that it is made of, nobody needs any. */
function declare(entry: string): number {
  const whole = mkdtempSync(join(tmpdir(), 'tripline-types-'))
  try {
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const words = [compiler, '-p', 'tsconfig.types.json', '--outDir', whole]
    const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' })
    if (status === 0) keepTypes(whole, entry)
    return status ?? 1
  } finally {
    rmSync(whole, { recursive: true })
  }
}

function keepTypes(whole: string, file: string): void {
  const text = readFileSync(join(whole, `${file}.d.ts`), 'utf8')
  writeFileSync(join(dist, `${file}.d.ts`), text.replaceAll(/(?<=from '\.[^']*)\.ts(?=')/g, '.js'))
  for (const [, named] of text.matchAll(/from '(\.[^']*)\.ts'/g)) keepTypes(whole, join(dirname(file), named!))
}
