// Rules that are not asked because of something that they need: none of them would have found anything.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LoadList } from '../../src/compiler/2-check/scope.ts'
import { compileRules } from '../../src/compiler/compile.ts'
import type { Detect, EventPlan, Ruleset } from '../../src/compiler/plan.ts'
import { readValues, ValueList } from '../../src/compiler/values/list.ts'
import { Routes } from '../../src/engine/routes.ts'
import { Batch } from '../../src/event/batch.ts'
import { anyCategory, categoryBit } from '../../src/event/category.ts'
import { exclusive } from '../../src/event/position.ts'
import type { Delivery } from '../../src/event/source.ts'
import type { Value } from '../../src/event/value.ts'
import { foundBy } from '../../src/explain/found-by.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { recorded } from '../../src/pipeline/journal.ts'

const second = 1_000_000

const file = (detect: string, i: number): { readonly path: string; readonly text: string } => ({
  path: `tests/rule_number_${i + 10}.trip`,
  text: `macro known_port = source.port == 1
field x.flag: boolean
list names: keyword = ["a", "Root"]
list nets: cidr = ["192.0.2.0/25"]
rule rule_number_${i + 10} {
  title "A rule"
  level low
  detect ${detect}
}
`,
})

type Lists = ReadonlyMap<string, ValueList>

/** Lists are the same for all files, as those of a deployment are. */
function compiled(detects: readonly string[]): { readonly ruleset: Ruleset; readonly lists: Lists } {
  const lists = new Map<string, ValueList>()
  const loadList: LoadList = ({ name, type }) => {
    const list = lists.get(name) ?? new ValueList(type, readValues(type, []))
    lists.set(name, list)
    return { ok: true, list }
  }
  const { ruleset, problems } = compileRules(detects.map(file), { loadList })
  expect(
    ruleset.rules.length,
    JSON.stringify(problems.flatMap(({ diagnostics }) => diagnostics).filter(({ code }) => code < 'R8')),
  ).toBe(detects.length)
  return { ruleset, lists }
}

/** The same rules, each asked of every event of its categories. */
const withoutNeeds = (ruleset: Ruleset): Ruleset => ({
  ...ruleset,
  rules: ruleset.rules.map((rule) => ({ ...rule, detect: strip(rule.detect) as Detect })),
})

function strip(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(strip)
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(
    Object.entries(part).flatMap(([name, value]) => (name === 'needs' ? [] : [[name, strip(value)]])),
  )
}

const atom = fc.constantFrom(
  'user.name == "a"',
  '"b" == user.name',
  'user.name in ("a", "c")',
  'user.name in~ ("A", "Kate")',
  'user.name in $names',
  'user.name in~ $names',
  'user.name not in $names',
  'source.ip in $nets',
  'user.name : "a*"',
  'user.name : "root"',
  'user.name : ("*oo*", "kate")',
  'user.name : "*sik"',
  'user.name : "*\u0130x*"',
  'user.name like "Ro*"',
  'user.name like~ "*O\u00e9*T*"',
  'user.name like "*?t"',
  'user.name regex "R[o0]+t.*"',
  'user.name regex~ ".*(root|kate|sik).*"',
  'user.name regex ".*"',
  'startsWith(user.name, "Ro")',
  'startsWith~(user.name, "RO")',
  'endsWith~(user.name, "IK")',
  'stringContains(user.name, "oo")',
  'stringContains~(user.name, "")',
  'not stringContains~(user.name, "ate")',
  'user.name != "a"',
  'user.name == event.outcome',
  'event.outcome == "failure"',
  'event.outcome == null',
  'event.outcome != null',
  'source.port == 1',
  'source.port == 1.0',
  'source.port in (1, 2)',
  'source.port > 1',
  'source.port >= 2',
  'not source.port > 1',
  'source.port < 2.5',
  '1 < source.port',
  'source.port + 1 > 2',
  'length(user.name) > 3',
  'source.ip == "192.0.2.1"',
  'cidrMatch(source.ip, "192.0.2.0/24")',
  'x.flag',
  'x.flag == false',
  'known_port',
  'not known_port',
  '?x.other == "a"',
  '?x.other > 1',
  '?x.other in ("a", 1, true)',
)
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small' },
    atom,
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a} and ${b})`),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a} or ${b})`),
    tie('condition').map((inner) => `not ${inner}`),
  ),
}))
const connection = 'websocket.connection.id'
const detect = fc.oneof(
  { weight: 6, arbitrary: condition.map((one) => `auth where ${one}`) },
  condition.map((one) => `any where ${one}`),
  condition.map((one) => `auth where ${one} | stats n = count() by user.name over 5s | where n >= 2`),
  condition.map((one) => `auth where ${one} | stats n = count() by user.name over session 2s | where n >= 2`),
  condition.map((one) => `message where ${one} | stats n = count() by ${connection} over connection | where n < 2`),
  condition.map((one) => `auth where ${one} | first_seen source.port by user.name over 9s`),
  fc
    .tuple(condition, condition, condition)
    .map(([a, b, c]) => `sequence with maxspan=9s [auth where ${a}] [any where ${b}] until [auth where ${c}]`),
  fc.tuple(condition, condition).map(([a, b]) => `sequence with maxspan=9s [auth where ${a}] ![message where ${b}]`),
  fc
    .tuple(condition, condition)
    .map(([a, b]) => `sample by user.name with maxspan=9s [auth where ${a}] [any where ${b}]`),
  fc
    .tuple(condition, condition, fc.constantFrom('unanswered', 'unasked', 'twice'))
    .map(
      ([a, b, fault]) =>
        `respond to [message where ${a}] by ${connection} within 2s with [message where ${b}] when ${fault}`,
    ),
  condition.map((one) => `respond to [message where ${one}] by ${connection} within 2s`),
  fc
    .tuple(condition, condition)
    .map(
      ([a, b]) =>
        `step one = [auth where ${a}] step two = [message where ${b}] conversation by ${connection} { one -> two }`,
    ),
)

