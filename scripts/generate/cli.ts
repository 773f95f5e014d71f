// `tripline --help`, and that of each command → docs/reference/cli.md
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { code, type Generated, page } from './generated.ts'

export const cliPage = (root: string): Generated[] => [
  page('docs/reference/cli.md', '`tripline --help`', 'The command line', sections(root, []).slice(1)),
]

/** Of one command, and of each command under it. */
function sections(root: string, words: readonly string[]): string[] {
  const text = help(root, words)
  const under = commandsIn(text).flatMap((name) => sections(root, [...words, name]))
  return [`## ${code(['tripline', ...words].join(' '))}`, block(text), ...under]
}

/** The names in the list of commands that a help text has: `scan [options] <input...>   reads captures…`. */
export function commandsIn(text: string): string[] {
  const start = text.search(/^commands:/im)
  return start < 0
    ? []
    : [...text.slice(start).matchAll(/^ {2}([a-z][a-z-]*)(?=[ |])/gm)]
        .map(([, name]) => name!)
        .filter((name) => name !== 'help')
}

export const help = (root: string, words: readonly string[]): string => runTripline(root, [...words, '--help'])

/** What a command prints where its output is no terminal: the same width everywhere, and no colour. */
export function runTripline(root: string, words: readonly string[]): string {
  const { FORCE_COLOR: _, COLUMNS: _columns, ...env } = process.env
  return execFileSync(process.execPath, [join(root, 'bin/tripline.cjs'), ...words], {
    encoding: 'utf8',
    env: { ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

const block = (text: string): string => ['```', text.trimEnd(), '```'].join('\n')
