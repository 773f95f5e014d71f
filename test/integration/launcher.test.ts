// bin/tripline.cjs under Nodes too old for the program: what it starts instead, or what it says.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hashOf, record } from '../../bin/sources.cjs'

const root = resolve(import.meta.dirname, '../..')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-launcher-'))
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true })
  writeFileSync(
    join(folder, 'pretend-old.cjs'),
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } })\n" +
      "Object.defineProperty(process, 'version', { value: 'v18.20.4' })\n",
  )
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const command = (...words: string[]) => [
  '-r',
  join(folder, 'pretend-old.cjs'),
  join(folder, 'bin/tripline.cjs'),
  ...words,
]
const launch = (...words: string[]) => spawnSync(process.execPath, command(...words), { encoding: 'utf8' })

function makeClone(bundledNode: string | null): void {
  mkdirSync(join(folder, 'src'))
  writeFileSync(join(folder, 'src/main.ts'), '')
  if (bundledNode === null) return
  const bin = join(folder, 'node_modules/node/bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'node'), `#!/bin/sh\n${bundledNode}\n`)
  chmodSync(join(bin, 'node'), 0o755)
}

test('a package on an old Node says what it needs, what it found and how to get it', () => {
  const { status, stdout, stderr } = launch('--help')
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  for (const words of ['Node 24 or later', 'v18.20.4', 'nodejs.org']) expect(stderr).toContain(words)
  expect(stderr).not.toContain('npm ci')
})

test('a clone on an old Node, not installed yet, is told to install', () => {
  makeClone(null)
  const { status, stderr } = launch('--help')
  expect(status).toBe(2)
  expect(stderr).toContain('npm ci')
})

test('a clone on an old Node runs under the one installed with it: arguments in, streams through, status out', () => {
  makeClone('shift 3; echo "got $*"; cat; exit 7')
  const ran = spawnSync(process.execPath, command('scan', 'a b.pcap', '-'), { encoding: 'utf8', input: 'bytes' })
  expect(ran).toMatchObject({ status: 7, stdout: 'got scan a b.pcap -\nbytes' })
})

test('a Node installed with the clone that is itself too old is not started over and over', () => {
  makeClone(`exec ${process.execPath} "$@"`)
  const { status, stderr } = launch('--help')
  expect(status).toBe(2)
  expect(stderr).toContain('Node 24 or later')
})

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s reaches the program, whose status is passed on',
  async (signal) => {
    makeClone(`trap 'echo got ${signal}; exit 9' ${signal.slice(3)}; echo ready; while :; do sleep 0.05; done`)
    const child = spawn(process.execPath, command('run'), { stdio: ['ignore', 'pipe', 'inherit'] })
    const output = collect(child)
    await once(child.stdout!, 'data')
    child.kill(signal)
    const [status] = await once(child, 'close')
    expect(status).toBe(9)
    expect(output()).toBe(`ready\ngot ${signal}\n`)
  },
)

test('a program killed by a signal looks so from outside too', async () => {
  makeClone('kill -KILL $$')
  const child = spawn(process.execPath, command('run'), { stdio: 'ignore' })
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
})

test('a launcher that is killed takes the program with it', async () => {
  makeClone(`shift 2; exec ${process.execPath} "$@"`)
  writeFileSync(join(folder, 'src/main.ts'), 'console.log(process.pid); setInterval(() => {}, 1000)')
  const child = spawn(process.execPath, command('run'), { stdio: ['ignore', 'pipe', 'inherit'] })
  const output = collect(child)
  await once(child.stdout!, 'data')
  expect(isAlive(Number(output()))).toBe(true)
  child.kill('SIGKILL')
  await expect.poll(() => isAlive(Number(output()))).toBe(false)
})