const name = fc.constantFrom<Value>(
  ...[
    'a',
    'b',
    'c',
    'A',
    '',
    'root',
    'ROOT',
    'xRootx',
    'Ro\u00e9ot',
    '\u212aate',
    'mu\u017fik',
    'MUSIK',
    '\u0130x',
    'ik',
  ],
  ...[null, ['a', 'b'], ['none', 'ROOT'], [], 1, true],
)
const scalar = fc.constantFrom<Value>(
  'a',
  'b',
  'c',
  'failure',
  0,
  1,
  2,
  3,
  true,
  false,
  null,
  ['a', 'b'],
  [1],
  [0, 3],
  [],
)
const event = fc.record({
  category: fc.constantFrom('auth', 'auth', 'message', 'handshake', 'close', 'connection'),
  fields: fc.record({
    'user.name': name,
    'event.outcome': scalar,
    'source.port': scalar,
    'source.ip': fc.constantFrom('192.0.2.1', '::ffff:192.0.2.1', '192.0.2.200', null),
    'x.flag': scalar,
    'x.other': scalar,
    [connection]: fc.constantFrom('c1', 'c2', null),
    'websocket.direction': fc.constantFrom('client', 'server'),
  }),
})

interface TestEvent {
  readonly category: string
  readonly fields: Readonly<Record<string, Value>>
}

/** In two batches; between them the lists come to hold something else. */
function found(ruleset: Ruleset, lists: Lists, events: readonly TestEvent[]): readonly string[] {
  const source = { id: 'tests', categories: anyCategory, latenessUs: 0 }
  const evaluator = new Evaluator(ruleset, [source])
  const half = Math.floor(events.length / 2)
  fill(lists, { names: ['a', 'Root'], nets: ['192.0.2.0/25'] })
  const first = evaluator.evaluate(deliveryOf(ruleset, events.slice(0, half), { n: 1, from: 0 }))
  fill(lists, { names: ['kate', '\u0130x'], nets: ['192.0.2.128/25'] })
  const second = evaluator.evaluate(deliveryOf(ruleset, events.slice(half), { n: 2, from: half }))
  return [...first.changes, ...second.changes, ...evaluator.end('fire')].map((change) =>
    change.kind === 'raised' ? `${change.incident.ruleId} ${change.incident.id}` : change.kind,
  )
}

function fill(lists: Lists, entries: Readonly<Record<string, readonly string[]>>): void {
  for (const [name, list] of lists) list.replace(readValues(list.type, entries[name]!))
}

function deliveryOf(
  { layout }: Ruleset,
  events: readonly TestEvent[],
  { n, from }: { readonly n: number; readonly from: number },
): Delivery {
  const batch = new Batch(layout)
  for (const [i, { category, fields }] of events.entries()) {
    const at = from + i
    const row = batch.add(categoryBit(category), at * second, 0, at, recorded(`e${at}`, fields))
    for (const [name, value] of Object.entries(fields)) batch.set(row, layout.slot(name), value)
  }
  const progress = { us: (from + events.length) * second, nanos: 0, sequence: exclusive }
  return { source: 'tests', n, batch, progress, resume: null }
}

test('a rule of which enough others are like is found for each event that fits it', () => {
  let fitting = 0
  let spared = 0
  fc.assert(
    fc.property(condition, fc.array(event, { minLength: 10, maxLength: 40 }), (one, events) => {
      const { ruleset, lists } = compiled([`any where ${one}`])
      fill(lists, { names: ['kate', 'Root', '\u0130x'], nets: ['192.0.2.128/25'] })
      const detect = ruleset.rules[0]!.detect as EventPlan
      const routes = new Routes(Array.from({ length: 4 }, () => ({ detect, categories: detect.categories })))
      const { batch } = deliveryOf(ruleset, events, { n: 1, from: 0 })
      for (let row = 0; row < batch.length; row++) {
        const met = routes.of(batch, row).length
        if (met === 0) spared++
        if (!detect.test(batch, row)) continue
        fitting++
        expect(met, `${one} ${JSON.stringify(events[row])}`).toBe(4)
      }
    }),
    { numRuns: 600 },
  )
  expect(fitting).toBeGreaterThan(1000)
  expect(spared).toBeGreaterThan(1000)
})

