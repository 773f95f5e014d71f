// The last texts are worked out once, and every other anew.
import { expect, test } from 'vitest'
import { remembered } from '../../../src/compiler/values/remembered.ts'

test('a text is worked out again only when another came between', () => {
  const asked: string[] = []
  const length = remembered((text) => {
    asked.push(text)
    return text.length
  })
  expect(['a', 'a', 'bb', 'bb', '', '', 'a'].map(length)).toEqual([1, 1, 2, 2, 0, 0, 1])
  expect(asked).toEqual(['a', 'bb', '', 'a'])
})

test('of several that come by turns each is worked out once', () => {
  const asked: string[] = []
  const length = remembered((text) => {
    asked.push(text)
    return text.length
  }, 2)
  expect(['a', 'bb', 'a', 'bb', 'ccc', 'a', 'ccc'].map(length)).toEqual([1, 2, 1, 2, 3, 1, 3])
  expect(asked).toEqual(['a', 'bb', 'ccc', 'a'])
})
