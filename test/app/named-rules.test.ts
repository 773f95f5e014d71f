// Rules over incidents that are named alone: the rules that they ask for are found beside them, or where the config says.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadNamed } from '../../src/app/named-rules.ts'
import { defaultConfig } from '../../src/config/default.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-named-'))
  mkdirSync(join(folder, 'configured'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (path: string, detect: string): void => {
  const id = path.replace(/^.*\/|\.trip$/g, '')
  writeFileSync(join(folder, path), `rule ${id} {\n  title "A rule"\n  level low\n  detect ${detect}\n}\n`)
}

function load(...paths: readonly string[]) {
  const config = { ...defaultConfig(), rules: ['configured'] }
  const resolve = (path: string): string => join(folder, path)
  const { ruleset, rules, problems } = loadNamed(paths.map(resolve), { config, path: null, resolve })
  return {
    rules: rules.map(({ metadata }) => metadata.id),
    all: ruleset.rules.map(({ metadata }) => metadata.id),
    codes: problems.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)).filter((code) => code !== 'R802'),
    helps: problems.flatMap(({ diagnostics }) => diagnostics.flatMap(({ help }) => help ?? [])),
  }
}

const asking = (id: string): string => `incident where rule.id == "${id}"`

test('a rule beside it is found, and what that asks for in turn', () => {
  write('over_all_of_them.trip', asking('over_one_of_them'))
  write('over_one_of_them.trip', asking('of_events_alone'))
  write('configured/of_events_alone.trip', 'auth')
  const { rules, all, codes } = load('over_all_of_them.trip')
  expect(rules).toEqual(['over_all_of_them'])
  expect(all).toEqual(['over_all_of_them', 'over_one_of_them', 'of_events_alone'])
  expect(codes).toEqual([])
})

test('a rule that is asked for by a name in backquotes is found as well', () => {
  write('over_one_of_them.trip', 'incident where `rule.id` == "of_events_alone"')
  write('of_events_alone.trip', 'auth')
  expect(load('over_one_of_them.trip')).toMatchObject({ all: ['over_one_of_them', 'of_events_alone'], codes: [] })
})

test('rules that nobody asks for stay out, whatever is wrong with them', () => {
  write('of_events_alone.trip', 'auth')
  write('a_broken_neighbour.trip', 'auth where')
  write('configured/of_events_alone.trip', 'frame')
  expect(load('of_events_alone.trip')).toMatchObject({ all: ['of_events_alone'], codes: [] })
})

test('of two rules of one name the one beside it is it', () => {
  write('over_one_of_them.trip', asking('of_events_alone'))
  write('of_events_alone.trip', 'auth')
  write('configured/of_events_alone.trip', 'frame')
  expect(load('over_one_of_them.trip')).toMatchObject({ all: ['over_one_of_them', 'of_events_alone'], codes: [] })
})

test('a rule that is nowhere is a mistake, and a name like it is proposed', () => {
  write('over_one_of_them.trip', asking('of_event_alone'))
  write('configured/of_events_alone.trip', 'auth')
  const { codes, helps } = load('over_one_of_them.trip')
  expect(codes).toEqual(['R235'])
  expect(helps).toContain('Did you mean `of_events_alone`?')
})

test('a circle that goes through a file beside is a mistake', () => {
  write('over_one_of_them.trip', asking('over_the_other_one'))
  write('over_the_other_one.trip', asking('over_one_of_them'))
  expect(load('over_one_of_them.trip').codes).toEqual(['R236'])
})

test('a file that holds a rule and has a mistake is no mistake of whoever asks for it', () => {
  write('over_one_of_them.trip', asking('of_events_alone'))
  write('of_events_alone.trip', 'auth where event.outcom == "failure"')
  expect(load('over_one_of_them.trip')).toMatchObject({ all: ['over_one_of_them'], codes: [] })
})
