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

/** Written for 80 columns without colour, wherever it is asked for. */
export function help(root: string, words: readonly string[]): string {
  const { FORCE_COLOR: _, ...env } = process.env
  return execFileSync(process.execPath, [join(root, 'bin/tripline.cjs'), ...words, '--help'], {
    encoding: 'utf8',
    env: { ...env, COLUMNS: '80', NO_COLOR: '1' },
  })
}

const block = (text: string): string => ['```', text.trimEnd(), '```'].join('\n')
