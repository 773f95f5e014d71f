// Which files a pattern or a folder means.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { matchingFiles, meansFiles, withoutRotated } from '../../src/intake/matching-files.ts'
import { logsOf } from '../../src/intake/rotation.ts'
import { temporaryFolder } from './place.ts'

function folderWith(names: readonly string[]): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'within'))
  for (const name of names) writeFileSync(join(folder, name), 'x')
  return folder
}

const namesIn = async (folder: string, pattern: string): Promise<readonly string[]> =>
  (await matchingFiles(`${folder}/${pattern}`)).map(({ path }) => relative(folder, path))

const names = ['b.log', 'a.log', 'a.log.1', '.hidden.log', 'c.log.swp', 'run.pid', 'within/d.log', 'x[1].log']

// biome-ignore format: table
test.each([
  ['',             ['a.log', 'a.log.1', 'b.log', 'x[1].log']],
  ['*.log',        ['a.log', 'b.log', 'x[1].log']],
  ['?.log',        ['a.log', 'b.log']],
  ['{a,c}.log*',   ['a.log', 'a.log.1']],
  ['**/*.log',     ['a.log', 'b.log', 'within/d.log', 'x[1].log']],
  ['*/',           []],
  ['nowhere/*',    []],
])('%s', async (pattern, expected) => {
  expect(await namesIn(folderWith(names), pattern)).toEqual(expected)
})

test('a file under two names counts once, under the one that is no link', async () => {
  const folder = folderWith(['day.log', 'other.log'])
  symlinkSync('day.log', join(folder, 'current.log'))
  symlinkSync('nowhere', join(folder, 'dangling.log'))
  symlinkSync('.', join(folder, 'within/loop'))
  expect(await namesIn(folder, '*.log')).toEqual(['day.log', 'other.log'])
})

test('a path with wildcards in its name is a file where there is one', async () => {
  const folder = folderWith(names)
  expect(await meansFiles(join(folder, 'x[1].log'))).toBe(false)
  expect(await meansFiles(join(folder, 'x[2].log'))).toBe(true)
  expect(await meansFiles(join(folder, 'later.log'))).toBe(false)
  expect(await meansFiles(`${folder}/later/`)).toBe(true)
  expect(await meansFiles(folder)).toBe(true)
})

test.each([
  ['/x/a.log.1', ['/x/a.log']],
  ['/x/a.log.2.gz', ['/x/a.log']],
  ['/x/a.log-20261122', ['/x/a.log']],
  ['/x/a-20261122.log.zst', ['/x/a.log']],
  ['/x/a.log.gz', ['/x/a.log']],
  ['/x-1/a.log', []],
  ['/x/chat-1.log', []],
])('%s may be of %j', (path, logs) => {
  expect(logsOf(path)).toEqual(expect.arrayContaining(logs))
  if (logs.length === 0) expect(logsOf(path)).toEqual([])
})

test('what a log was rotated to is no log of its own, unless the log is not there', () => {
  const file = (path: string) => ({ path, inode: 0, size: 0 })
  const files = ['/a.log', '/a.log.1', '/a.log-20261122.gz', '/b.log.2026-11-22', '/c.log.1'].map(file)
  const kept = withoutRotated(files, (path) => path === '/c.log')
  expect(kept.map(({ path }) => path)).toEqual(['/a.log', '/b.log.2026-11-22'])
})
