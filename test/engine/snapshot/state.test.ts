// States as bytes: what was written is what is read, whatever it is, and damage is told.
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { frozenItems, type Taker } from '../../../src/engine/snapshot/frozen.ts'
import { readTitle } from '../../../src/engine/snapshot/read-state.ts'
import { piecesOf, StateWriter } from '../../../src/engine/snapshot/write-state.ts'
import { readWhole } from './read-whole.ts'

const written = (state: unknown): readonly Uint8Array[] => piecesOf(new StateWriter('title', state))
const again = (state: unknown): unknown => readWhole(written(state)).state

const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    fc.double(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.maxSafeInteger().map((n) => n * 2 ** 20),
    fc.constantFrom(0, -0, 127, 128, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 1.7e15, 1.7e15 + 1),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
    fc.constantFrom('', 'GET', 'GET', '\ufeffmark', 'x'.repeat(64), 'é'.repeat(100_000)),
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor'), fc.string()), tie('value'), {
      noNullPrototype: true,
    }),
  ),
})).value

test('any plain data is read as it was written', () => {
  fc.assert(
    fc.property(plain, (value) => {
      expect(isDeepStrictEqual(again(value), value)).toBe(true)
    }),
    { numRuns: 1000 },
  )
})

test('what is undefined is not there, as in JSON', () => {
  expect(again({ a: undefined, b: [undefined], c: 1 })).toStrictEqual({ b: [null], c: 1 })
})

test('a name that objects have from birth is a name like any other', () => {
  const value = JSON.parse('{"__proto__": {"polluted": 1}}') as object
  expect(Object.entries(again(value) as object)).toEqual([['__proto__', { polluted: 1 }]])
})

test('more kinds of objects than are numbered are read all the same', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => ({ [`name${i % 5000}`]: i }))
  expect(again(many)).toEqual(many)
})

describe('a list whose items come behind', () => {
  const list = (items: readonly unknown[]) => frozenItems(items, (item) => item)

  test('is read in its place, as are others beside it', () => {
    const state = { first: list([1, { a: 2 }]), deep: [{ second: list(['x']) }], none: list([]) }
    const placed = {
      first: [
        [0, 1],
        [1, { a: 2 }],
      ],
      deep: [{ second: [[0, 'x']] }],
      none: [],
    }
    expect(again(state)).toEqual(placed)
  })

  test('is in order by the places of its items, in whatever order these come', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(2 ** 40)), (places) => {
        let next = 0
        let taker: Taker | null = null
        const shuffled = {
          ...list([]),
          begin: (to: Taker) => {
            taker = to
          },
          next: () => {
            if (next === places.length) return false
            taker!.at(places[next]!).write(`at ${places[next]}`)
            next++
            return true
          },
        }
        const sorted = places.toSorted((a, b) => a - b)
        expect(again({ shuffled })).toEqual({ shuffled: sorted.map((place) => [place, `at ${place}`]) })
      }),
    )
  })

  test('is let go when all of it was taken, or nothing more is wanted', () => {
    const held: string[] = []
    const released: string[] = []
    const lists = ['a', 'b'].map((name) =>
      frozenItems([1], (item) => item, { hold: () => held.push(name), letGo: () => released.push(name) }),
    )
    const writer = new StateWriter(null, lists)
    expect(held).toEqual(['a', 'b'])
    writer.next(() => true)
    expect(released).toEqual(['a'])
    writer.close()
    expect(released).toEqual(['a', 'b'])
  })

  test('is cut into pieces between items', () => {
    const items = Array.from({ length: 50 }, (_, i) => ({ i, text: `${i}`.repeat(50_000) }))
    const pieces = written({ items: list(items) })
    expect(pieces.length).toBeGreaterThan(2)
    expect(readWhole(pieces)).toEqual({ title: 'title', state: { items: [...items.entries()] } })
  })
})

test('its title is read alone', () => {
  const pieces = written([1, 2])
  expect([readTitle(pieces), readWhole(pieces).title]).toEqual(['title', 'title'])
})

describe('what is not whole', () => {
  const pieces = written({ a: [1, 'two', 3.5], list: frozenItems([{ b: 4 }], (item) => item) })
  const bytes = Buffer.concat(pieces)

  test.each(Array.from({ length: bytes.length }, (_, i) => i))('cut at byte %i is refused', (end) => {
    expect(() => readWhole([bytes.subarray(0, end)])).toThrow('cannot be read')
  })

  test('is refused where it is of another version, or no state at all', () => {
    const newer = Uint8Array.from(bytes)
    newer[8] = 99
    expect(() => readWhole([newer])).toThrow('of version 99')
    expect(() => readWhole([Buffer.from('{"engine":{}}')])).toThrow('it is none')
  })

  test('never does more than throw', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const spoilt = Uint8Array.from(bytes)
        spoilt[at] = byte
        try {
          readWhole([spoilt])
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
    )
  })
})
