// The package as it would be published, installed into an empty folder: it runs there and finds what a clone finds.
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { leastBytes } from '../../src/intake/ahead/is-worth.ts'
import { onThisNode, type Ran, root, run } from './process.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripline-package-'))
const installed = join(folder, 'node_modules/tripline')
const capture = 'examples/day-of-chat.pcap'

beforeAll(() => {
  succeed(run(root, onThisNode(), 'npm', ['pack', '--pack-destination', folder]))
  const [tarball] = globSync('*.tgz', { cwd: folder })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  const words = ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, tarball!)]
  const install = (): Ran => run(folder, onThisNode(), 'npm', words)
  // Registries are not always there.
  const first = install()
  succeed(first.status === 0 ? first : install())
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function succeed({ status, stderr }: Ran): void {
  if (status !== 0) throw new Error(stderr)
}

const tripline = (...words: string[]): Ran => run(folder, onThisNode(), 'node_modules/.bin/tripline', words)

test('help is printed by the installed command', () => {
  const { status, stdout, stderr } = tripline('--help')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain('tripline scan')
})

test('a scan with the rules and the capture that ship finds what a clone finds', () => {
  const here = tripline('scan', join(installed, capture), '--json')
  // Not what was built of it, which is the same.
  const clone = run(root, onThisNode(), process.execPath, ['src/main.ts', 'scan', capture, '--json'])
  expect(here.status).toBe(0)
  const found = incidents(here)
  expect(found.length).toBeGreaterThan(0)
  expect(found).toEqual(incidents(clone))
})

/** Rule and time of each; ids hold the path of the input, which differs. */
const incidents = ({ stdout }: Ran): unknown[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { rule: { id: string }; '@timestamp': string; message: string })
    .map(({ rule, '@timestamp': at, message }) => [rule.id, at, message])

test('a log that a thread of its own reads gives every event', () => {
  const line = (n: number): string => `{"@timestamp":${n},"event.category":"frame","message":"${'x'.repeat(250)}"}\n`
  const log = join(folder, 'long.log')
  writeFileSync(log, Array.from({ length: 40_000 }, (_, n) => line(n)).join(''))
  expect(statSync(log).size).toBeGreaterThan(leastBytes)
  const { status, stdout } = tripline('scan', log)
  expect(status).toBe(0)
  expect(stdout).toContain('40,000')
})

test('the rules that ship pass their tests there', () => {
  expect(tripline('test', join(installed, 'rulesets')).status).toBe(0)
})

test.each([
  'src/console/page/index.html',
  'LICENSE',
  'README.md',
  'dist/src/main.js',
  'dist/src/rulesets.kept',
  'dist/licenses.txt',
])('%s is in it', (file) => {
  expect(existsSync(join(installed, file))).toBe(true)
})

test('neither TypeScript nor tests nor scripts are in it', () => {
  const files = globSync('**/*', { cwd: installed, exclude: ['node_modules'] })
  expect(files.filter((file) => /(?<!\.d)\.ts$|^(?:test|scripts|bench)\b/.test(file))).toEqual([])
})

test('what is loaded of it is ASCII, in which V8 keeps a letter in one byte', () => {
  const files = globSync('dist/**/*.{js,kept}', { cwd: installed })
  expect(files).toContain('dist/src/rulesets.kept')
  const isAscii = (file: string): boolean => readFileSync(join(installed, file)).every((byte) => byte < 0x80)
  expect(files.filter((file) => !isAscii(file))).toEqual([])
})

test('an application imports tripline/ws from it, and nothing else', () => {
  const program = "import { watch } from 'tripline/ws'; console.log(typeof watch)"
  const here = (code: string): Ran =>
    run(folder, onThisNode(), process.execPath, ['--input-type=module', '--eval', code])
  expect(here(program)).toMatchObject({ status: 0, stdout: 'function\n', stderr: '' })
  expect(here("await import('tripline/dist/src/main.js')").stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED')
})

test('its types are found, and are what they say', () => {
  const program = `import { createServer } from 'node:http'
import { type Watcher, watch } from 'tripline/ws'
const watcher: Watcher = watch(createServer(), { sample: 0.1, user: ({ headers }) => headers.host })
const sent: number = watcher.stats().sent
// @ts-expect-error
watch(createServer(), { sample: 'much' })
`
  writeFileSync(join(folder, 'application.ts'), `${program}console.log(sent)\n`)
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')]
  const options = ['--noEmit', '--strict', '--target', 'es2024', '--module', 'nodenext', ...types]
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { status, stdout } = run(folder, onThisNode(), process.execPath, [compiler, ...options, 'application.ts'])
  expect([status, stdout]).toEqual([0, ''])
})

test('it brings no tools of development along', () => {
  expect(['typescript', 'vitest', 'node'].filter((name) => existsSync(join(folder, 'node_modules', name)))).toEqual([])
})
