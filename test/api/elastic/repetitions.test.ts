// Which request is the same as one before: told by its content, and by what its sender was told.
import { expect, test } from 'vitest'
import { Repetitions } from '../../../src/api/elastic/repetitions.ts'

test('the first is known by its body', () => {
  expect(new Repetitions().claim('body').name).toBe('body')
})

test('one that was answered, and comes again, is another', () => {
  const repetitions = new Repetitions()
  repetitions.claim('body').settle(true)
  repetitions.claim('body').settle(true)
  expect(repetitions.claim('body').name).toBe('body-2')
})

test('one that got no answer is the same when it comes again', () => {
  const repetitions = new Repetitions()
  repetitions.claim('body').settle(true)
  repetitions.claim('body').settle(false)
  expect(repetitions.claim('body').name).toBe('body-1')
})

test('two at once are two: both senders still wait', () => {
  const repetitions = new Repetitions()
  expect([repetitions.claim('body').name, repetitions.claim('body').name]).toEqual(['body', 'body-1'])
})

test('two that got no answer come again as the two that they were', () => {
  const repetitions = new Repetitions()
  const claims = [repetitions.claim('body'), repetitions.claim('body')]
  for (const claim of claims) claim.settle(false)
  expect([repetitions.claim('body').name, repetitions.claim('body').name]).toEqual(['body', 'body-1'])
})

test('bodies are remembered up to a number, those that came last', () => {
  const repetitions = new Repetitions(2)
  for (const body of ['a', 'b', 'a', 'c']) repetitions.claim(body).settle(true)
  expect(['a', 'b'].map((body) => repetitions.claim(body).name)).toEqual(['a-2', 'b'])
})
