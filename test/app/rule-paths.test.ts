// Which files of a folder are rules.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { rulePaths, rulePathsBeside } from '../../src/app/rule-paths.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripline-rule-paths-'))
afterAll(() => rmSync(folder, { recursive: true }))

for (const inner of ['within/deep', 'within.trip', '.hidden', 'a']) mkdirSync(join(folder, inner), { recursive: true })
// biome-ignore format: table
const files = [
  'top.trip', 'within/one.trip', 'within/deep/two.trip', 'within.trip/three.trip', 'a/four.trip', 'a-b.trip',
  '.hidden/no.trip', 'within/.no.trip', 'top.trip.bak', 'notes.md',
]
for (const file of files) writeFileSync(join(folder, file), '')
symlinkSync(join(folder, 'top.trip'), join(folder, 'linked.trip'))
symlinkSync(folder, join(folder, 'within/round'))

const relative = (paths: readonly string[]): string[] => paths.map((path) => path.slice(folder.length + 1))

test('those of folders within as well, in order, nothing hidden, and no folder twice over a link', () => {
  // biome-ignore format: table
  expect(relative(rulePaths(folder))).toEqual([
    'a-b.trip', 'a/four.trip', 'linked.trip', 'top.trip', 'within.trip/three.trip', 'within/deep/two.trip', 'within/one.trip',
  ])
})

test('or without those', () => {
  expect(relative(rulePathsBeside(folder))).toEqual(['a-b.trip', 'linked.trip', 'top.trip'])
})

test('of a folder that is not there, none', () => {
  expect(rulePaths(join(folder, 'nowhere'))).toEqual([])
})
