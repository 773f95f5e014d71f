// Names of rotated files, as they are given by all who rotate, and in which order they were written.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { readRotatedName, rotatedFiles } from '../../src/intake/rotation.ts'
import { temporaryFolder } from './place.ts'

// biome-ignore format: table
test.each([
  ['access.log.1',                'access.log', '1',                'none'],
  ['access.log.12.gz',            'access.log', '12',               'gzip'],
  ['access.log-20261122',         'access.log', '20261122',         'none'],
  ['access.log-20261122.zst',     'access.log', '20261122',         'zstd'],
  ['access.log-20261122-1500.xz', 'access.log', '20261122-1500',    'other'],
  ['access.log.2026-11-22',       'access.log', '2026-11-22',       'none'],
  ['access.log.2026-11-22_15',    'access.log', '2026-11-22_15',    'none'],
  ['access.log-1795359600.bz2',   'access.log', '1795359600',       'other'],
  ['access.log.old',              'access.log', 'old',              'none'],
  ['access-20261122.log.gz',      'access.log', '20261122',         'gzip'],
  ['access.2026-11-22.log',       'access.log', '2026-11-22',       'none'],
])('%s is a rotated %s', (name, log, when, compression) => {
  expect(readRotatedName(name, log)).toEqual({ log, when, compression })
})

test.each([
  'access.log',
  'access.log.gz',
  'access.log2',
  'access.log.bak',
  'access.log.tmp',
  'access.log.1.swp',
  'access.logger.1',
  'access-1.log',
  'other.log.1',
  '.access.log.1.gz.x7',
])('%s is no rotated access.log', (name) => {
  expect(readRotatedName(name, 'access.log')).toBeNull()
})

/** The names in the order in which they were written, though all of them were changed at odd times. */
async function ordered(names: readonly string[]): Promise<readonly string[]> {
  const folder = temporaryFolder()
  for (const [index, name] of names.entries()) {
    writeFileSync(join(folder, name), 'x')
    utimesSync(join(folder, name), 1000 + index, 1000 + index)
  }
  return (await rotatedFiles({ path: join(folder, 'a.log') })).map(({ path }) => basename(path))
}

test('the highest number was written first', async () => {
  expect(await ordered(['a.log.10.gz', 'a.log.2', 'a.log.1', 'a.log.3.gz'])).toEqual([
    'a.log.10.gz',
    'a.log.3.gz',
    'a.log.2',
    'a.log.1',
  ])
})

test('the earliest date was written first', async () => {
  expect(await ordered(['a.log-20261122', 'a.log-20261120.gz', 'a.log-20261121'])).toEqual([
    'a.log-20261120.gz',
    'a.log-20261121',
    'a.log-20261122',
  ])
})

test('where the names are of several kinds, the one that was changed first was written first', async () => {
  expect(await ordered(['a.log.1', 'a.log-20261120.gz', 'a.log.old'])).toEqual([
    'a.log.1',
    'a.log-20261120.gz',
    'a.log.old',
  ])
})

test('a file that is there twice, since it is just being compressed, counts once', async () => {
  expect(await ordered(['a.log.2.gz', 'a.log.1.gz', 'a.log.1'])).toEqual(['a.log.2.gz', 'a.log.1'])
})

test('those in another folder are found where it is named, from the folder of the log', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'a.log')
  for (const old of ['old', 'elsewhere']) mkdirSync(join(folder, old))
  for (const file of ['a.log', 'a.log.1', 'old/a.log.2', 'old/b.log.3', 'elsewhere/a.log.4'])
    writeFileSync(join(folder, file), 'x')
  const found = async (olddir?: string) =>
    (await rotatedFiles({ path, olddir })).map((each) => relative(folder, each.path))
  expect(await found()).toEqual(['a.log.1'])
  expect(await found('old')).toEqual(['old/a.log.2', 'a.log.1'])
  expect(await found(join(folder, 'elsewhere'))).toEqual(['elsewhere/a.log.4', 'a.log.1'])
  expect(await found('nowhere')).toEqual(['a.log.1'])
})
