// The package as it would be published, installed into an empty folder: it runs there and finds what a clone finds.
import { existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onThisNode, type Ran, root, run } from './process.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripline-package-'))
const installed = join(folder, 'node_modules/tripline')
const capture = 'examples/day-of-chat.pcap'

beforeAll(() => {
  succeed(run(root, onThisNode(), 'npm', ['pack', '--pack-destination', folder]))
  const [tarball] = globSync('*.tgz', { cwd: folder })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, tarball!)]
  succeed(run(folder, onThisNode(), 'npm', install))
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
  const clone = run(root, onThisNode(), process.execPath, ['bin/tripline.cjs', 'scan', capture, '--json'])
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

test('the rules that ship pass their tests there', () => {
  expect(tripline('test', join(installed, 'rulesets')).status).toBe(0)
})

test.each(['src/console/page/index.html', 'LICENSE', 'README.md', 'dist/src/main.js'])('%s is in it', (file) => {
  expect(existsSync(join(installed, file))).toBe(true)
})

test('neither TypeScript nor tests nor scripts are in it', () => {
  const files = globSync('**/*', { cwd: installed, exclude: ['node_modules'] })
  expect(files.filter((file) => /\.ts$|^(?:test|scripts|bench)\b/.test(file))).toEqual([])
})

test('it brings no tools of development along', () => {
  expect(['typescript', 'vitest', 'node'].filter((name) => existsSync(join(folder, 'node_modules', name)))).toEqual([])
})
