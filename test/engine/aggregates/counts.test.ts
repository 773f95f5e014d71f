// How often each value is there, against a table of all of them.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Counts } from '../../../src/engine/aggregates/counts.ts'
import type { Scalar } from '../../../src/event/value.ts'

const someValue = fc.constantFrom<Scalar>('a', 'b', 'c', 1, 0, -0, Number.NaN, true)
const steps = fc.array(fc.record({ value: someValue, adds: fc.boolean() }), { maxLength: 40 })

test('what is there, how many they are and in which order', () => {
  fc.assert(
    fc.property(steps, fc.boolean(), (all, moves) => {
      const counts = new Counts()
      const plain = new Map<Scalar, number>()
      for (const { value, adds } of all) {
        const times = plain.get(value) ?? 0
        if (adds) {
          if (moves) plain.delete(value)
          plain.set(value, times + 1)
          counts.add(value, moves)
        } else if (times > 0) {
          if (times === 1) plain.delete(value)
          else plain.set(value, times - 1)
          counts.remove(value)
        }
        expect(counts.size).toBe(plain.size)
        expect(counts.values()).toEqual([...plain.keys()])
      }
      expect(counts.values(2)).toEqual(counts.values().slice(0, 2))
      counts.clear()
      expect([counts.size, counts.values()]).toEqual([0, []])
    }),
  )
})
