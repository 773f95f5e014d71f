// State by key: bounded, the longest untouched goes first.
import { expect, test } from 'vitest'
import { Keys } from '../../src/engine/keys.ts'

function keysOf(bound: number): { keys: Keys<string>; evicted: string[] } {
  const evicted: string[] = []
  return { keys: new Keys<string>(bound, (state) => evicted.push(state)), evicted }
}

const touch = (keys: Keys<string>, ...names: readonly string[]): void => {
  for (const name of names) keys.touch(name, () => name)
}

test('the longest untouched is evicted, and only once there are too many', () => {
  const { keys, evicted } = keysOf(2)
  touch(keys, 'a', 'b')
  expect(evicted).toEqual([])
  touch(keys, 'c')
  expect(evicted).toEqual(['a'])
})

test('to be touched is to be new again', () => {
  const { keys, evicted } = keysOf(2)
  touch(keys, 'a', 'b', 'a', 'c')
  expect(evicted).toEqual(['b'])
  expect([...keys].map(([key]) => key)).toEqual(['a', 'c'])
})

test('to be looked at is not to be touched', () => {
  const { keys, evicted } = keysOf(2)
  touch(keys, 'a', 'b')
  keys.get('a')
  touch(keys, 'c')
  expect(evicted).toEqual(['a'])
})

test('a known key keeps its state', () => {
  const { keys } = keysOf(2)
  touch(keys, 'a')
  expect(keys.touch('a', () => 'another')).toBe('a')
})

test('what is over is dropped from the longest untouched on, up to the first that is not', () => {
  const { keys, evicted } = keysOf(9)
  touch(keys, 'a1', 'a2', 'b', 'a3')
  keys.dropWhile((state) => state.startsWith('a'))
  expect([...keys].map(([key]) => key)).toEqual(['b', 'a3'])
  expect(evicted).toEqual([])
})
