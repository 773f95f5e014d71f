// Dockerfile and .dockerignore → the instructions, and the files of the tree that an image can be built from.
import { spawnSync } from 'node:child_process'
import { read, root } from './compose.ts'

export interface Instruction {
  readonly keyword: string
  readonly words: readonly string[]
  readonly text: string
}

export interface Stage {
  readonly name: string | null
  readonly image: string
  readonly instructions: readonly Instruction[]
}

export function readStages(): Stage[] {
  const stages: { name: string | null; image: string; instructions: Instruction[] }[] = []
  for (const line of read('Dockerfile').split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const [keyword = '', ...words] = line.split(/\s+/)
    if (keyword === 'FROM') stages.push({ image: words[0]!, name: words[2] ?? null, instructions: [] })
    else stages.at(-1)!.instructions.push({ keyword, words, text: line.slice(keyword.length + 1) })
  }
  return stages
}

export interface Copy {
  /** The stage that is copied from; null for the tree. */
  readonly from: string | null
  readonly sources: readonly string[]
  readonly target: string
}

export function copyOf({ words }: Instruction): Copy {
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length) ?? null
  const paths = words.filter((word) => !word.startsWith('--'))
  return { from, sources: paths.slice(0, -1), target: paths.at(-1)! }
}

/** Files of the tree, committed or about to be, that .dockerignore lets through. */
export function contextFiles(): string[] {
  const words = ['ls-files', '--cached', '--others', '--exclude-standard']
  const files = spawnSync('git', words, { cwd: root, encoding: 'utf8' }).stdout.trim().split('\n')
  const patterns = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  return files.filter((file) => isSent(file, patterns))
}

/** The last pattern that fits decides; one that fits a folder fits all that is in it. */
function isSent(file: string, patterns: readonly string[]): boolean {
  const fits = (pattern: string): boolean => withFolders(file).some((path) => matches(path, pattern))
  const last = patterns.findLast((pattern) => fits(pattern.replace(/^!/, '')))
  return last === undefined || last.startsWith('!')
}

const withFolders = (file: string): string[] =>
  file.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'))

/** The files that one source of a COPY stands for: a file, a folder, or a pattern within a folder. */
export const filesOf = (source: string, files: readonly string[]): string[] =>
  files.filter((file) => withFolders(file).some((path) => matches(path, source)))

/** Docker's `*` stands for names with a dot in front as well, unlike a shell's. */
const matches = (path: string, pattern: string): boolean =>
  new RegExp(`^${pattern.split('*').map(RegExp.escape).join('[^/]*')}$`).test(path)
