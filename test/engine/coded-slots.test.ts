// Whatever codes a reader has for keys, each key has the slot that it would have without them.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CodedSlots } from '../../src/engine/coded-slots.ts'
import { Slots } from '../../src/engine/slots.ts'

const slotsOf = (bound: number): Slots => new Slots(bound, { open: () => {}, evict: () => {} })

const key = fc.constantFrom('', 'a', 'b', 'c', 'd', 'e')

const step = fc.oneof(
  // Codes that are remembered, that are too large, and none.
  { arbitrary: fc.record({ key, code: fc.constantFrom(-1, 0, 1, 2, 70, 2 ** 20, 2 ** 30) }), weight: 8 },
  { arbitrary: fc.record({ reader: fc.nat(1) }), weight: 1 },
  { arbitrary: fc.record({ closes: key }), weight: 1 },
)

test('as without codes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200, size: 'max' }), fc.constantFrom(2, 4, 100), (steps, bound) => {
      const [slots, plain] = [slotsOf(bound), slotsOf(bound)]
      const coded = new CodedSlots(slots)
      const readers = [{ values: [] }, { values: [] }]
      for (const one of steps) {
        if ('key' in one) expect(coded.touch(one.key, one.code)).toBe(plain.touch(one.key))
        else if ('reader' in one) coded.begin(readers[one.reader]!)
        else
          for (const each of [slots, plain]) {
            if (each.has(one.closes)) each.close(each.find(one.closes))
          }
      }
      const keysOf = (each: Slots): readonly string[] => Array.from(each.asTheyAre(), (slot) => each.keyOf(slot))
      expect(keysOf(slots)).toEqual(keysOf(plain))
    }),
    { numRuns: 200 },
  )
})
