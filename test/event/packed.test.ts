// Events held on to as their values: whole when they are asked for, with names that they have together.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PackedNames, PackedOrigin } from '../../src/event/packed.ts'
import type { EventDocument } from '../../src/event/value.ts'

const originOf = (id: string, document: EventDocument) => ({ id: () => id, document: () => document })

const values = fc.oneof(fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.array(fc.string()))
const documents = fc.dictionary(fc.constantFrom('a.b', 'c', 'd.e.f', 'event.id', '7', '3'), values, {
  noNullPrototype: true,
})

test('what went in comes out, in its order', () => {
  const names = new PackedNames()
  fc.assert(
    fc.property(fc.string(), documents, (id, document) => {
      const packed = new PackedOrigin(originOf(id, document), names)
      expect(packed.document()).toEqual(document)
      expect(Object.keys(packed.document())).toEqual(Object.keys(document))
      expect(packed.id()).toBe(id)
    }),
  )
})

test('events of the same fields have their names together', () => {
  const names = new PackedNames()
  const first = names.of({ 'event.id': 'a', n: 1 })
  expect(names.of({ 'event.id': 'b', n: 2 })).toBe(first)
  expect(names.of({ n: 2, 'event.id': 'b' })).not.toBe(first)
  expect(names.of({ 'event.id': 'b' })).toEqual(['event.id'])
})

test('a name that means something to JavaScript is a name', () => {
  const document = JSON.parse('{"__proto__": ["x"], "event.id": "a"}')
  const packed = new PackedOrigin(originOf('a', document), new PackedNames())
  expect(Object.entries(packed.document())).toEqual(Object.entries(document))
})

test('names that strangers choose anew for each event are not all remembered', () => {
  const names = new PackedNames()
  const usual = names.of({ n: 1 })
  for (let event = 0; event < 1000; event++) names.of({ [`of.event.${event}`]: 1 })
  expect(names.of({ n: 2 })).toBe(usual)
  expect(names.of({ 'of.event.999': 2 })).not.toBe(names.of({ 'of.event.999': 2 }))
})

test('what is made of one document leaves the others as they are', () => {
  const packed = new PackedOrigin(originOf('a', { 'event.id': 'a', n: 1 }), new PackedNames())
  Object.assign(packed.document(), { n: 2 })
  expect(packed.document()).toEqual({ 'event.id': 'a', n: 1 })
})
