// What rules say that they hold, beside what it is: in a process of its own, in which nothing else comes and goes.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

interface Weighed {
  /** In bytes. */
  readonly said: number
  readonly held: number
}

test('what rules say that they hold is within half of what it is', () => {
  const program = join(import.meta.dirname, 'weights-program.ts')
  const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', program], { encoding: 'utf8' })
  expect(stderr).toBe('')
  const weighed = Object.entries(JSON.parse(stdout) as Record<string, Weighed>)
  expect(weighed.length).toBeGreaterThan(4)
  const wrong = weighed.filter(([, { said, held }]) => held < said / 2 || held > said * 1.5)
  expect(wrong).toEqual([])
})
