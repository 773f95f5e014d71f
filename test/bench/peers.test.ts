// The six rules that other engines are compared by find what a loop written for them finds, on every one of their edges.
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { scanFields } from '../../bench/peers/field-scanner.ts'
import { peerEvents } from '../../bench/peers/generate.ts'
import { HandCoded } from '../../bench/peers/hand-coded.ts'
import { Matching } from '../../bench/peers/matching.ts'
import type { PeerEvent } from '../../bench/peers/peer-event.ts'
import { differences, type Found, ruleNumbers } from '../../bench/peers/tally.ts'
import { ndjson } from '../../connectors/ndjson/connector.ts'
import { compileRules } from '../../src/compiler/compile.ts'
import type { Ruleset } from '../../src/compiler/plan.ts'
import { Batch } from '../../src/event/batch.ts'
import { createTrustedProxies } from '../../src/request/proxies.ts'
import { sessionHash } from '../../src/request/session.ts'

const folder = join(import.meta.dirname, '../../bench/peers')
const files = globSync('*.trip', { cwd: folder }).map((path) => ({
  path,
  text: readFileSync(join(folder, path), 'utf8'),
}))

/** Slow in event time and full of attacks: some take longer than five minutes. */
const trafficOf = (seed: number) => [...peerEvents({ events: 12_000, seed, connectionsPerSecond: 1, attackEvery: 2 })]

const request = {
  origins: [],
  sessionCookies: [],
  hashSession: sessionHash('a key for tests'),
  trustedProxies: createTrustedProxies([]),
}

function rulesOf(sources: typeof files): Ruleset {
  const { ruleset, problems } = compileRules(sources)
  expect(problems).toEqual([])
  return ruleset
}

function byRules(ruleset: Ruleset, events: readonly PeerEvent[], rows: number): Found {
  const unread: string[] = []
  const aside = { put: (reason: string) => void unread.push(reason) }
  const reader = ndjson.open(null, { source: 'peers', wanted: ruleset.layout, aside, request })
  const matching = new Matching(ruleset, 0)
  for (let start = 0, at = 0; start < events.length; start += rows) {
    const text = Buffer.from(
      events
        .slice(start, start + rows)
        .map((event) => `${JSON.stringify(event)}\n`)
        .join(''),
    )
    const batch = new Batch(ruleset.layout, rows)
    at += reader.read(text, at, true, batch)
    matching.takeInOrder(batch)
  }
  expect(unread).toEqual([])
  return matching.end().found
}

function byHand(events: Iterable<PeerEvent>): Found {
  const rules = new HandCoded()
  for (const event of events) rules.take(event)
  return rules.end()
}

test('every rule has a file', () => {
  expect(files.map(({ path }) => basename(path, '.trip')).sort()).toEqual(Object.keys(ruleNumbers).sort())
})

describe.each([1, 7, 42])('of the traffic of seed %i', (seed) => {
  const events = trafficOf(seed)
  const expected = byHand(events)

  test('there is something to find for each rule', () => {
    expect(Object.entries(expected.matches).filter(([, matches]) => matches < 5)).toEqual([])
  })

  test.each([1, 997])('the rules find in batches of %i what the loop finds', (rows) => {
    expect(byRules(rulesOf(files), events, rows)).toEqual(expected)
  })

  test('the scanner of fields tells the loop enough', () => {
    const scanned = events.map((event) => scanFields(Buffer.from(JSON.stringify(event)).toString('latin1')))
    expect(byHand(scanned)).toEqual(expected)
  })
})

// biome-ignore format: table
const moved = [
  ['payload_with_tautology', 'like~',            'like'],
  ['payload_with_tautology', '1=1*',             '1*'],
  ['five_failed_logins',     'over 1m',          'over 60001ms'],
  ['five_failed_logins',     'over 1m',          'over 59999ms'],
  ['five_failed_logins',     'failures >= 5',    'failures > 5'],
  ['five_failed_logins',     'over 1m',          'over 1m keep window'],
  ['guessed_password',       'maxspan=119999ms', 'maxspan=120s'],
  ['guessed_password',       'maxspan=119999ms', 'maxspan=119998ms'],
  ['four_names_tried',       'over 1m',          'over 60001ms'],
  ['four_names_tried',       'over 1m',          'over 59999ms'],
  ['four_names_tried',       'users >= 4',       'users >= 3'],
  ['four_names_tried',       'over 1m',          'over 1m keep window'],
  ['mebibyte_sent',          'over 10s',         'over 10001ms'],
  ['mebibyte_sent',          'over 10s',         'over 9999ms'],
  ['mebibyte_sent',          '> 1048576',        '>= 1048576'],
  ['mebibyte_sent',          '> 1048576',        '> 1048577'],
  ['mebibyte_sent',          'over 10s',         'over 10s keep window'],
  ['never_logged_in',        'maxspan=29999ms',  'maxspan=30s'],
  ['never_logged_in',        'maxspan=29999ms',  'maxspan=29998ms'],
] as const

const usual = trafficOf(1)
const usually = byHand(usual)

test.each(moved)('%s with %s made %s finds something else', (name, written, instead) => {
  const sources = files
    .filter(({ path }) => path === `${name}.trip`)
    .map(({ path, text }) => ({ path, text: text.replace(written, instead) }))
  expect(sources[0]!.text).toContain(instead)
  const found = byRules(rulesOf(sources), usual, 1000)
  expect(differences(found, usually).filter((rule) => rule.startsWith(`${ruleNumbers[name]}:`))).toHaveLength(1)
})
