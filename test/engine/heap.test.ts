// The smallest first, whatever was pushed, popped and dropped before.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Heap } from '../../src/engine/heap.ts'

const heapOf = (items: readonly number[]): Heap<number> => {
  const heap = new Heap<number>((a, b) => a - b)
  for (const item of items) heap.push(item)
  return heap
}

const drain = (heap: Heap<number>): number[] => Array.from({ length: heap.size }, () => heap.pop()!)

const sorted = (items: readonly number[]): number[] => items.toSorted((a, b) => a - b)

test('what went in comes out in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (items) => {
      expect(drain(heapOf(items))).toEqual(sorted(items))
    }),
  )
})

test('an empty heap gives nothing', () => {
  const heap = heapOf([])
  expect([heap.peek(), heap.pop(), heap.size]).toEqual([undefined, undefined, 0])
})

test('peek shows what pop will give', () => {
  const heap = heapOf([3, 1, 2])
  expect([heap.peek(), heap.pop(), heap.peek()]).toEqual([1, 1, 2])
})

test('what is retained is still in order, also with what is pushed later', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.array(fc.nat(50)), fc.integer({ min: 1, max: 5 }), (first, more, n) => {
      const heap = heapOf(first)
      heap.retain((item) => item % n === 0)
      for (const item of more) heap.push(item)
      expect(drain(heap)).toEqual(sorted([...first.filter((item) => item % n === 0), ...more]))
    }),
  )
})
