// A key is nothing but what tells events apart: whatever its parts are, rules find what they find by a name for each of them.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Detect, KeyPart, Step } from '../../src/compiler/plan.ts'
import { anyCategory } from '../../src/event/category.ts'
import type { Value } from '../../src/event/value.ts'
import { anyValue, plainly, somehow, timelines } from '../engine/arrivals.ts'
import {
  byUser,
  counting,
  isKind,
  layout,
  readX,
  rule,
  rulesetOf,
  run,
  runAsWritten,
  step,
  type Tiny,
} from '../engine/build.ts'
import { chain, conversation, one, repeat } from '../engine/flows.ts'

const second = 1_000_000

/** One of each kind that looks its keys up in a way of its own. */
// biome-ignore format: table
const detects: Readonly<Record<string, (by: readonly KeyPart[]) => Detect>> = {
  'a sliding window': (by) => counting({ by, window: { kind: 'sliding', spanUs: 9 * second }, having: ([n]) => (n as number) >= 2 }),
  'a tumbling window': (by) => counting({ by, window: { kind: 'tumbling', spanUs: 5 * second }, having: ([n]) => (n as number) >= 2 }),
  'a session': (by) => counting({ by, window: { kind: 'session', gapUs: 4 * second, keepJudging: false }, having: ([n]) => (n as number) >= 2 }),
  'a sequence': (by) => ({ kind: 'sequence', steps: [{ ...step('A'), by }, { ...step('B', { absent: true }), by }, { ...step('C'), by }], until: null, maxspanUs: 9 * second }),
  'an absence': (by) => ({ kind: 'sequence', steps: [{ ...step('A'), by }, { ...step('B', { absent: true }), by }], until: { ...step('C'), by }, maxspanUs: 9 * second }),
  'a sample': (by) => ({ kind: 'sample', steps: ['A', 'B', 'C'].map((kind): Step => ({ ...step(kind), by })), atLeast: 2, maxspanUs: 9 * second }),
  'a conversation': (by) => conversation(chain(one('A'), repeat(one('B'), '*')), { by }),
  'an exchange': (by) => ({ kind: 'exchange', request: { name: 'request', categories: anyCategory, test: isKind('A'), by }, answer: { name: 'answer', categories: anyCategory, test: isKind('B'), by }, direction: null, connection: -1, withinUs: 3 * second, when: ['unanswered', 'twice', 'unasked', 'slow'] }),
  'what is seen first': (by) => ({ kind: 'first_seen', categories: anyCategory, test: () => true, values: [{ name: 'kind', read: (batch, row) => batch.get(row, layout.slot('kind')), optional: false }], by, spanUs: 9 * second }),
}

/** Values that are easily taken for one another, so that few of them meet often. */
const lookalike: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom<Value[]>(1, '1', ['1'], [1], true, 'true', null, 'null', '', []),
  fc.constantFrom<Value[]>(['a', 'b'], 'a,b', ['b', 'a'], '["a","b"]', 'a', '1:a', ['a', 1]),
  fc.constantFrom('\u0001n', '\u0001d1', '\u0001sa'),
  anyValue,
)

/** Longer than what is held of a key, and different behind that. */
const long = fc.constantFrom('x'.repeat(600), `${'x'.repeat(599)}y`, 'x'.repeat(512))

const parts = fc.tuple(fc.boolean(), fc.boolean()).map(([first, second]): readonly KeyPart[] => [
  { ...byUser[0]!, optional: first },
  { name: 'x', read: readX, optional: second },
])

const casesOf = (values: fc.Arbitrary<Value>): fc.Arbitrary<readonly Tiny[]> =>
  fc
    .array(values, { minLength: 1, maxLength: 3 })
    .map((few) => fc.constantFrom(...few))
    .chain((value) => timelines(['A', 'B', 'C'], { user: value, x: value }))

const cases = casesOf(fc.oneof({ arbitrary: lookalike, weight: 9 }, { arbitrary: long, weight: 2 }))

/** One value in a list is that value, and none is none. */
const plain = (value: Value): Value => (Array.isArray(value) && value.length < 2 ? (value[0] ?? null) : value)

/** The same events with a name for their key, and none where they have no key. */
function named(by: readonly KeyPart[], events: readonly Tiny[]): readonly Tiny[] {
  const names = new Map<string, string>()
  return events.map((event) => {
    const values = [plain(event.user), plain(event.x)]
    if (values.some((value, i) => value === null && !by[i]!.optional)) return { ...event, user: null }
    const text = JSON.stringify(values)
    if (!names.has(text)) names.set(text, `key ${names.size}`)
    return { ...event, user: names.get(text)! }
  })
}

/** Which events make an incident, and when it is. Not what it says of its key. */
function found(detect: Detect, events: readonly Tiny[]): string[] {
  const ofIncident = run(rulesetOf(rule(detect)), plainly(events)).map((change) => {
    if (change.kind !== 'raised') return change.kind
    const { tripline } = change.incident.document as unknown as {
      tripline: { incident: { events: { name: string; events: { event: { id: string } }[] }[] } }
    }
    const steps = tripline.incident.events.map(({ name, events: shown }) => [name, shown.map(({ event }) => event.id)])
    return JSON.stringify([change.incident.us, steps])
  })
  return ofIncident.sort()
}

describe.each(Object.keys(detects))('%s', (kind) => {
  const detect = detects[kind]!

  test('finds by several parts of any type what it finds by a name for each key', () => {
    fc.assert(
      fc.property(parts, cases, (by, events) => {
        expect(found(detect(by), events)).toEqual(found(detect(byUser), named(by, events)))
      }),
    )
  })

  test('batches, order within the lateness and restarts change nothing', () => {
    const arrivals = cases.chain((events) => fc.tuple(fc.constant(events), somehow(events)))
    fc.assert(
      fc.property(parts, arrivals, (by, [events, arrival]) => {
        const ruleset = rulesetOf(rule(detect(by)))
        expect(runAsWritten(ruleset, arrival)).toEqual(runAsWritten(ruleset, plainly(events)))
      }),
      { numRuns: 50 },
    )
  })
})

test('an incident tells the parts of its key as they were', () => {
  const every = detects['a sliding window']!
  fc.assert(
    fc.property(parts, casesOf(lookalike), (by, events) => {
      const plan = { ...every(by), having: () => true }
      const told = run(rulesetOf(rule(plan)), plainly(events)).map((change) => {
        if (change.kind !== 'raised') return change.kind
        const { tripline } = change.incident.document as unknown as {
          tripline: { incident: { keys: Readonly<Record<string, Value>> } }
        }
        return JSON.stringify([tripline.incident.keys['user'] ?? null, tripline.incident.keys['x'] ?? null])
      })
      const expected = events
        .map(({ user, x }) => [plain(user), plain(x)])
        .filter((values) => values.every((value, i) => value !== null || by[i]!.optional))
      expect(told).toEqual(expected.map((values) => JSON.stringify(values)))
    }),
  )
})
