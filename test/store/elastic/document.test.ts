// Incidents and their documents in the index: the way there and back, repetitions, and what analysts do.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { added, alertOf, seenAgain, sourceOf, storedOf, workedOn } from '../../../src/store/elastic/document.ts'
import { tame } from '../../../src/store/elastic/evidence.ts'
import { foldedWords, wordQueries } from '../../../src/store/elastic/words.ts'
import { incident, start } from '../incidents.ts'

const recordedMs = Date.parse('2026-03-02T00:00:00Z')
const written = { recordedMs, nowMs: recordedMs + 60_000 }
const source = sourceOf(incident({ id: 'i1', nanos: 7 }), written)

test('what is read back is the incident as it was raised', () => {
  expect(storedOf(source)).toEqual({
    id: 'i1',
    status: 'open',
    count: 1,
    raisedAt: '2026-03-01T08:00:00.000000007Z',
    lastSeenAt: '2026-03-01T08:00:00.000000007Z',
    notes: [],
    document: incident({ id: 'i1', nanos: 7 }).document,
  })
})

test('it is found by its words, its addresses and when it was kept', () => {
  const { search } = source.tripline
  expect(search.addresses).toEqual(['203.0.113.9', '192.0.2.1'])
  expect(search.recorded).toBe('2026-03-02T00:00:00.000Z')
  expect(search.words).toContain('sql injection from 203 0 113 9')
})

test('when it was written stands in the document, and it is an alert of ours', () => {
  const alert = alertOf(incident({ id: 'i1' }), { nowMs: written.nowMs, namespace: 'prod' })
  expect(alert).toMatchObject({
    event: { kind: 'alert', module: 'tripline', ingested: '2026-03-02T00:01:00.000Z' },
    data_stream: { type: 'logs', dataset: 'tripline.alert', namespace: 'prod' },
  })
  expect(JSON.stringify(alert)).not.toContain('recorded')
})

describe('repetitions', () => {
  const sighting = fc.record({
    count: fc.integer({ min: 1, max: 9 }),
    us: fc.integer({ min: 0, max: 99 }),
    atMs: fc.nat(9),
  })

  test('in whatever order they come, and however often, the highest count and the latest time stay', () => {
    fc.assert(
      fc.property(fc.array(sighting, { minLength: 1 }), (sightings) => {
        const all = [...sightings, ...sightings.toReversed()]
        const seen = all.reduce((before, { count, us, atMs }) => {
          return seenAgain(before, { count, us: start + us }, recordedMs + atMs) ?? before
        }, source)
        const highest = Math.max(...sightings.map(({ count }) => count))
        expect(seen.tripline.incident.count).toBe(highest)
        expect(Date.parse(seen.tripline.search.recorded)).toBe(
          recordedMs + Math.max(...sightings.map(({ atMs }) => atMs)),
        )
        const again = sightings.map(({ count, us, atMs }) =>
          seenAgain(seen, { count, us: start + us }, recordedMs + atMs),
        )
        expect(again.every((one) => one === null)).toBe(true)
      }),
    )
  })

  test('late events are added, and said again change nothing', () => {
    const late = { kind: 'amended', id: 'i1', us: start, late: 2, events: [{ event: { id: 'e9' } }] } as const
    const amended = added(source, { sighting: { count: 2, us: start + 1 }, late, recordedMs })!
    expect(storedOf(amended).document).toMatchObject({
      tripline: { incident: { count: 2, late: { count: 2, events: [{ event: { id: 'e9' } }] } } },
    })
    expect(added(amended, { sighting: null, late: { ...late, late: 1 }, recordedMs })).toBeNull()
  })

  test('they leave alone what an analyst did', () => {
    const worked = workedOn(source, { status: 'closed', note: { author: 'ana', text: 'done' } }, recordedMs)
    const seen = seenAgain(worked, { count: 2, us: start + 5 }, recordedMs)!
    expect(storedOf(seen)).toMatchObject({ status: 'closed', count: 2, notes: storedOf(worked).notes })
  })
})

describe('evidence', () => {
  test('what an index takes stays as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        fc.pre(!JSON.stringify(value).includes('\\u0000'))
        expect(JSON.stringify(tame(value))).toBe(JSON.stringify(value))
      }),
    )
  })

  test('whatever it is, names and nesting stay below what Lucene and the mapping take', () => {
    let deep: unknown = 1
    for (let level = 0; level < 300; level++) deep = level % 2 ? [deep] : { [`${'n'.repeat(level * 3)}\0`]: deep }
    expect(depthOf(tame(deep))).toBeLessThan(50)
    expect(longestPath(tame(deep))).toBeLessThan(8500)
    expect(JSON.stringify(tame(deep))).not.toContain('\\u0000"')
  })

  const inside = (value: unknown): readonly [string, unknown][] =>
    typeof value === 'object' && value !== null ? Object.entries(value) : []
  const depthOf = (value: unknown): number => Math.max(0, ...inside(value).map(([, one]) => 1 + depthOf(one)))
  const longestPath = (value: unknown): number =>
    Math.max(0, ...inside(value).map(([name, one]) => name.length + longestPath(one)))
})

describe('words', () => {
  test.each([
    ['Café CLOSED', 'cafe closed'],
    ['203.0.113.9', '203 0 113 9'],
    ["1' OR 1=1--", '1 or 1 1'],
    ['\0\n"*', ''],
  ])('%j', (text, words) => {
    expect(foldedWords(text)).toBe(words)
  })

  test('what is typed becomes phrases, the last one a beginning', () => {
    expect(wordQueries('f', 'from 198.51.1')).toEqual([
      { match_phrase: { f: 'from' } },
      { match_phrase_prefix: { f: { query: '198 51 1', max_expansions: 10_000 } } },
    ])
    expect(wordQueries('f', ' "--* ')).toEqual([])
  })
})
