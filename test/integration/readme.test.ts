// Every command of README.md, as written and in its order, in a fresh clone of the last commit.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { commandsOf, filesOf } from '../readme.ts'
import { outside, root, run } from './process.ts'

const minutes = 60_000
const folder = mkdtempSync(join(tmpdir(), 'tripline-readme-'))
const clone = join(folder, 'tripline')
const cloned = spawnSync('git', ['clone', '--quiet', '--local', root, clone], { encoding: 'utf8' })
if (cloned.status !== 0) throw new Error(cloned.stderr)
const readme = readFileSync(join(clone, 'README.md'), 'utf8')

/** Leaders of process groups: whatever is left of them when a test fails half-way. */
const started: number[] = []

afterAll(() => {
  for (const group of started) endGroup(group)
  rmSync(folder, { recursive: true, force: true })
})

function endGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch (error) {
    // ESRCH: all of it has ended, as it should have.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

for (const { path, text } of filesOf(readme)) {
  mkdirSync(dirname(join(clone, path)), { recursive: true })
  writeFileSync(join(clone, path), text)
}
// Whoever runs this may have the console's usual port in use.
appendFileSync(join(clone, 'tripline.yaml'), '\napi: { port: 0 }\n')

const testCommand = 'npm ci && npm test'
const serving = /^npx tripline run\b/

const commands = commandsOf(readme).filter((command) => command !== testCommand)

test.each(commands.filter((command) => !serving.test(command)))('%s', { timeout: 5 * minutes }, (command) => {
  const { status, stdout, stderr } = run(clone, outside(), 'bash', ['-c', command])
  expect(status, stderr).toBe(0)
  expect(stdout).not.toBe('')
  expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m)
})

test.each(commands.filter((command) => serving.test(command)))('%s', { timeout: 5 * minutes }, async (command) => {
  const child = spawn('bash', ['-c', command], {
    cwd: clone,
    env: outside(),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child.pid!)
  const url = await firstUrl(child)
  expect((await fetch(new URL('/healthz', url))).status).toBe(200)
  // Ctrl-C reaches all that the terminal started.
  process.kill(-child.pid!, 'SIGINT')
  const [status, signal] = await once(child, 'exit')
  expect(signal === null ? [0, 130] : ['SIGINT']).toContain(signal ?? status)
  await expect.poll(() => isServing(url)).toBe(false)
})

const isServing = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  )

/** Where it says that it is serving; fails with what it said instead when it ends first. */
function firstUrl(child: ChildProcess): Promise<string> {
  let said = ''
  return new Promise((resolve, reject) => {
    const listen = (bytes: Buffer): void => {
      said += bytes
      const url = /http:\/\/(?:[\w.-]+|\[[\da-f:]+\]):\d+(?=\D)/.exec(said)?.[0]
      if (url !== undefined) resolve(url)
    }
    child.stdout!.on('data', listen)
    child.stderr!.on('data', listen)
    child.on('exit', (status) => reject(new Error(`ended with ${status}: ${said}`)))
  })
}

test('the tests that README names are those that CI runs', () => {
  expect(commandsOf(readme)).toContain(testCommand)
  const ci = readFileSync(join(clone, '.ci/run'), 'utf8')
  for (const command of testCommand.split(' && ')) expect(ci).toMatch(new RegExp(`^${command}\\b`, 'm'))
})
