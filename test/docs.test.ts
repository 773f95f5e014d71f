// What is written about the program, held against the program.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { generateAll, isFresh, root } from '../scripts/generate/all.ts'
import { commandsIn, help } from '../scripts/generate/cli.ts'
import { codesIn } from '../scripts/generate/diagnostics.ts'
import { codes } from '../src/diagnostic/codes.ts'
import { commandsOf } from './readme.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

test.each(await generateAll())('$path is as npm run generate writes it', (file) => {
  expect(isFresh(file)).toBe(true)
})

test('every diagnostic code is shown by a golden case', () => {
  const shown = new Set(globSync('test/**/*.txt', { cwd: root }).flatMap((file) => codesIn(read(file))))
  expect(Object.keys(codes).filter((code) => !shown.has(code))).toEqual([])
})

describe('commands', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const known = new Set(commandsIn(help(root, [])))
  const words = ['README.md', 'CONTRIBUTING.md', 'examples/README.md'].flatMap((file) => {
    const text = read(file)
    const inline = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!)
    return [...commandsOf(text), ...inline]
  })

  test('README names commands at all', () => {
    expect(commandsOf(read('README.md')).length).toBeGreaterThan(4)
  })

  test('every command of tripline that the guides name exists', () => {
    const named = words.flatMap((text) => [...text.matchAll(/\btripline ([a-z][a-z-]*)/g)].map(([, name]) => name!))
    expect(named).toContain('scan')
    expect(named.filter((name) => !known.has(name))).toEqual([])
  })

  test('every script that the guides name exists', () => {
    const named = words.flatMap((text) =>
      [...text.matchAll(/\bnpm (?:run ([a-z:]+)|(start|test)\b)/g)].map(([, run, plain]) => run ?? plain!),
    )
    expect(named).toContain('verify')
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
  })

  test('the scripts that package.json names are there', () => {
    const files = Object.values(scripts).flatMap((line) =>
      [...line.matchAll(/\bnode (?:--\w+ )*([\w./-]+)/g)].map(([, file]) => file!),
    )
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
  })
})

const guides = globSync(['*.md', '{docs,rulesets,examples,connectors,grammar,integrations}/**/*.md'], { cwd: root })

test.each(guides)('the links of %s lead somewhere', (guide) => {
  const targets = [...read(guide).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target]) => target!)
  expect(targets.filter((target) => !existsSync(join(root, dirname(guide), target)))).toEqual([])
})
