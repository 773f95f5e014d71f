// The queue inside one process: order and backpressure.
import { expect, test } from 'vitest'
import { MemoryQueue } from '../../src/queue/memory.ts'

test('gives items in the order in which they were put', async () => {
  const queue = new MemoryQueue<number>(10)
  for (const n of [1, 2, 3]) await queue.put(n)
  expect(await queue.take(2)).toEqual([1, 2])
  expect(await queue.take(2)).toEqual([3])
})

test('whoever puts into a full queue waits until something was taken', async () => {
  const queue = new MemoryQueue<number>(1)
  await queue.put(1)
  let isIn = false
  const second = queue.put(2).then(() => {
    isIn = true
  })
  await Promise.resolve()
  expect(isIn).toBe(false)
  expect(await queue.take(5)).toEqual([1])
  await second
  expect(await queue.take(5)).toEqual([2])
})

test('whoever takes from an empty queue waits for an item', async () => {
  const queue = new MemoryQueue<number>(1)
  const taken = queue.take(1)
  await queue.put(7)
  expect(await taken).toEqual([7])
})

test('closed, it gives what is in it and takes nothing more', async () => {
  const queue = new MemoryQueue<number>(2)
  await queue.put(1)
  queue.close()
  await expect(queue.put(2)).rejects.toThrow('closed')
  expect(await queue.take(5)).toEqual([1])
  expect(await queue.take(5)).toEqual([])
})

test('nobody overtakes while the queue is full', async () => {
  const queue = new MemoryQueue<number>(1)
  const puts = [1, 2, 3, 4, 5].map((n) => queue.put(n))
  const taken: number[] = []
  while (taken.length < 5) taken.push(...(await queue.take(1)))
  await Promise.all(puts)
  expect(taken).toEqual([1, 2, 3, 4, 5])
})
