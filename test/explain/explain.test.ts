// What is said of a rule before it runs.
import { describe, expect, test } from 'vitest'
import { defaultBounds } from '../../src/engine/bounds.ts'
import { explain } from '../../src/explain/explain.ts'
import { ruleOf } from './rule.ts'

const explained = (body: string, before = '') => {
  const { rule, dissected } = ruleOf(body, before)
  return explain(rule, dissected, { bounds: defaultBounds, rules: [rule] })
}

describe('the filters of a rule', () => {
  test('are its conditions one by one, those of macros among them, with the fields that each reads', () => {
    const { filters, lists } = explained(
      `detect failed where outside and url.path != "/health"
       except where user.name == "loadtest" reason "a test"`,
      `list office: cidr = ["10.0.0.0/8", "192.0.2.0/24"]
       list unused: keyword = ["a"]
       macro failed = auth where event.outcome == "failure"
       macro outside = not source.ip in $office and source.ip != null`,
    )
    expect(filters).toHaveLength(1)
    expect(filters[0]).toMatchObject({ role: 'query', category: 'failed', categories: ['auth'] })
    expect(filters[0]!.conditions.map(({ text, macro, fields }) => [text, macro, fields])).toEqual([
      ['event.outcome == "failure"', 'failed', ['event.outcome']],
      ['not source.ip in $office', 'outside', ['source.ip']],
      ['source.ip != null', 'outside', ['source.ip']],
      ['url.path != "/health"', null, ['url.path']],
      ['except where user.name == "loadtest"', null, ['user.name']],
    ])
    expect(lists).toEqual([{ name: 'office', type: 'cidr', entries: 2 }])
  })

  test('are those of each step; an exception of one step is in that alone', () => {
    const { filters } = explained(
      `detect sequence by source.ip with maxspan=1m
         step guess = [auth where event.outcome == "failure"]
         [handshake]
         ![close where true]
       until [connection]
       except guess where user.name == "bob" reason "he is like that"`,
    )
    expect(filters.map(({ name, role, conditions }) => [name, role, conditions.length])).toEqual([
      ['guess', 'step', 2],
      ['2', 'step', 0],
      ['3', 'absent', 0],
      ['until', 'until', 0],
    ])
  })

  test('are those of statistics with a condition of their own, too', () => {
    const { filters } = explained(
      'detect auth | stats bad = count() where event.outcome == "failure", n = count() by source.ip over 1m | where bad > 3',
    )
    expect(filters.map(({ name, role }) => [name, role])).toEqual([
      ['', 'query'],
      ['bad', 'aggregate'],
    ])
  })
})

describe('state', () => {
  test('is none for a rule that fires as the event arrives', () => {
    expect(explained('detect handshake').state).toBeNull()
  })

  test('is bounded for a key and for all of them', () => {
    const { state, keys } = explained('detect auth | stats n = count() by source.ip, user.name over 1m | where n > 3')
    expect(keys).toEqual(['source.ip', 'user.name'])
    expect(state?.perKey).toMatchObject({ keys: 1, events: defaultBounds.eventsPerKey, documents: 10 })
    expect(state?.all).toMatchObject({ keys: defaultBounds.keys, events: defaultBounds.events })
    expect(state!.all.bytes).toBeGreaterThan(state!.perKey.bytes)
  })

  test('of a sequence is one event for each stage of each that may have begun', () => {
    const three = 'sequence by source.ip with maxspan=1m [auth] with runs=2 [handshake] [close]'
    // Of four events in a row, one may have come once, one twice and one three times.
    expect(explained(`detect ${three}`).state?.perKey.documents).toBe(1 + 2 + 3)
    expect(explained(`detect ${three} ![connection]`).state?.perKey.documents).toBe(1 + 2 + 3 + 4)
  })
})

test.each([
  ['auth | stats n = count() by source.ip over 90s | where n > 3', [['sliding', 90_000_000]]],
  ['auth | stats n = count() by source.ip over session 5m | where n > 3', [['session', 300_000_000]]],
  [
    'sequence by source.ip with maxspan=1m [auth] [close] within 5s',
    [
      ['maxspan', 60_000_000],
      ['within', 5_000_000],
    ],
  ],
  ['sample by source.ip with maxspan=1m [auth] [close]', [['maxspan', 60_000_000]]],
  ['auth | first_seen source.ip by user.name over 2d', [['first_seen', 172_800_000_000]]],
  ['respond to [message where rpc.id != null] by rpc.id within 5s', [['within', 5_000_000]]],
  ['step a = [handshake] step b = [close] conversation by websocket.connection.id { a -> b }', []],
])('every shape says how it decides, and over which spans: %s', (query, spans) => {
  const { decides, spans: found, keys } = explained(`detect ${query}`)
  expect(found.map(({ what, us }) => [what, us])).toEqual(spans)
  expect(decides.length).toBeGreaterThan(0)
  for (const line of decides) expect(line).toMatch(/^[A-Z].*\.$/)
  expect(keys.length).toBeGreaterThan(0)
})

test('each field is told with the parts that read it', () => {
  const { reads } = explained(
    `detect sequence by source.ip with maxspan=1m
       step login = [auth where event.outcome == "success"]
       [close]
     incident "{login.user.name} from {source.ip}"
     suppress 1m by source.ip`,
  )
  expect(Object.fromEntries(reads.map(({ field, by }) => [field, by]))).toEqual({
    'event.outcome': ['step login'],
    'source.ip': ['key', 'suppress', 'incident'],
    'user.name': ['incident'],
  })
})

test('it is told what it is found by, where it needs anything', () => {
  expect(explained('detect auth where event.outcome == "failure" and user.name : "a*"').index).toEqual([
    'event.outcome is "failure"',
  ])
  expect(explained('detect auth where user.name == null').index).toBeNull()
})
