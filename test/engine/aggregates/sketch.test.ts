// Percentiles of very many numbers: never further off than is stated, whatever comes and goes, in whatever order.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { relativeError, Sketch } from '../../../src/engine/aggregates/sketch.ts'

/** What is nearer to nothing than that counts as nothing. */
const least = 1e-300
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -1000, max: 1_000_000 }),
  fc.constantFrom(0, 1, -1, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE),
)
const numbers = fc.array(number, { minLength: 1, maxLength: 300 })

const sketchOf = (values: readonly number[]): Sketch => {
  const sketch = new Sketch()
  for (const value of values) sketch.add(value)
  return sketch
}

const inOrder = (sketch: Sketch): (number | undefined)[] => Array.from({ length: sketch.size }, (_, n) => sketch.at(n))

test('every place has its value, but for the stated error', () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const sketch = sketchOf(values)
      for (const [n, exact] of values.toSorted((a, b) => a - b).entries()) {
        // As computed with numbers of 53 bits.
        const allowed = Math.abs(exact) * relativeError * (1 + 1e-9) + least
        expect(Math.abs(sketch.at(n)! - exact)).toBeLessThanOrEqual(allowed)
      }
    }),
  )
})

test('it knows of no place beyond its values', () => {
  expect(new Sketch().at(0)).toBeUndefined()
  expect(sketchOf([1, 2]).at(2)).toBeUndefined()
})

test('what left is as if it had never come, and no order makes a difference', () => {
  fc.assert(
    fc.property(numbers, numbers, fc.func(fc.integer()), (stay, leave, weight) => {
      const sketch = sketchOf([...leave, ...stay].toSorted((a, b) => weight(a) - weight(b)))
      for (const value of leave) sketch.remove(value)
      expect(inOrder(sketch)).toEqual(inOrder(sketchOf(stay)))
      expect(sketch.held).toBe(sketchOf(stay).held)
    }),
  )
})

test('it goes on from what was saved', () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const restored = new Sketch()
      restored.load(JSON.parse(JSON.stringify(sketchOf(values).save())))
      expect(inOrder(restored)).toEqual(inOrder(sketchOf(values)))
    }),
  )
})
