// `tripline dead-letters` on a store that a run kept: list, try again, throw away.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import { deadDocument } from '../contracts/dead-letter.contract.ts'
import { onThisNode, root, run } from './process.ts'

let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-letters-'))
  const store = openSqliteStore(join(folder, 'tripline.db'))
  await store.deadLetters.setAside([deadDocument('one'), deadDocument('two', { reason: 'a \u001b[31mcolour' })])
  await store.close()
})
afterEach(() => rmSync(folder, { recursive: true }))

const letters = (...words: readonly string[]) =>
  run(folder, onThisNode(), process.execPath, [join(root, 'bin/tripline.cjs'), 'dead-letters', ...words])
const ids = (): readonly string[] =>
  letters('--json')
    .stdout.split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { id: string }).id)

test('they are listed, newest first, and what strangers wrote is harmless', () => {
  const { status, stdout } = letters()
  expect(status).toBe(0)
  expect(stdout.split('\n')).toMatchObject([
    expect.stringMatching(/for tripline-incidents .*colour.* two$/),
    expect.stringMatching(/mapper_parsing_exception: .* one$/),
    '',
  ])
  expect(stdout).not.toContain('\u001b')
  expect(ids()).toEqual(['two', 'one'])
})

test('one is tried again: it waits for a run, and is a letter no more', async () => {
  expect(letters('retry', 'one', '--json').stdout).toBe('{"retried":1}\n')
  expect(ids()).toEqual(['two'])
  const store = openSqliteStore(join(folder, 'tripline.db'))
  expect(await store.spool.read(10)).toMatchObject([{ change: { kind: 'raised', incident: { id: 'one' } } }])
  await store.close()
})

test('none is thrown away by accident', () => {
  expect(letters('purge').status).toBe(2)
  expect(letters('purge', 'one', '--all').status).toBe(2)
  expect(letters('purge', 'nobody').status).toBe(1)
  expect(ids()).toHaveLength(2)
  expect(letters('purge', 'one').status).toBe(0)
  expect(letters('purge', '--all', '--json').stdout).toBe('{"purged":1}\n')
  expect(ids()).toEqual([])
})
