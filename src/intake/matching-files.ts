// A folder, or a path with wildcards → the files that are meant by it now, by name.
import { glob, realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { logsOf } from './rotation.ts'

export interface MatchingFile {
  readonly path: string
  readonly inode: number
  readonly size: number
}

/** Whether the path means files that come and go, rather than one. What is there under the very name is never a pattern. */
export async function meansFiles(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  if (found !== null) return found.isDirectory()
  return path.endsWith('/') || /[*?[\]{}]/.test(path)
}

/** Of a folder the files that lie in it, but not in folders within. One that is there under two names counts once. */
export async function matchingFiles(path: string): Promise<readonly MatchingFile[]> {
  const isFolder = (await stat(path).catch(() => null))?.isDirectory() ?? path.endsWith('/')
  // The name of a folder may have what would be wildcards in a pattern.
  const files = isFolder ? glob('*', { cwd: path }) : glob(path)
  const found = new Map<string, MatchingFile>()
  for await (const each of files) {
    const file = await asFile(isFolder ? join(path, each) : each)
    if (file === null) continue
    const real = await realpath(file.path).catch(() => file.path)
    if (!found.has(real) || real === file.path) found.set(real, file)
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function asFile(path: string): Promise<MatchingFile | null> {
  if (isPassing(basename(path))) return null
  const found = await stat(path).catch(() => null)
  return found?.isFile() ? { path, inode: found.ino, size: found.size } : null
}

/** Programs that write a file under another name first choose these. */
const isPassing = (name: string): boolean =>
  name.startsWith('.') || name.endsWith('~') || /\.(?:tmp|part|partial|swp|lock|pid)$/.test(name)

/** Without those that others were rotated to: they are read with the log that they are of. `followed`: logs that were there before. */
export function withoutRotated(
  files: readonly MatchingFile[],
  isFollowed: (path: string) => boolean,
): readonly MatchingFile[] {
  const there = new Set(files.map(({ path }) => path))
  return files.filter(({ path }) => !logsOf(path).some((log) => there.has(log) || isFollowed(log)))
}
