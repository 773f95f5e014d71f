// What stands at a path of a JSON value: as the flat event would have it, bounded, with places in arrays besides.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flatten } from '../../src/event/document.ts'
import { elementsAt, leafAt, wholeName, wholeOf } from '../../src/event/tree.ts'

const at = (root: unknown, path: string): unknown => leafAt(root, path.split('.'))

describe('a leaf', () => {
  const root = {
    a: { b: 1, c: [1, 'x', null, true], d: [{ e: 1 }, { e: [2, 3] }, { f: 4 }, 5] },
    'dotted.name': { g: 'h' },
    list: ['zero', { k: 'one' }],
    '0': 'key',
    none: null,
    empty: [],
    far: Number.POSITIVE_INFINITY,
  }
  test.each([
    ['a.b', 1],
    ['a.c', [1, 'x', true]],
    ['a.d.e', [1, 2, 3]],
    ['a.d', [5]],
    ['a.d.0.e', 1],
    ['a.d.9.e', null],
    ['dotted.name.g', 'h'],
    ['list.0', 'zero'],
    ['list.1.k', 'one'],
    ['list.k', ['one']],
    ['0', 'key'],
    ['a', null],
    ['none', null],
    ['empty', null],
    ['far', null],
    ['a.b.c', null],
    ['constructor', null],
    ['a.__proto__', null],
    ['toString.name', null],
  ])('at %s is %j', (path, value) => {
    expect(at(root, path)).toEqual(value)
  })

  const key = fc.constantFrom('a', 'b', 'c', 'd')
  const scalar = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null))
  const level = (inside: fc.Arbitrary<unknown>) =>
    fc.dictionary(
      key,
      fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), inside, fc.array(inside, { maxLength: 3 })),
      {
        maxKeys: 3,
      },
    )
  const tree = level(level(level(scalar)))

  test('is what the flat event has under that name', () => {
    fc.assert(
      fc.property(tree, (root) => {
        for (const [name, value] of Object.entries(flatten(root as object))) {
          const found = at(root, name)
          const sorted = (some: unknown): unknown => [some].flat().map(String).toSorted()
          expect(sorted(found)).toEqual(sorted(value))
        }
      }),
    )
  })

  test('is bounded, however deep and long an array is', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(50_000)}1${']'.repeat(50_000)}`)
    expect(at({ deep }, 'deep')).toBeNull()
    expect(at({ long: new Array(5000).fill(1) }, 'long')).toHaveLength(1000)
    expect(at({ long: new Array(5000).fill({ x: [1, 2] }) }, 'long.x')).toHaveLength(1000)
  })
})

describe('elements', () => {
  test('stay whole, and one value is an array of one', () => {
    const root = {
      items: [{ id: 1, v: 'q' }, 2, null],
      one: { id: 3 },
      calls: [{ items: [1] }, { items: [{ id: 4 }] }],
    }
    expect(elementsAt(root, ['items'])).toEqual([{ id: 1, v: 'q' }, 2])
    expect(elementsAt(root, ['one'])).toEqual([{ id: 3 }])
    expect(elementsAt(root, ['calls', 'items'])).toEqual([1, { id: 4 }])
    expect(elementsAt(root, ['none'])).toBeNull()
  })

  test('are cut at a depth and a number of leaves, so that they can be written down', () => {
    const deep: unknown = JSON.parse(`[${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}]`)
    expect(JSON.stringify(elementsAt({ deep }, ['deep']))).toContain('null')
    const wide = { wide: [Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i]))] }
    expect(Object.keys(elementsAt(wide, ['wide'])![0] as object).length).toBeLessThanOrEqual(1000)
  })

  test('have a name of their own in a row', () => {
    expect(wholeOf(wholeName('rpc.params'))).toBe('rpc.params')
    expect(wholeOf('rpc.params')).toBeNull()
  })
})
