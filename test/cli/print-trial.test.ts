// What `tripline connectors test` prints: harmlessly, what differs and what is missing.
import pc from 'picocolors'
import { expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import type { Trial } from '../../src/app/trial.ts'
import { missingFields, printHeader, printRecord, printTrialSummary, trialFields } from '../../src/cli/print-trial.ts'

const page = { colours: pc.createColors(false), width: 100 }
const [caddy, nginx] = ['caddy', 'nginx'].map((name) => connectors.find((one) => one.name === name)!)

const trial: Trial = {
  connector: caddy!,
  guesses: [
    { connector: caddy!, confidence: 0.95 },
    { connector: nginx!, confidence: 0.6 },
  ],
  warnings: [],
  isCut: false,
  records: [],
  lines: 1234,
  events: new Map([['handshake', 2], ['request', 1232]]), // biome-ignore format: table
  unread: new Map([['not in this log format', 3]]),
  seen: new Map([['handshake', new Set(trialFields)]]),
}

test('the header says who reads it, how surely, and who else might', () => {
  expect(printHeader('a.log', trial, {}, page)).toBe(
    'a.log is read as caddy (95 % sure; it looks like nginx 60 % as well).\n',
  )
})

test.each([
  [{ connector: 'caddy' }, 'as was asked'],
  [{ format: '%h' }, 'by its format'],
])('what was given is no guess: %j', (given, words) => {
  expect(printHeader('-', { ...trial, guesses: [] }, given, page)).toBe(`Standard input is read as caddy (${words}).\n`)
})

test('of the second event of a line only what differs is shown', () => {
  const handshake = {
    'event.category': ['network', 'handshake'],
    'event.id': 'a',
    'url.path': '/ws',
    'source.ip': '192.0.2.1',
  }
  const connection = { ...handshake, 'event.category': ['network', 'connection'], 'event.id': 'b', 'event.duration': 5 }
  const text = printRecord({ line: 7, text: 'GET /ws', events: [handshake, connection], unread: [] }, page)
  expect(text.split('\n')).toEqual([
    'line 7  GET /ws',
    '  handshake',
    '    url.path   /ws',
    '    source.ip  192.0.2.1',
    '  connection, with the same and',
    '    event.duration  5',
    '',
  ])
})

test('a line that was not read says why', () => {
  const text = printRecord({ line: 1, text: 'x', events: [], unread: ['too long'] }, page)
  expect(text.split('\n')).toEqual(['line 1  x', '  not read: too long', ''])
})

test('nothing in a line acts on the terminal', () => {
  const events = [{ 'event.category': ['web', 'request'], 'url.path': '/\u001b[2J\u202e' }]
  const text = printRecord({ line: 1, text: '\u001b]0;owned\u0007', events, unread: [] }, page)
  expect(text).not.toMatch(/[\u001b\u0007\u202e]/)
})

test('the summary counts lines, events, and what could not be read', () => {
  expect(printTrialSummary(trial, page).split('\n')).toEqual([
    'read       1,234 lines: 2 handshake · 1,232 request',
    'not read   3 pieces: not in this log format',
  ])
})

test('what no event had is named, with where to get it', () => {
  const seen = new Map([['handshake', new Set(trialFields.filter((field) => field !== 'http.request.origin'))]])
  expect(missingFields({ seen })).toEqual(['http.request.origin'])
  const text = printTrialSummary({ ...trial, seen }, page)
  expect(text).toMatch(/^missing +http\.request\.origin {2}/m)
  expect(text).toContain('connectors/caddy/README.md')
})

test('what only connections have is not missed where there is none', () => {
  expect(missingFields(trial)).toEqual([])
})

test('a log without any WebSocket is told so', () => {
  const seen = new Map([['request', new Set(trialFields)]])
  expect(printTrialSummary({ ...trial, seen }, page)).toMatch(/^missing +no WebSocket/m)
})
