// The `by` clause as one string: different values never share one, and the values can be had from it again.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KeyPart } from '../../src/compiler/plan.ts'
import { keyOf, keyValues } from '../../src/engine/key.ts'
import { Batch } from '../../src/event/batch.ts'
import type { Value } from '../../src/event/value.ts'
import { layout } from './build.ts'

const partOf = (name: string, value: Value, optional = false): KeyPart => ({ name, optional, read: () => value })
const partsOf = (values: readonly Value[], optional = false): KeyPart[] =>
  values.map((value, i) => partOf(`field${i}`, value, optional))

const keyFor = (by: readonly KeyPart[]): string | null => keyOf(by, new Batch(layout), 0)

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.string(),
  fc.constantFrom('n', '\u0001n', '\u0001bt', '\u0001', '1:x', '', ':'),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
  fc.boolean(),
  fc.array(fc.string(), { maxLength: 3 }),
  fc.constant(null),
)
/** As Elasticsearch has it: one value is that value, none is none. */
const single = (given: Value): Value =>
  Array.isArray(given) && given.length < 2 ? ((given[0] as Value | undefined) ?? null) : given

const values = fc.array(value, { minLength: 1, maxLength: 4 })

describe('a key', () => {
  test('gives back the values that it was made of', () => {
    fc.assert(
      fc.property(values, (all) => {
        const by = partsOf(all, true)
        expect(Object.values(keyValues(by, keyFor(by)!))).toEqual(all.map(single))
      }),
    )
  })

  test('is shared only by equal values', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        fc.pre(a.length === b.length)
        const same = keyFor(partsOf(a, true)) === keyFor(partsOf(b, true))
        expect(same).toBe(JSON.stringify(a.map(single)) === JSON.stringify(b.map(single)))
      }),
    )
  })

  test.each<[string, readonly KeyPart[], string | null]>([
    ['joins nothing without its value', partsOf([null]), null],
    ['joins nothing where one of its values is missing', partsOf(['a', null]), null],
    ['is one of its own for events without an optional value', partsOf([null], true), '\u0001n'],
    ['is the same for an array of one value', partsOf([['a']]), 'a'],
    ['joins nothing with an array of none', partsOf([[]]), null],
    ['is empty without parts', [], ''],
  ])('%s', (_, by, expected) => {
    expect(keyFor(by)).toBe(expected)
  })
})

describe('a value that is too long for a key', () => {
  const long = 'x'.repeat(1_000_000)
  const keyOfText = (text: Value): string => keyFor([partOf('field', text)])!

  test('is not held whole, whatever it is', () => {
    for (const value of [long, [long, 'y'], `\u0001${long}`]) expect(keyOfText(value).length).toBeLessThan(600)
  })

  test.each<[string, Value, Value]>([
    ['in its last character', `${long}a`, `${long}b`],
    ['in an array', [long, 'a'], [long, 'b']],
    ['from a text that is what stands for it', long, keyOfText(long).slice(2)],
    ['from its own beginning', long, long.slice(0, 512)],
  ])('is told from others: %s', (_, a, b) => {
    expect(keyOfText(a)).not.toBe(keyOfText(b))
    expect(keyOfText(a)).toBe(keyOfText(structuredClone(a)))
  })

  test('is shown as its event has it, and where that is not at hand by its beginning', () => {
    const [by, key] = [[partOf('field', long)], keyOfText(long)]
    expect(keyValues(by, key, { document: { field: long } })).toEqual({ field: long })
    expect(keyValues(by, key)['field']).toMatch(/^x{448}…[0-9a-f]{64}$/)
    expect(keyValues(by, key, { document: null })).toEqual(keyValues(by, key))
  })

  test('takes nothing from the values beside it', () => {
    const parts = partsOf([long, 'b', 3])
    expect(keyValues(parts, keyFor(parts)!)).toMatchObject({ field1: 'b', field2: 3 })
  })
})
