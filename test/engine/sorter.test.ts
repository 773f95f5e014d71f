// Whatever order things come in, and whenever they are asked for, they are given out smallest first.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Sorter } from '../../src/engine/sorter.ts'

interface Item {
  readonly n: number
}

const sorterOf = (): Sorter<Item> => new Sorter<Item>((a, b) => a.n - b.n)

test('what it gives is what a list sorted anew would', () => {
  const steps = fc.array(fc.oneof(fc.record({ n: fc.nat(20) }), fc.constant('pop' as const)), { maxLength: 200 })
  fc.assert(
    fc.property(steps, (all) => {
      const sorter = sorterOf()
      let plain: Item[] = []
      for (const step of all) {
        if (step === 'pop') {
          plain = plain.toSorted((a, b) => a.n - b.n)
          expect(sorter.peek()?.n).toBe(plain[0]?.n)
          expect(sorter.pop()?.n).toBe(plain.shift()?.n)
        } else {
          sorter.push(step)
          plain.push(step)
        }
        expect(sorter.size).toBe(plain.length)
      }
      const numbers = (items: readonly Item[]): number[] => items.map(({ n }) => n).sort((a, b) => a - b)
      expect(numbers(sorter.values())).toEqual(numbers(plain))
    }),
  )
})

test('a long run in order is given out whole', () => {
  const sorter = sorterOf()
  for (let n = 0; n < 5000; n++) sorter.push({ n })
  expect(Array.from({ length: 5000 }, () => sorter.pop()!.n)).toEqual(Array.from({ length: 5000 }, (_, n) => n))
  expect([sorter.size, sorter.pop()]).toEqual([0, undefined])
})
