// The first hour of the docs, lived again: each file is written, each command is run, and prints what stands there.
// UPDATE_GOLDEN=1 writes down what they print.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const page = join(root, 'docs/first-hour.md')

/** A rule's file, or commands with what they print. */
const blocks = /^```(trip|console)\n([\s\S]*?)^```$/gm

test('the first hour goes as it is told', { timeout: 120_000 }, () => {
  const told = readFileSync(page, 'utf8')
  const folder = mkdtempSync(join(tmpdir(), 'tripline-first-hour-'))
  symlinkSync(join(root, 'examples/day-of-chat.pcap'), join(folder, 'day-of-chat.pcap'))
  const lived = told.replace(blocks, (_, kind: string, text: string) => {
    if (kind === 'trip') writeFileSync(join(folder, `${/\brule (\w+)/.exec(text)![1]!}.trip`), text)
    return `\`\`\`${kind}\n${kind === 'trip' ? text : runAll(text, folder)}\`\`\``
  })
  rmSync(folder, { recursive: true })
  if (process.env['UPDATE_GOLDEN']) writeFileSync(page, lived)
  expect(lived.match(/^\$ tripline/gm)?.length).toBeGreaterThan(7)
  expect(lived).toBe(process.env['UPDATE_GOLDEN'] ? lived : told)
})

const runAll = (text: string, folder: string): string =>
  text
    .split('\n')
    .filter((line) => line.startsWith('$ tripline '))
    .map((line) => `${line}\n${run(line.slice('$ tripline '.length).split(' '), folder)}`)
    .join('\n')

/** As in a terminal, without colour; a scan takes as long as it takes. */
function run(words: readonly string[], cwd: string): string {
  const { FORCE_COLOR: _, COLUMNS: _columns, ...env } = process.env
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'src/main.ts'), ...words], {
    cwd,
    encoding: 'utf8',
    env: { ...env, NO_COLOR: '1' },
  })
  return `${stderr}${stdout}`
    .trimEnd()
    .replace(/\(\d+\.\d\d s\)/, '(0.30 s)')
    .concat('\n')
}
