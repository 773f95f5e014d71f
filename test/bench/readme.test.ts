// The tables of a bench stand in its page between their marks, and the page says what was measured last.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filledWith, type Result } from '../../bench/readme.ts'

const folder = join(import.meta.dirname, '../../bench')
const page = readFileSync(join(folder, 'README.md'), 'utf8')
const benches = [...page.matchAll(/^<!-- ([\w-]+) -->$/gm)].map(([, name]) => name!)

const result: Result = {
  bench: 'one',
  at: '2026-01-02T03:04:05.000Z',
  machine: 'A machine',
  load: 0.5,
  rows: [
    { what: 'a', 'events/s': 1234567 },
    { what: 'b', 'events/s': 2.5, more: 'text' },
    { other: 'c', figure: 1 },
  ],
}

const filled = [
  '2026-01-02, A machine, load 0.5 before.',
  '',
  '| what | events/s | more |',
  '|---|---:|---:|',
  '| a | 1,234,567 |  |',
  '| b | 2.5 | text |',
  '',
  '| other | figure |',
  '|---|---:|',
  '| c | 1 |',
].join('\n')

test('a result takes the place of the one before it, and leaves the rest as it is', () => {
  const text = 'before\n<!-- one -->\nold\n<!-- /one -->\nafter <!-- two -->\n<!-- /two -->\n'
  expect(filledWith(text, result)).toBe(text.replace('\nold\n', `\n${filled}\n`))
})

test('a bench without a place in the page changes nothing', () => {
  expect(filledWith('<!-- two -->\n<!-- /two -->\n', result)).toBe('<!-- two -->\n<!-- /two -->\n')
})

test('the page has places', () => {
  expect(benches).toContain('peers')
})

test.each(benches)('the page says of %s what was measured last', (name) => {
  const newest = globSync(`results/${name}-????-??-??.json`, { cwd: folder }).sort().at(-1)
  if (newest === undefined) return expect(page).toContain(`<!-- ${name} -->\n<!-- /${name} -->`)
  expect(filledWith(page, JSON.parse(readFileSync(join(folder, newest), 'utf8')) as Result)).toBe(page)
})
