// The path of a log, and the file that was read last → the files that it was rotated through since, the oldest first.
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type FilePlace, GrowingFile } from './growing-file.ts'

/** Empty where the file still stands at its path, or is to be found nowhere. Compressed ones are past reading on. */
export async function rotatedSince(path: string, place: FilePlace): Promise<readonly string[]> {
  if ((await stateOf(path))?.inode === place.inode) return []
  const siblings = await siblingsOf(path)
  const old = siblings.find(({ inode }) => inode === place.inode)
  if (old === undefined || !(await beginsAsBefore(old.path, place))) return []
  const since = siblings.filter(({ path, changedMs }) => path === old.path || changedMs > old.changedMs)
  return since.sort((a, b) => a.changedMs - b.changedMs).map(({ path }) => path)
}

interface FileState {
  readonly path: string
  readonly inode: number
  readonly changedMs: number
}

/** `access.log.1`, `access.log-20261122`, `access.log.2026-11-22`. */
async function siblingsOf(path: string): Promise<readonly FileState[]> {
  const folder = dirname(path)
  const own = basename(path)
  const names = await readdir(folder).catch(() => [])
  const rotated = names.filter((name) => name !== own && name.startsWith(own) && !/\.(?:gz|zst|bz2|xz)$/.test(name))
  const states = await Promise.all(rotated.map((name) => stateOf(join(folder, name))))
  return states.filter((state) => state !== null)
}

const stateOf = (path: string): Promise<FileState | null> =>
  stat(path).then(
    ({ ino, mtimeMs }) => ({ path, inode: ino, changedMs: mtimeMs }),
    () => null,
  )

/** An inode is given to another file once its own is removed. */
async function beginsAsBefore(path: string, place: FilePlace): Promise<boolean> {
  const file = await GrowingFile.open(path, 0, 0)
  if (file === null) return false
  const same = await file.beginsLike(place)
  await file.close()
  return same
}

/** The inode at a path now, or null where nothing is there. */
export const inodeOf = async (path: string): Promise<number | null> => (await stateOf(path))?.inode ?? null
