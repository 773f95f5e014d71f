// Flags that V8 is told of while the program runs: it says nothing of those that it does not have.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const told = ['tell-v8.ts', 'young-memory.ts'].flatMap((file) => {
  const text = readFileSync(join(import.meta.dirname, '../../src/app', file), 'utf8')
  return [...text.matchAll(/tellV8\('(--[a-z-]+)=/g)].map(([, flag]) => flag!)
})

test('every one is a flag of the V8 that the program comes with', () => {
  const { stdout } = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })
  expect(told).toHaveLength(2)
  expect(told.filter((flag) => !stdout.includes(`  ${flag} (`))).toEqual([])
})
