// `arraySearch`: several conditions on one element, as a rule says it and as an event holds it.
import { describe, expect, test } from 'vitest'
import { compileQuery, compileRules } from '../../src/compiler/compile.ts'
import { Batch } from '../../src/event/batch.ts'
import { categoryBit } from '../../src/event/category.ts'
import type { Value } from '../../src/event/value.ts'
import { recorded } from '../../src/pipeline/journal.ts'
import { Decoding, decodedCategories, decodingNeeds } from '../../src/subprotocol/decoding.ts'

type Fields = Readonly<Record<string, Value>>

function holds(condition: string, fields: Fields): boolean {
  const compiled = compileQuery(`message where ${condition}`, {
    alsoRead: ({ fields }) => [{ fields: decodingNeeds(fields), categories: decodedCategories }],
  })
  if (!compiled.ok) throw new Error(compiled.diagnostics.map(({ message }) => message).join('; '))
  if (compiled.detect.kind !== 'event') throw new Error(condition)
  const batch = new Batch(compiled.layout)
  const row = batch.add(categoryBit('message'), 0, 0, 0, recorded('m', fields))
  for (const [name, value] of Object.entries(fields)) batch.set(row, compiled.layout.slot(name), value)
  new Decoding().extend(batch)
  return compiled.detect.test(batch, row)
}

const call = (params: unknown, more: Fields = {}): Fields => ({
  'websocket.payload.text': JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'order', params }),
  ...more,
})

describe('over elements that are kept whole', () => {
  const order = call({
    items: [
      { id: 1, v: 'p', tags: ['x'] },
      { id: 2, v: 'q', sub: [{ n: 1 }, { n: 5, m: 2 }] },
    ],
  })

  test.each([
    ['arraySearch(rpc.params.items, x, x.id == 1 and x.v == "p")', true],
    ['arraySearch(rpc.params.items, x, x.id == 1 and x.v == "q")', false],
    ['rpc.params.items.id == 1 and rpc.params.items.v == "q"', true],
    ['arraySearch(rpc.params.items, x, x.tags == "x" and x.id < 2)', true],
    ['arraySearch(rpc.params.items, x, x.id == "1")', false],
    ['arraySearch(rpc.params.items, x, x.none == null and x.id == 1)', true],
    ['not arraySearch(rpc.params.items, x, x.id == 3)', true],
    ['arraySearch(rpc.params.items, x, arraySearch(x.sub, y, y.n == 5 and y.m == x.id))', true],
    ['arraySearch(rpc.params.items, x, arraySearch(x.sub, y, y.n == 1 and y.m == 2))', false],
    ['arraySearch(rpc.params.items, x, startsWith(x.v, "q") and x.sub.n > 4)', true],
    ['arraySearch(rpc.params.items, x, x.v in ("q", "r") and x.id in (2, 3))', true],
    ['arraySearch(rpc.calls, c, c.method == "order" and c.params.items.id == 2)', true],
    ['arraySearch(rpc.params.items, rpc, rpc.id == 2)', true],
  ])('%s is %s', (condition, value) => {
    expect(holds(condition, order)).toBe(value)
  })
})

describe('where there is no array', () => {
  test.each([
    ['arraySearch(rpc.params.items, x, x.id == 1)', false],
    ['not arraySearch(rpc.params.items, x, x.id == 1)', false],
    ['arraySearch(rpc.params.items, x, x.id == 1) == null', true],
  ])('%s is %s', (condition, value) => {
    expect(holds(condition, call({ other: 1 }))).toBe(value)
  })

  test('one value is an array of one', () => {
    expect(
      holds('arraySearch(rpc.params.items, x, x.id == 1 and x.v == "p")', call({ items: { id: 1, v: 'p' } })),
    ).toBe(true)
    expect(holds('arraySearch(rpc.params.items, x, x > 3 and x < 5)', call({ items: 4 }))).toBe(true)
  })
})

describe('over fields that have a type', () => {
  const event = call([], { 'http.request.cookie.names': ['a', 'session_token'], 'user.name': 'session_token' })

  test.each([
    ['arraySearch(http.request.cookie.names, n, n like "sess*" and length(n) > 10)', true],
    ['arraySearch(http.request.cookie.names, n, n like "a*" and length(n) > 10)', false],
    ['arraySearch(http.request.cookie.names, n, n == user.name)', true],
  ])('%s is %s', (condition, value) => {
    expect(holds(condition, event)).toBe(value)
  })
})

describe('what is wrong with it', () => {
  const codesOf = (condition: string): string[] => {
    const compiled = compileQuery(`message where ${condition}`)
    return compiled.ok ? [] : compiled.diagnostics.map(({ code }) => code)
  }

  test.each([
    ['arraySearch(rpc.params.items, "x", true)', ['R240']],
    ['arraySearch(rpc.params.items, x.y, true)', ['R240']],
    ['arraySearch(rpc.params.items, ?x, true)', ['R240']],
    ['arraySearch(rpc.params.items, x, y.id == 1)', ['R201']],
    ['arraySearch(rpc.params.items, x, x.id)', []],
    ['arraySearch(rpc.params.items, x, length(x.v))', ['R209']],
    ['arraySearch(http.request.cookie.names, n, n.x == 1)', ['R201']],
    ['arraySearch(http.request.cookie.names, n, n == 1)', ['R202']],
    ['arraySearch(nothing.known, x, x == 1)', ['R201']],
  ])('%s gives %j', (condition, codes) => {
    expect(codesOf(condition)).toEqual(codes)
  })

  test('an argument that is missing is counted', () => {
    expect(codesOf('arraySearch(rpc.params.items)')).toContain('R204')
  })
})

test('the element is no field that the rule reads, and a macro of its name is not meant', () => {
  const text = `macro x = message where url.path == "/"
rule order_of_two {
  title "Order"
  level low
  detect message where arraySearch(rpc.params.items, x, x.id == 2)
  incident "order"
  test "one" { message { websocket.payload.text = "{\\"jsonrpc\\":\\"2.0\\",\\"id\\":1,\\"method\\":\\"o\\",\\"params\\":{\\"items\\":[{\\"id\\":2}]}}" } expect 1 incident }
  test "none" { message { rpc.method = "o" } expect none }
}`
  const { ruleset } = compileRules([{ path: 'order_of_two.trip', text }])
  expect(ruleset.rules).toHaveLength(1)
  expect(ruleset.layout.fields).toEqual(['rpc.params.items', 'rpc.params.items[*]'])
})
