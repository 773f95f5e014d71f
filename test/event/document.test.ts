// Flat and nested documents.
import { expect, test } from 'vitest'
import { flatten, nest, nestInto } from '../../src/event/document.ts'

test('dotted names become nested objects, and back', () => {
  const flat = {
    '@timestamp': 't',
    'source.ip': '192.0.2.1',
    'source.port': 80,
    'event.category': ['network', 'frame'],
  }
  expect(nest(flat)).toEqual({
    '@timestamp': 't',
    source: { ip: '192.0.2.1', port: 80 },
    event: { category: ['network', 'frame'] },
  })
  expect({ ...flatten(nest(flat)) }).toEqual(flat)
})

test('a name that is both value and parent loses neither', () => {
  expect(nest({ message: 'hello', 'message.type': 'x' })).toEqual({ message: 'hello', 'message.type': 'x' })
  expect(nest({ 'message.type': 'x', message: 'hello' })).toEqual({ message: 'hello', 'message.type': 'x' })
  expect(nest({ 'a.b': 1, 'a.b.c': 2 })).toEqual({ a: { b: 1 }, 'a.b.c': 2 })
})

test('what is added to something nested stands beside it, and hides nothing that has names below it', () => {
  const nested = { message: 'hello', rule: { id: 'a', name: 'b' } }
  const added = nestInto(nested, { 'rule.name': 'c', 'source.ip': '192.0.2.1', 'message.type': 'x' })
  expect(nestInto(added, { rule: 'd' })).toEqual({
    message: 'hello',
    rule: { id: 'a', name: 'c' },
    source: { ip: '192.0.2.1' },
    'message.type': 'x',
  })
})

test('an array of objects becomes an array of each leaf', () => {
  expect({ ...flatten({ a: [{ b: 1, c: ['x'] }, { b: 2 }] }) }).toEqual({ 'a.b': [1, 2], 'a.c': ['x'] })
})

test('names that reach a prototype are left out', () => {
  const nested = nest({ '__proto__.polluted': true, 'constructor.prototype.polluted': true, fine: 1 })
  expect(nested).toEqual({ fine: 1 })
  expect(({} as { polluted?: true }).polluted).toBeUndefined()
})

test('what is nested beyond all measure is left out, and the rest stays', () => {
  const lists = JSON.parse(`{"a":1,"deep":${'[{"b":'.repeat(5000)}1${'}]'.repeat(5000)}}`) as object
  const objects = JSON.parse(`{"a":1,"deep":${'{"b":'.repeat(5000)}1${'}'.repeat(5000)}}`) as object
  expect(flatten(lists)).toEqual({ a: 1 })
  expect(flatten(objects)).toEqual({ a: 1 })
})

test('a long array of objects takes time in proportion to its length', () => {
  // Where it grew with the square of that, the runner would lose its patience.
  const items = Array.from({ length: 500_000 }, (_, n) => ({ n }))
  expect(flatten({ items })['items.n']).toHaveLength(items.length)
})
