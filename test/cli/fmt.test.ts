// `tripline fmt`: which files it changes, which it leaves, and what it says of them.
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fmtCommand } from '../../src/cli/fmt.ts'

const loose = 'rule  some_rule_here {title "A" level low detect auth\n  test "t" { expect none } }\n'
const canonical = `rule some_rule_here {
  title "A"
  level low

  detect
    auth

  test "t" {
    expect none
  }
}
`
const broken = 'rule some_rule_here { title }\n'

let folder = ''
let said = ''
let noted = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-fmt-'))
  said = ''
  noted = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text)
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    noted += String(text)
    return true
  })
})

afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

const put = (name: string, text: string | Buffer): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

test('a file in another form is rewritten and named, one in canonical form is not touched', async () => {
  const changed = put('a.trip', loose)
  const kept = put('b.trip', canonical)
  const before = statSync(kept).mtimeMs
  expect(await fmtCommand([folder], {})).toBe(0)
  expect(readFileSync(changed, 'utf8')).toBe(canonical)
  expect(statSync(kept).mtimeMs).toBe(before)
  expect(said).toBe(`${changed}\n`)
  expect(readdirSync(folder)).toEqual(['a.trip', 'b.trip'])
})

test('with --check nothing is written, and the status tells', async () => {
  const path = put('a.trip', loose)
  expect(await fmtCommand([path], { check: true })).toBe(1)
  expect(readFileSync(path, 'utf8')).toBe(loose)
  writeFileSync(path, canonical)
  expect(await fmtCommand([path], { check: true })).toBe(0)
})

test('a file with a mistake is left as it is, and the others are not', async () => {
  const bad = put('bad.trip', broken)
  const good = put('good.trip', loose)
  expect(await fmtCommand([folder], {})).toBe(2)
  expect(readFileSync(bad, 'utf8')).toBe(broken)
  expect(readFileSync(good, 'utf8')).toBe(canonical)
  expect(noted).toContain('R101')
})

test('bytes that are no text are refused before they are lost', async () => {
  const path = put('latin.trip', Buffer.from('// caf\xe9\n', 'latin1'))
  await expect(fmtCommand([path], {})).rejects.toMatchObject({ code: 'INPUT_UNREADABLE' })
})

test('a link leads to the same file afterwards, and the file may be read by the same people', async () => {
  const path = put('a.trip', loose)
  chmodSync(path, 0o640)
  symlinkSync(path, join(folder, 'link.trip'))
  expect(await fmtCommand([join(folder, 'link.trip')], {})).toBe(0)
  expect(lstatSync(join(folder, 'link.trip')).isSymbolicLink()).toBe(true)
  expect(readFileSync(path, 'utf8')).toBe(canonical)
  expect(statSync(path).mode & 0o777).toBe(0o640)
})

test('with --json there is one object a file', async () => {
  put('a.trip', loose)
  put('b.trip', canonical)
  await fmtCommand([folder], { json: true, check: true })
  const states = said
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { state: string }).state)
  expect(states).toEqual(['changed', 'unchanged'])
})

test('files and standard input do not mix', async () => {
  await expect(fmtCommand(['a.trip'], { stdin: true })).rejects.toMatchObject({ code: 'USAGE' })
  await expect(fmtCommand([], {})).rejects.toMatchObject({ code: 'USAGE' })
})