test('the same incidents come of rules that are found by what they need and of rules that are all asked', () => {
  let indexed = 0
  let incidents = 0
  fc.assert(
    fc.property(
      fc.array(detect, { minLength: 10, maxLength: 40 }),
      fc.array(event, { maxLength: 20 }),
      (detects, events) => {
        const { ruleset, lists } = compiled(detects)
        indexed += ruleset.rules.filter((rule) => foundBy(rule.detect, ruleset.rules) !== null).length
        const expected = found(withoutNeeds(ruleset), lists, events)
        incidents += expected.length
        expect(found(ruleset, lists, events)).toEqual(expected)
      },
    ),
    { numRuns: 40 },
  )
  expect(indexed).toBeGreaterThan(300)
  expect(incidents).toBeGreaterThan(100)
})

/** How many of the rules a row with such fields meets. */
function meeting(ruleset: Ruleset, fields: Readonly<Record<string, Value>>): number {
  const routes = new Routes(ruleset.rules.map(({ detect: plan }) => ({ detect: plan, categories: anyCategory })))
  const { batch } = deliveryOf(ruleset, [{ category: 'auth', fields }], { n: 1, from: 0 })
  return routes.of(batch, 0).length
}

test.each<[string, (i: number) => string, Readonly<Record<string, Value>>]>([
  ['a name', (i) => `user.name == "user ${i % 50}" and source.port == 1`, { 'user.name': 'user 7' }],
  ['a name in any case', (i) => `user.name : "USER ${i % 50}"`, { 'user.name': 'User 7' }],
  ['one of two names', (i) => `user.name == "user ${i % 50}" or event.outcome == "o ${i}"`, { 'user.name': 'user 7' }],
  ['a text in the name', (i) => `user.name : "*user ${1000 + (i % 50)}*"`, { 'user.name': 'the USER 1007 himself' }],
  ['a pattern', (i) => `user.name regex ".*user ${1000 + (i % 50)}[a-z].*"`, { 'user.name': 'the user 1007 himself' }],
  ['a beginning', (i) => `startsWith(user.name, "user ${1000 + (i % 50)}")`, { 'user.name': 'user 1007 himself' }],
  ['a number that is large', (i) => `source.port > ${i % 50}`, { 'source.port': 1 }],
  ['a number that is small', (i) => `source.port <= ${i % 50}`, { 'source.port': 48 }],
])('of a hundred rules that need %s, a row meets the few that need its own', (_, conditionOf, fields) => {
  const { ruleset } = compiled(Array.from({ length: 100 }, (_, i) => `auth where ${conditionOf(i)}`))
  expect([meeting(ruleset, {}), meeting(ruleset, fields)]).toEqual([0, expect.toBeOneOf([2, 4])])
})

test.each([
  ['auth where user.name == "a"', ['user.name is "a"']],
  ['auth where user.name in ("a", "b") and source.port == 1', ['source.port is 1']],
  ['auth where user.name == "a" or user.name == "b"', ['user.name is one of "a", "b"']],
  ['auth where user.name == "a" or source.port == 1', ['user.name is "a" or source.port is 1']],
  ['auth where user.name in $names', ['user.name is in $names']],
  ['auth where user.name in~ ("A", "b")', ['user.name is one of "a", "b" in any case']],
  [
    'auth where user.name : ("*Admin*", "root")',
    ['user.name holds "admin" in any case or user.name is "root" in any case'],
  ],
  ['auth where user.name regex ".*(admin|root)[0-9]"', ['user.name holds one of "admin", "root" in any case']],
  ['auth where stringContains(user.name, "admin") and user.name == "a"', ['user.name holds "admin" in any case']],
  ['auth where source.port > 1024', ['source.port is at least 1024']],
  ['auth where not (source.port > 1024 or user.name == null)', ['source.port is at most 1024']],
  ['auth where source.ip == "192.0.2.1"', ['source.ip is there']],
  ['auth where user.name == null', null],
  ['auth where not user.name == "a"', ['user.name is there']],
  ['auth where known_port', ['source.port is 1']],
  [
    'sequence by user.name with maxspan=5s [auth where event.outcome == "failure"] [auth where event.outcome == "success"]',
    ['event.outcome is "failure"', 'event.outcome is "success"'],
  ],
  [`respond to [message where user.name == "a"] by ${connection} within 2s`, null],
])('what %j is found by is told', (written, expected) => {
  const { rules } = compiled([written]).ruleset
  expect(foundBy(rules[0]!.detect, rules)).toEqual(expected)
})
