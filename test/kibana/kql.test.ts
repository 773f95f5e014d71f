// KQL as panels write it → queries.
import { describe, expect, test } from 'vitest'
import { fieldsInKql, kqlToQuery, type Query } from '../../kibana/queries/kql.ts'

const phrase = (field: string, value: string): Query => ({ match_phrase: { [field]: value } })
const anyOf = (...should: Query[]): Query => ({ bool: { should, minimum_should_match: 1 } })
const allOf = (...filter: Query[]): Query => ({ bool: { filter } })

test.each<[string, Query]>([
  ['', { match_all: {} }],
  ['a : "x y"', phrase('a', 'x y')],
  ['a: "say \\"hi\\""', phrase('a', 'say "hi"')],
  ['a : x', { match: { a: 'x' } }],
  ['a : *', { exists: { field: 'a' } }],
  ['a : "*"', phrase('a', '*')],
  ['a : x*', { query_string: { fields: ['a'], query: 'x*' } }],
  ['a >= 1', { range: { a: { gte: '1' } } }],
  ['a<2', { range: { a: { lt: '2' } } }],
  ['a : ("x" or "y")', anyOf(phrase('a', 'x'), phrase('a', 'y'))],
  ['a : 1 and b : 2', allOf({ match: { a: '1' } }, { match: { b: '2' } })],
  ['a : 1 or b : 2 and c : 3', anyOf({ match: { a: '1' } }, allOf({ match: { b: '2' } }, { match: { c: '3' } }))],
  ['(a : 1 or b : 2) and c : 3', allOf(anyOf({ match: { a: '1' } }, { match: { b: '2' } }), { match: { c: '3' } })],
  ['not a : 1 and b : 2', allOf({ bool: { must_not: { match: { a: '1' } } } }, { match: { b: '2' } })],
])('%j', (text, query) => {
  expect(kqlToQuery(text)).toEqual(query)
})

describe('what is not understood is not passed over', () => {
  test.each(['a', 'a :', 'a : (x', 'a : x y', 'a : x)', 'and a : 1', 'a = 1', 'a : "open'])('%j', (text) => {
    expect(() => kqlToQuery(text)).toThrow(/KQL/)
  })
})

test('the fields that are named', () => {
  expect(fieldsInKql('a.b : ("x" or "y") and not (c > 1 or d : *)')).toEqual(['a.b', 'c', 'd'])
})
