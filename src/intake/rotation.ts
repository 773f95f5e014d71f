// The path of a log → the files that it was rotated through, as they are called by all who rotate. The oldest first.
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'

export interface RotatedFile {
  readonly path: string
  readonly inode: number
  readonly changedMs: number
  readonly compression: Compression
}

/** `other`: a way that is not read. */
export type Compression = 'none' | 'gzip' | 'zstd' | 'other'

/** What a name says of a rotated file: which log it is of, and when it was rotated. */
export interface RotatedName {
  /** The name of the log. */
  readonly log: string
  /** `1`, `20261122`, `old`. */
  readonly when: string
  readonly compression: Compression
}

/** A log, and where its rotated files are. */
export interface RotatedLog {
  readonly path: string
  /** Where they are moved to, from the folder of the log. Absent: they stay beside it. */
  readonly olddir?: string | undefined
}

export async function rotatedFiles({ path, olddir }: RotatedLog): Promise<readonly RotatedFile[]> {
  // What stands at the path may be a link to the log: it is rotated where it lies.
  const real = await realpath(path).catch(() => path)
  const [folder, own] = [dirname(real), basename(real)]
  const folders = olddir === undefined ? [folder] : [folder, resolve(folder, olddir)]
  const files = await Promise.all(folders.map((each) => rotatedIn(each, own)))
  return inOrder(withoutDoubles(files.flat()))
}

async function rotatedIn(folder: string, own: string): Promise<readonly Rotated[]> {
  const names = await readdir(folder).catch((): string[] => [])
  const rotated = names.filter((name) => readRotatedName(name, own) !== null)
  const files = await Promise.all(rotated.map((name) => rotatedFile(join(folder, name), own)))
  return files.filter((file) => file !== null)
}

const compressions: Readonly<Record<string, Compression>> = { gz: 'gzip', zst: 'zstd' }

/** `access.log.1`, `access.log-20261122.gz`, `access.log.2026-11-22_10`, `access-20261122.log`, `access.log.old`. */
export function readRotatedName(name: string, log: string): RotatedName | null {
  const [, plain = name, ending] = compressed.exec(name) ?? []
  const compression = ending === undefined ? 'none' : (compressions[ending] ?? 'other')
  const when = whenOf(plain, log)
  return when === null ? null : { log, when, compression }
}

const compressed = /^(.+)\.(gz|zst|bz2|xz|lz4|lzma|zip|Z)$/

/** The paths of all logs that a file may have been rotated from, by its own. */
export function logsOf(path: string): readonly string[] {
  const plain = compressed.exec(path)?.[1]
  const name = plain ?? path
  const behind = [...name.matchAll(/[.\-_]/g)].map(({ index }) => name.slice(0, index))
  const logs = behind.filter((log) => whenOf(name, log) !== null)
  const [, stem, extension] = /^(.+?)[.\-_]\d[\dT:_.-]{5,}(\.[^./]+)$/.exec(name) ?? []
  return [...(plain === undefined ? [] : [plain]), ...logs, ...(stem === undefined ? [] : [`${stem}${extension}`])]
}

function whenOf(name: string, log: string): string | null {
  const behind = name.startsWith(log) ? /^[.\-_](\d[\dT:_.-]*|old)$/.exec(name.slice(log.length)) : null
  if (behind) return behind[1]!
  const extension = extname(log)
  const stem = log.slice(0, log.length - extension.length)
  if (extension === '' || !name.startsWith(stem) || !name.endsWith(extension)) return null
  // A number alone may name another log: `chat-1.log` beside `chat.log`.
  const within = /^[.\-_](\d[\dT:_.-]{5,})$/.exec(name.slice(stem.length, name.length - extension.length))
  return within?.[1] ?? null
}

interface Rotated extends RotatedFile {
  readonly when: string
}

async function rotatedFile(path: string, log: string): Promise<Rotated | null> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) return null
  const { when, compression } = readRotatedName(basename(path), log)!
  return { path, inode: found.ino, changedMs: found.mtimeMs, compression, when }
}

/** While a file is being compressed it is there twice, and only the one that is not compressed is whole. */
function withoutDoubles(files: readonly Rotated[]): readonly Rotated[] {
  const plain = new Set(files.flatMap(({ when, compression }) => (compression === 'none' ? [when] : [])))
  return files.filter(({ when, compression }) => compression === 'none' || !plain.has(when))
}

/** Numbers rise with age and dates fall with it. When a file was written last is told less surely: compressing may change it. */
function inOrder(files: readonly Rotated[]): readonly Rotated[] {
  if (files.every(({ when }) => /^\d{1,5}$/.test(when)))
    return files.toSorted((a, b) => Number(b.when) - Number(a.when))
  if (files.every(({ when }) => when.length === files[0]!.when.length && /^\d{4,}/.test(when)))
    return files.toSorted((a, b) => (a.when < b.when ? -1 : 1))
  return files.toSorted((a, b) => a.changedMs - b.changedMs)
}

/** The inode at a path now, or null where nothing is there. */
export const inodeOf = (path: string): Promise<number | null> =>
  stat(path).then(
    ({ ino }) => ino,
    () => null,
  )
