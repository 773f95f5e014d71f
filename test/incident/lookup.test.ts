// A name in the text of an incident, or under which it is suppressed: what it stands for.
import { expect, test } from 'vitest'
import type { Match } from '../../src/engine/match.ts'
import { lookup } from '../../src/incident/lookup.ts'
import { rule, step } from '../engine/build.ts'

const login = (name: string, address: string) => ({ 'user.name': name, 'source.ip': address })

const match: Match = {
  rule: rule({ kind: 'event', categories: step('A').categories, test: step('A').test }),
  us: 0,
  nanos: 0,
  start: { us: 0, nanos: 0 },
  sequence: 0,
  completedBy: 'e1',
  key: 'sx',
  keys: { 'lower(user.name)': 'ada' },
  values: { failures: 3 },
  steps: [
    { name: 'guess', count: 2, events: [login('Ada', '192.0.2.1'), login('ADA', '192.0.2.2')] },
    { name: 'quiet', count: 0, events: [] },
    { name: 'user', count: 1, events: [{ 'source.ip': '192.0.2.3', name: 'of the step' }] },
  ],
}

test.each([
  ['failures', 3],
  ['lower(user.name)', 'ada'],
  ['source.ip', '192.0.2.3'],
  ['guess.source.ip', '192.0.2.2'],
  ['guess.user.name', 'ADA'],
  ['quiet.source.ip', null],
  ['other.source.ip', null],
  ['guess', null],
])('%s is %j', (name, expected) => expect(lookup(match, name)).toBe(expected))

test('a field comes before a step of the same beginning', () => {
  expect(lookup(match, 'user.name')).toBe('ADA')
})
