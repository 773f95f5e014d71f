// Lists in files: found from the rules or the config, read once, and again when they have changed.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ListFiles } from '../../src/app/list-files.ts'
import { loadRules, publication } from '../../src/app/rules.ts'
import type { Predicate } from '../../src/compiler/plan.ts'
import { rowOf } from '../compiler/evaluate.ts'

let folder: string
let clock = 1_800_000_000

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-lists-'))
  mkdirSync(join(folder, 'rules', 'feeds'), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Each time later than the time before, as if an editor had been slow. */
function write(path: string, text: string): void {
  writeFileSync(join(folder, path), text)
  utimesSync(join(folder, path), clock, clock++)
}

const rule = (id: string, list: string): string =>
  `${list}\nrule ${id} {\n  title "A rule"\n  level low\n  detect auth where source.ip in $tor\n}\n`

function ruleset(lists: Parameters<typeof loadRules>[0]['lists'] = {}, files = new ListFiles()) {
  const loaded = loadRules({ paths: [join(folder, 'rules')], lists, resolve: (path) => join(folder, path) }, files)
  const holds = (address: string): boolean[] =>
    loaded.ruleset.rules.map(({ detect }) => {
      const { test: passes } = detect as { readonly test: Predicate }
      return passes(rowOf(loaded.ruleset.layout, { 'source.ip': address }), 0)
    })
  return { ...loaded, holds, codes: loaded.problems.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)) }
}

test('a file is found beside the rules that name it', () => {
  write('rules/one_rule_of_lists.trip', rule('one_rule_of_lists', 'list tor: ip = file("feeds/tor.txt")'))
  write('rules/feeds/tor.txt', '192.0.2.7\n')
  const { holds } = ruleset()
  expect([holds('192.0.2.7'), holds('192.0.2.8')]).toEqual([[true], [false]])
})

test('the config may name a file instead, beside itself', () => {
  write('rules/one_rule_of_lists.trip', rule('one_rule_of_lists', 'list tor: ip = ["192.0.2.7"]'))
  write('exits.txt', '192.0.2.8\n')
  const { holds } = ruleset({ tor: { file: 'exits.txt' } })
  expect([holds('192.0.2.7'), holds('192.0.2.8')]).toEqual([[false], [true]])
})

test('rules whose list cannot be read are left out, and others are not', () => {
  write('rules/one_rule_of_lists.trip', rule('one_rule_of_lists', 'list tor: ip = file("feeds/tor.txt")'))
  write('rules/two_rules_of_lists.trip', rule('two_rules_of_lists', 'list tor: ip = ["192.0.2.7"]'))
  const { ruleset: compiled, codes } = ruleset()
  expect(compiled.rules.map(({ metadata }) => metadata.id)).toEqual(['two_rules_of_lists'])
  expect(codes).toContain('R219')
})

test('a page that is no list is no empty list', () => {
  write('rules/one_rule_of_lists.trip', rule('one_rule_of_lists', 'list tor: ip = file("feeds/tor.txt")'))
  write('rules/feeds/tor.txt', '<html>\n<h1>503</h1>\n')
  expect(ruleset().codes).toContain('R219')
})

test('a list that has changed takes the place of what it was, for every rule that asks it', () => {
  for (const id of ['one_rule_of_lists', 'two_rules_of_lists'])
    write(`rules/${id}.trip`, rule(id, 'list tor: ip = file("feeds/tor.txt")'))
  write('rules/feeds/tor.txt', '192.0.2.7\n')
  const files = new ListFiles()
  const { holds } = ruleset({}, files)
  const unchanged = files.look()
  write('rules/feeds/tor.txt', '192.0.2.8\n192.0.2.9\nnobody\n')
  const { changes } = files.look()
  const before = holds('192.0.2.8')
  for (const { apply } of changes) apply()
  expect([unchanged.changes, changes.map(({ before: was, after, unreadable }) => [was, after, unreadable])]).toEqual([
    [],
    [[1, 2, 1]],
  ])
  expect([before, holds('192.0.2.8'), holds('192.0.2.7')]).toEqual([
    [false, false],
    [true, true],
    [false, false],
  ])
})

test('a list that is away, or has become something else, stays what it was and is told once', () => {
  write('rules/one_rule_of_lists.trip', rule('one_rule_of_lists', 'list tor: ip = file("feeds/tor.txt")'))
  write('rules/feeds/tor.txt', '192.0.2.7\n')
  const files = new ListFiles()
  const { holds } = ruleset({}, files)
  rmSync(join(folder, 'rules/feeds/tor.txt'))
  const told = [files.look(), files.look()].map(({ lost }) => lost.length)
  write('rules/feeds/tor.txt', '<html>\n')
  told.push(files.look().lost.length)
  write('rules/feeds/tor.txt', '192.0.2.8\n')
  const { changes, lost } = files.look()
  expect([told, lost, changes.length, holds('192.0.2.7')]).toEqual([[1, 0, 1], [], 1, [true]])
})

test('what a list in a file holds changes neither the version of its rules nor what is published of them', () => {
  write('rules/one_rule_of_lists.trip', rule('one_rule_of_lists', 'list tor: ip = file("feeds/tor.txt")'))
  write('rules/feeds/tor.txt', '192.0.2.7\n')
  const before = ruleset()
  write('rules/feeds/tor.txt', '192.0.2.8\n')
  const after = ruleset()
  expect([after.ruleset.hash, publication(after).hash]).toEqual([before.ruleset.hash, publication(before).hash])
  expect([...after.contents().values()]).not.toEqual([...before.contents().values()])
})
