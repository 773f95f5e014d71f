// What `head` and `tail` leave of what is found, bit by bit.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cut } from '../../src/compiler/plan.ts'
import { Cuts } from '../../src/pipeline/cuts.ts'

const cut: fc.Arbitrary<Cut> = fc.record({
  kind: fc.constantFrom('head' as const, 'tail' as const),
  count: fc.integer({ min: 1, max: 5 }),
})

const plainly = (cuts: readonly Cut[], all: readonly number[]): readonly number[] =>
  cuts.reduce((left, { kind, count }) => (kind === 'head' ? left.slice(0, count) : left.slice(-count)), all)

describe('cuts', () => {
  test('leave the same, however what is found comes', () => {
    fc.assert(
      fc.property(fc.array(cut, { maxLength: 3 }), fc.array(fc.array(fc.nat())), (cuts, found) => {
        const stages = new Cuts<number>(cuts)
        const left = [...found.flatMap((some) => stages.take(some)), ...stages.end()]
        expect(left).toEqual(plainly(cuts, found.flat()))
      }),
    )
  })

  test('are over once nothing more can pass', () => {
    const stages = new Cuts<number>([{ kind: 'head', count: 2 }])
    stages.take([1])
    expect(stages.isOver()).toBe(false)
    stages.take([2])
    expect(stages.isOver()).toBe(true)
  })

  test.each<[string, readonly Cut[]]>([
    ['without cuts', []],
    ['with the last ones asked for', [{ kind: 'tail', count: 1 }]],
  ])('are never over %s', (_, cuts) => {
    const stages = new Cuts<number>(cuts)
    stages.take([1, 2, 3])
    expect(stages.isOver()).toBe(false)
  })
})
