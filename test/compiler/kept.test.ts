// The law over what is kept of compiled rules: whoever has it gets the same as who compiles, to the letter, and where it may
// not be used it is not.
import { globSync, readFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseFile } from '../../src/compiler/1-parse/parse.ts'
import { type CompileOptions, compileRules } from '../../src/compiler/compile.ts'
import { keepFiles, keptFiles } from '../../src/compiler/kept.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (pattern: string) =>
  globSync(pattern, { cwd: root })
    .sort()
    .map((file) => ({ path: relative(root, join(root, file)), text: readFileSync(join(root, file), 'utf8') }))

const shipped = read('rulesets/**/*.trip')
/** With a mistake each, or a warning. */
const told = read('test/conformance/diagnostics/*.trip').map(({ path, text }) => ({
  path: basename(path).replace(/^\w\d+-/, ''),
  text,
}))

type Files = typeof shipped

const kept = (files: Files) => keptFiles(keepFiles(files))
const without = (files: Files, options: CompileOptions = {}) => seen(compileRules(files, options))
const withKept = (files: Files, options: CompileOptions = {}, known = kept(files)) =>
  seen(compileRules(files, { ...options, kept: known }))

/** All of it, functions as they are written. */
function seen(value: unknown): unknown {
  if (typeof value === 'function') return String(value)
  if (value instanceof Map || value instanceof Set) return [...value].map(seen)
  if (Array.isArray(value)) return value.map(seen)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, seen(each)]))
}

test('every rule that ships is kept as it is parsed', () => {
  const of = kept(shipped)
  for (const { text } of shipped) expect(of(text)?.tree).toEqual(parseFile(text).tree)
})

test('every rule that ships is known to be sound where it lies', () => {
  const of = kept(shipped)
  expect(shipped.filter(({ path, text }) => of(text)?.soundAt !== path)).toEqual([])
})

test('rules that ship are the same compiled from what was kept', () => {
  expect(withKept(shipped)).toEqual(without(shipped))
})

test.each(told)('of $path the same is said', (file) => {
  for (const today of ['2020-01-01', '2030-01-01'])
    expect(withKept([file], { today })).toEqual(without([file], { today }))
})

describe('what was kept', () => {
  const [first] = shipped as [Files[number], ...Files]

  test('of one text is not used for another', () => {
    expect(kept([first])(`${first.text} `)).toBeNull()
  })

  test('has no part in files with mistakes', () => {
    expect(kept([{ path: 'broken.trip', text: 'rule broken {' }])('rule broken {')).toBeNull()
  })

  test('of a file elsewhere, under another name, is checked there', () => {
    const renamed = [{ path: 'rules/called_otherwise.trip', text: first.text }]
    expect(withKept(renamed, {}, kept([first]))).toEqual(without(renamed))
    expect(JSON.stringify(without(renamed))).toContain('called_otherwise')
  })

  test('of a rule that is there twice says so all the same', () => {
    const twice = [first, { ...first, path: join('copy', first.path) }, first]
    expect(withKept(twice, {}, kept([first]))).toEqual(without(twice))
  })

  test('of a file with a list counts with what a deployment puts in its place', () => {
    const files = shipped.filter(({ text }) => text.includes('not_public: cidr'))
    for (const entries of [['192.0.2.0/24'], ['no address']]) {
      const lists = { not_public: entries }
      expect(withKept(files, { lists })).toEqual(without(files, { lists }))
    }
    const lost: CompileOptions = { loadList: () => ({ ok: false, reason: 'It is gone.' }) }
    expect(withKept(files, lost)).toEqual(without(files, lost))
    expect(JSON.stringify(without(files, lost))).toContain('It is gone.')
  })
})
