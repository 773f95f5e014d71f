// What became of events at each condition of a rule, and how far it came.
import { describe, expect, test } from 'vitest'
import { anyCategory } from '../../src/event/category.ts'
import { Observer } from '../../src/explain/observe.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { timesIn } from '../rows.ts'
import { batchOf, ruleOf, type Told } from './rule.ts'

function observed(body: string, events: readonly Told[]) {
  const { rule, ruleset, dissected } = ruleOf(body)
  const observer = new Observer(rule, dissected)
  const evaluator = new Evaluator(
    { ...ruleset, rules: [observer.rule] },
    [{ id: 's', categories: anyCategory, latenessUs: 0 }],
    { near: (_, miss) => observer.near(miss) },
  )
  const batch = batchOf(ruleset, events)
  // Time stands at the last event.
  const progress = { us: timesIn(batch).at(-1)!, nanos: 0, sequence: batch.length }
  const { changes } = evaluator.evaluate({ source: 's', n: 1, batch, progress, resume: null })
  observer.see(batch)
  observer.open(evaluator.begun().get('rule_of_a_test') ?? [])
  return { ...observer.read(), raised: changes.length }
}

const auth = (fields: Told['fields'], at?: number): Told => ({
  category: 'auth',
  fields,
  ...(at !== undefined && { at }),
})

describe('a condition', () => {
  test('is told how often it failed, and how often it alone', () => {
    const { filters } = observed('detect auth where event.outcome == "failure" and source.ip != null', [
      auth({ 'event.outcome': 'failure', 'source.ip': '192.0.2.1' }),
      auth({ 'event.outcome': 'success', 'source.ip': '192.0.2.1' }),
      auth({ 'event.outcome': 'success' }),
      { category: 'close', fields: {} },
    ])
    expect(filters).toMatchObject([
      {
        seen: 3,
        passed: 1,
        conditions: [
          { failed: 2, alone: 1 },
          { failed: 1, alone: 0 },
        ],
      },
    ])
  })

  test('that excepts an event is one that fails', () => {
    const { filters } = observed('detect auth\n except where user.name == "bob" reason "a test"', [
      auth({ 'user.name': 'bob' }),
      auth({}),
    ])
    expect(filters).toMatchObject([{ seen: 2, passed: 1, conditions: [{ isException: true, failed: 1, alone: 1 }] }])
  })
})

test('events that pass without a value to group by are told', () => {
  const { filters } = observed('detect auth | stats n = count() by source.ip, ?user.name over 1m | where n > 9', [
    auth({ 'source.ip': '192.0.2.1' }),
    auth({ 'user.name': 'bob' }),
  ])
  expect(filters).toMatchObject([{ passed: 2, keyless: 1, keys: ['source.ip'] }])
})

test('a window of connections is also by connection, though nobody wrote it', () => {
  const { filters } = observed('detect message | stats n = count() by user.name over connection | where n > 9', [
    { category: 'message', fields: { 'websocket.connection.id': 'c', 'user.name': 'bob' } },
    { category: 'message', fields: { 'user.name': 'bob' } },
  ])
  expect(filters).toMatchObject([{ passed: 2, keyless: 1, keys: ['websocket.connection.id', 'user.name'] }])
})

test('of statistics it is told how near they came', () => {
  const query = 'detect auth | stats n = count(), users = count_distinct(user.name) by source.ip over 1m | where n >= 3'
  const from = { 'source.ip': '192.0.2.1', 'user.name': 'bob' }
  expect(observed(query, [auth(from), auth(from)]).judgements).toEqual([
    {
      judged: 2,
      held: 0,
      conditions: [{ text: 'n >= 3', failed: 2, alone: 2 }],
      statistics: [
        { name: 'n', least: 1, most: 2 },
        { name: 'users', least: 1, most: 1 },
      ],
    },
  ])
  expect(observed(query, [auth(from), auth(from), auth(from)])).toMatchObject({ raised: 1, judgements: [{ held: 1 }] })
})

describe('a sequence that did not come to its end', () => {
  const query = `detect sequence by source.ip with maxspan=10s
    [auth where event.outcome == "failure"] [auth where event.outcome == "success"] [close]
  until [connection]`
  const failure = (ip: string, at: number) => auth({ 'source.ip': ip, 'event.outcome': 'failure' }, at)
  const success = (ip: string, at: number) => auth({ 'source.ip': ip, 'event.outcome': 'success' }, at)

  test('is told with its key, its events, the step and what ended it; the furthest first', () => {
    const { nearMisses } = observed(query, [
      failure('192.0.2.1', 0),
      failure('192.0.2.2', 1),
      success('192.0.2.2', 2),
      { category: 'connection', at: 3, fields: { 'source.ip': '192.0.2.2' } },
      failure('192.0.2.3', 30),
    ])
    expect(nearMisses.counts.map(({ reached, of, why, count }) => [reached, of, why, count])).toEqual([
      [2, 3, 'until', 1],
      [1, 3, 'maxspan', 1],
      [1, 3, 'open', 1],
    ])
    expect(nearMisses.examples[0]).toMatchObject({
      key: { 'source.ip': '192.0.2.2' },
      reached: 2,
      why: 'until',
      events: [{ 'event.id': 'e1' }, { 'event.id': 'e2' }],
    })
  })

  test('is not told where it came to its end', () => {
    const found = observed(query, [
      failure('192.0.2.1', 0),
      success('192.0.2.1', 1),
      { category: 'close', at: 2, fields: { 'source.ip': '192.0.2.1' } },
    ])
    expect(found).toMatchObject({ raised: 1, nearMisses: { counts: [], examples: [] } })
  })
})

test('of one key and step, the sequence with the most runs is the example', () => {
  const failure = (at: number) => auth({ 'source.ip': '192.0.2.1', 'event.outcome': 'failure' }, at)
  const { nearMisses } = observed(
    'detect sequence by source.ip with maxspan=10s [auth where event.outcome == "failure"] with runs=4 [close]',
    [failure(0), failure(1), failure(2), { category: 'handshake', at: 60, fields: {} }],
  )
  expect(nearMisses.examples.map(({ key, events }) => [key, events.length])).toEqual([
    [{ 'source.ip': '192.0.2.1' }, 3],
  ])
})

test('an example shows no more than an incident of the rule would', () => {
  const secret = { 'source.ip': '192.0.2.1', 'url.query': 'token=abc123', 'user.name': 'eve' }
  const { nearMisses } = observed(
    'detect sequence by url.query with maxspan=10s [auth where user.name != null] [close]\n  evidence { drop user.name }',
    [auth(secret)],
  )
  const [example] = nearMisses.examples
  expect(example?.key).toEqual({ 'url.query': 'token=***' })
  expect(example?.events[0]).toMatchObject({ 'source.ip': '192.0.2.1', 'url.query': 'token=***' })
  expect(example?.events[0]).not.toHaveProperty('user.name')
})
