// A key log that is written while it is read: whole lines, each once, and again after it was replaced.
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GrowingKeyLog } from '../../src/intake/key-log-file.ts'
import { temporaryFolder } from './place.ts'

function logIn(folder: string) {
  const path = join(folder, 'keys.log')
  const troubles: string[] = []
  return { path, troubles, log: new GrowingKeyLog(path, ({ code }) => void troubles.push(code)) }
}

test('each line is given once, when it is whole', () => {
  const { path, log } = logIn(temporaryFolder())
  writeFileSync(path, 'one\ntw')
  expect([log.fresh(), log.fresh()]).toEqual(['one\n', ''])
  appendFileSync(path, 'o\nthree\n')
  expect(log.fresh()).toBe('two\nthree\n')
})

test('one that is written anew is read anew', () => {
  const { path, log } = logIn(temporaryFolder())
  writeFileSync(path, 'one\ntwo\n')
  log.fresh()
  writeFileSync(`${path}.new`, 'three, which is longer\n')
  renameSync(`${path}.new`, path)
  expect(log.fresh()).toBe('three, which is longer\n')
  writeFileSync(path, 'four\n')
  expect(log.fresh()).toBe('four\n')
})

test('one that is not there is told once each time it goes', () => {
  const { path, log, troubles } = logIn(temporaryFolder())
  expect([log.fresh(), log.fresh()]).toEqual(['', ''])
  writeFileSync(path, 'one\n')
  expect(log.fresh()).toBe('one\n')
  rmSync(path)
  expect([log.fresh(), log.fresh()]).toEqual(['', ''])
  expect(troubles).toEqual(['INPUT_NOT_FOUND', 'INPUT_NOT_FOUND'])
})
