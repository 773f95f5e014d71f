// Files of rules that are edited while they run: what counts from then on, and what is said of it.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RuleBook } from '../../src/app/rule-book.ts'

let folder: string
let clock = 1_800_000_000

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-book-'))
  mkdirSync(join(folder, 'rules'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Each time later than the time before, as if an editor had been slow. */
function write(path: string, text: string): void {
  writeFileSync(join(folder, path), text)
  utimesSync(join(folder, path), clock, clock++)
}

const rule = (id: string, condition: string, before = ''): void =>
  write(
    `rules/${id}.trip`,
    `${before}\nrule ${id} {\n title "A rule"\n level low\n detect auth where ${condition}\n test "t" { expect none }\n}\n`,
  )

const open = (): RuleBook => new RuleBook({ paths: [join(folder, 'rules')] })

/** A change counts once it has been seen twice. */
function changed(book: RuleBook): boolean {
  const first = book.look()
  expect(first?.rules ?? null).toBeNull()
  return (book.look()?.rules ?? null) !== null
}

const versions = ({ rules }: RuleBook): Readonly<Record<string, string>> =>
  Object.fromEntries(rules.ruleset.rules.map(({ metadata }) => [metadata.id, metadata.version]))

test('nothing is told while nothing changes', () => {
  rule('the_first_of_rules', 'source.port == 1')
  const book = open()
  expect([book.look(), book.look()]).toEqual([null, null])
})

test('a rule that is edited is another, and the others are the same', () => {
  rule('the_first_of_rules', 'source.port == 1')
  rule('the_other_of_rules', 'source.port == 2')
  const book = open()
  const before = versions(book)
  rule('the_first_of_rules', 'source.port == 3')
  expect(changed(book)).toBe(true)
  const after = versions(book)
  expect(after['the_other_of_rules']).toBe(before['the_other_of_rules'])
  expect(after['the_first_of_rules']).not.toBe(before['the_first_of_rules'])
})

test('a file that is still being written is waited for', () => {
  rule('the_first_of_rules', 'source.port == 1')
  const book = open()
  const looks: boolean[] = []
  for (const port of [2, 3, 4]) {
    rule('the_first_of_rules', `source.port == ${port}`)
    looks.push(book.look() === null)
  }
  expect([looks, book.look()?.rules?.ruleset.rules.length]).toEqual([[true, true, true], 1])
})

test('files come and go', () => {
  rule('the_first_of_rules', 'source.port == 1')
  const book = open()
  rule('the_other_of_rules', 'source.port == 2')
  const came = [changed(book), Object.keys(versions(book))]
  rmSync(join(folder, 'rules/the_first_of_rules.trip'))
  expect([came, changed(book), Object.keys(versions(book))]).toEqual([
    [true, ['the_first_of_rules', 'the_other_of_rules']],
    true,
    ['the_other_of_rules'],
  ])
})

test('a file with a mistake stays what it was, is told, and counts again when it is mended', () => {
  rule('the_first_of_rules', 'source.port == 1')
  const book = open()
  const good = versions(book)
  rule('the_first_of_rules', 'source.prot == 2')
  expect([changed(book), versions(book)]).toEqual([true, good])
  expect(book.broken).toMatchObject([
    { mistakes: 1, hasLastGood: true, first: expect.stringMatching(/^R201 at 5:20: /) },
  ])
  rule('the_first_of_rules', 'source.port == 2')
  expect([changed(book), book.broken]).toEqual([true, []])
  expect(versions(book)).not.toEqual(good)
})

test('a file that had a mistake from the start is left out until it has none', () => {
  rule('the_first_of_rules', 'source.port == 1')
  rule('the_other_of_rules', 'source.prot == 1')
  const book = open()
  expect([Object.keys(versions(book)), book.broken.map(({ hasLastGood }) => hasLastGood)]).toEqual([
    ['the_first_of_rules'],
    [false],
  ])
  rule('the_other_of_rules', 'source.port == 1')
  expect([changed(book), Object.keys(versions(book)).length]).toEqual([true, 2])
})

test('where all rules are gone, or their folder, those of before count on, and it is told once', () => {
  rule('the_first_of_rules', 'source.port == 1')
  const book = open()
  rmSync(join(folder, 'rules'), { recursive: true })
  expect([book.look()?.error, book.look()]).toEqual([expect.objectContaining({ code: 'INPUT_NOT_FOUND' }), null])
  expect(book.rules.ruleset.rules.length).toBe(1)
  mkdirSync(join(folder, 'rules'))
  rule('the_first_of_rules', 'source.port == 2')
  expect(changed(book)).toBe(true)
})

test('a rule whose list is not there runs once it is', () => {
  rule('the_first_of_rules', 'source.port == 1')
  rule('the_other_of_rules', 'source.ip in $known', 'list known: ip = file("known.txt")')
  const book = open()
  const before = Object.keys(versions(book))
  write('rules/known.txt', '192.0.2.1\n')
  expect([before, changed(book), Object.keys(versions(book))]).toEqual([
    ['the_first_of_rules'],
    true,
    ['the_first_of_rules', 'the_other_of_rules'],
  ])
})

test('a list that changes is told without its rules, and what nobody asks any more is not looked at', () => {
  rule('the_first_of_rules', 'source.ip in $known', 'list known: ip = file("known.txt")')
  write('rules/known.txt', '192.0.2.1\n')
  const book = open()
  write('rules/known.txt', '192.0.2.1\n192.0.2.2\n')
  const change = book.look()
  rule('the_first_of_rules', 'source.port == 1')
  const isOther = changed(book)
  write('rules/known.txt', '192.0.2.3\n')
  expect([change?.rules, change?.lists.map(({ after }) => after), isOther, book.look()]).toEqual([
    null,
    [2],
    true,
    null,
  ])
})
