// What arrives and is not taken yet: in order, in bounds, to its end.
import { expect, test } from 'vitest'
import { type Arrived, Inbox } from '../../../src/intake/syslog/inbox.ts'

const message = (text: string): Arrived => ({ bytes: Buffer.from(text), sender: '192.0.2.1', ms: 0 })
const textsOf = (taken: readonly Arrived[]): readonly string[] =>
  taken.map(({ bytes }) => Buffer.from(bytes).toString())

test('messages are taken in their order, no more than asked for', async () => {
  const inbox = new Inbox()
  for (const text of ['a', 'b', 'c']) inbox.put(message(text))
  expect(textsOf(await inbox.take(2))).toEqual(['a', 'b'])
  expect(textsOf(await inbox.take(2))).toEqual(['c'])
  expect(inbox.received).toBe(3)
})

test('who takes waits for a message', async () => {
  const inbox = new Inbox()
  const taken = inbox.take(10)
  inbox.put(message('a'))
  expect(textsOf(await taken)).toEqual(['a'])
})

test('it is full at its bound, and whoever waits is told when half of it is free', async () => {
  const inbox = new Inbox(4 * (256 + 1))
  for (const text of ['a', 'b', 'c']) inbox.put(message(text))
  expect(inbox.isFull).toBe(false)
  inbox.put(message('d'))
  expect(inbox.isFull).toBe(true)
  let hasRoom = false
  const room = inbox.room().then(() => {
    hasRoom = true
  })
  await inbox.take(1)
  await Promise.resolve()
  expect([inbox.isFull, hasRoom]).toEqual([false, false])
  await inbox.take(1)
  await room
  expect(hasRoom).toBe(true)
})

test('once closed, what is in can be taken, and then nothing', async () => {
  const inbox = new Inbox()
  inbox.put(message('a'))
  inbox.close()
  expect(textsOf(await inbox.take(10))).toEqual(['a'])
  expect(await inbox.take(10)).toEqual([])
})
