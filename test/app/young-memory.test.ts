// How far the memory grows in which what is new lies: in a process of its own, since it is one setting of the whole process.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

const file = pathToFileURL(join(import.meta.dirname, '../../src/app/young-memory.ts')).href

/** Makes much, of which as much outlives a collection as makes V8 give it more room. */
const program = (isBounded: boolean): string => `
const { YoungMemory } = await import('${file}')
const { getHeapSpaceStatistics } = await import('node:v8')
const memory = new YoungMemory()
const kept = []
for (let n = 0; n < 2000; n++) {
  kept[n % 150] = Array.from({ length: 4000 }, (_, i) => ({ i }))
  ${isBounded ? 'memory.bound()' : ''}
}
console.log(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size / 2 ** 20)
`

function grown(isBounded: boolean): number {
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program(isBounded)], {
    encoding: 'utf8',
  })
  return Number(stdout)
}

test('it stays where it was bounded, and would have grown', () => {
  expect(grown(false)).toBeGreaterThan(32)
  expect(grown(true)).toBeLessThanOrEqual(16)
})