describe('a program that npx started', () => {
  /** Under a shell, as npx has it, which tells the program's id and waits. */
  const start = (env: Readonly<Record<string, string>>, ...words: readonly string[]) => {
    const line = words.map((word) => `'${word}'`).join(' ')
    return spawn('sh', ['-c', `${line} & wait`], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  }
  const program = 'console.log(process.pid); setInterval(() => {}, 1000)'

  test.each([
    ['at once', () => [process.execPath, join(folder, 'bin/tripline.cjs'), 'run']],
    ['through the launcher of a clone', () => [process.execPath, ...command('run')]],
  ])('ends with the shell that was killed in its place, %s', async (_, words) => {
    makeClone(`shift 2; exec ${process.execPath} "$@"`)
    writeFileSync(join(folder, 'src/main.ts'), program)
    const shell = start({ npm_command: 'exec' }, ...words())
    const output = collect(shell)
    await once(shell.stdout!, 'data')
    shell.kill('SIGTERM')
    await expect.poll(() => isAlive(Number(output())), { timeout: 5000 }).toBe(false)
  })

  test('is no other: one that a shell leaves behind stays', async () => {
    makeClone('exit 1')
    writeFileSync(join(folder, 'src/main.ts'), program)
    const shell = start({ npm_command: '' }, process.execPath, join(folder, 'bin/tripline.cjs'), 'run')
    const output = collect(shell)
    await once(shell.stdout!, 'data')
    shell.kill('SIGTERM')
    await once(shell, 'exit')
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(isAlive(Number(output()))).toBe(true)
    process.kill(Number(output()), 'SIGKILL')
  })
})

describe('a clone that was built', () => {
  const put = (file: string, text: string): void => {
    const path = join(folder, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  const build = (): void => writeFileSync(join(folder, record), hashOf(folder))
  const ran = (): string =>
    spawnSync(process.execPath, [join(folder, 'bin/tripline.cjs')], { encoding: 'utf8' }).stdout.trim()

  beforeEach(() => {
    put('package.json', '{ "type": "module" }')
    put('dist/src/main.js', "console.log('built')")
    put('src/main.ts', "console.log('from source')")
    for (const file of ['grammar/a.ts', 'connectors/a/b.ts', 'integrations/ws/c.ts', 'scripts/build.ts']) put(file, '')
    put('node_modules/.package-lock.json', '{}')
  })

  test('runs what was built of it', () => {
    expect(ran()).toBe('from source')
    build()
    expect(ran()).toBe('built')
  })

  test.each([
    ['a module is edited', () => put('connectors/a/b.ts', 'let edited')],
    ['a module is added', () => put('src/new/module.ts', '')],
    ['a module is removed', () => rmSync(join(folder, 'grammar/a.ts'))],
    ['a module has another name', () => renameSync(join(folder, 'grammar/a.ts'), join(folder, 'grammar/b.ts'))],
    ['packages are others', () => put('node_modules/.package-lock.json', '{"packages":{}}')],
    ['it is built otherwise', () => put('scripts/build.ts', 'let edited')],
    ['part of it is not there', () => rmSync(join(folder, 'integrations'), { recursive: true })],
  ])('but its source, where %s', (_, change) => {
    build()
    change()
    expect(ran()).toBe('from source')
  })

  test('and it once more, when what was edited is as it was', () => {
    build()
    put('connectors/a/b.ts', 'let edited')
    put('connectors/a/b.ts', '')
    expect(ran()).toBe('built')
  })
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function collect(child: ChildProcess): () => string {
  let text = ''
  child.stdout!.on('data', (bytes) => {
    text += bytes
  })
  return () => text
}

describe('compiled code is kept', () => {
  const caches = (): string => join(folder, 'caches')
  const kept = (): string => join(caches(), 'tripline/compiled')
  const keptBy = () => {
    mkdirSync(join(folder, 'dist/src'), { recursive: true })
    const program = "import { getCompileCacheDir } from 'node:module'; console.log(getCompileCacheDir() ?? 'nowhere')"
    writeFileSync(join(folder, 'dist/src/main.js'), program)
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    const { NODE_COMPILE_CACHE: _, NODE_DISABLE_COMPILE_CACHE: __, ...env } = process.env
    const words = [join(folder, 'bin/tripline.cjs')]
    const options = { encoding: 'utf8' as const, env: { ...env, XDG_CACHE_HOME: caches() } }
    return spawnSync(process.execPath, words, options).stdout.trim()
  }

  test('in a folder of the user, which is made', () => {
    expect(keptBy()).toContain(kept())
    expect(keptBy()).toContain(kept())
  })

  test('for each build in one of its own, and what is older than a week goes when another is made', () => {
    const record = join(folder, 'dist/sources.sha256')
    const first = keptBy()
    writeFileSync(record, 'a'.repeat(64))
    const second = keptBy()
    expect(second).not.toBe(first)
    expect(readdirSync(kept())).toHaveLength(2)
    const longAgo = Date.now() / 1000 - 8 * 24 * 60 * 60
    for (const name of readdirSync(kept())) utimesSync(join(kept(), name), longAgo, longAgo)
    expect(keptBy()).toBe(second)
    expect(readdirSync(kept())).toHaveLength(2)
    writeFileSync(record, 'b'.repeat(64))
    expect(keptBy()).toContain('b'.repeat(16))
    expect(readdirSync(kept())).toEqual(['b'.repeat(16)])
  })

  test('but not in one that everybody may write to', () => {
    mkdirSync(kept(), { recursive: true })
    chmodSync(kept(), 0o777)
    expect(keptBy()).toBe('nowhere')
  })

  test.skipIf(process.getuid?.() !== 0)('nor in one of somebody else', () => {
    mkdirSync(kept(), { recursive: true })
    chownSync(kept(), 65_534, 65_534)
    expect(keptBy()).toBe('nowhere')
  })
})
