// How a message was cut into frames, as its event tells it.
import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { decodePackets, ofKind } from './decode.ts'
import { Conversation, clientFrame, upgradeRequest, upgradeResponse } from './packets.ts'

const part = (opcode: number, payload: string | Buffer, fin = false, rsv = 0): Buffer =>
  clientFrame({ opcode, payload, fin, rsv })

const cutOf = (conversation: Conversation): Record<string, unknown>[] =>
  ofKind(decodePackets(conversation.packets).documents, 'message').map((document) => ({
    fragments: document['websocket.message.fragments'],
    smallest: document['websocket.message.smallest_fragment'],
    largest: document['websocket.message.largest_fragment'],
    duration: document['websocket.message.duration'],
    controlFrames: document['websocket.message.control_frames'],
  }))

test('a message in one frame is not cut', () => {
  const conversation = new Conversation().upgrade().send('client', part(1, 'hello', true))
  expect(cutOf(conversation)).toEqual([{ fragments: 1 }])
})

test.each([
  ['text', 1],
  ['binary', 2],
])('a %s message in several frames tells them apart, and what came between', (_, opcode) => {
  const conversation = new Conversation({ stepUs: 1000 })
    .upgrade()
    .send('client', part(opcode, 'hello '))
    .send('client', part(9, 'are you there', true))
    .send('client', part(0, 'wor'))
    .wait(2_000_000)
    .send('client', part(10, '', true))
    .send('client', part(0, '', true))
    .send('client', part(opcode, 'next', true))
  expect(cutOf(conversation)).toEqual([
    { fragments: 3, smallest: 0, largest: 6, duration: 2_004_000_000, controlFrames: 2 },
    { fragments: 1 },
  ])
})

test('a control frame of the other side is not between the frames of this one', () => {
  const conversation = new Conversation()
    .upgrade()
    .send('client', part(1, 'a'))
    .send('server', Buffer.from([0x89, 0]))
    .send('client', part(0, 'bc', true))
  expect(cutOf(conversation)).toEqual([
    { fragments: 2, smallest: 1, largest: 2, duration: 2_000_000, controlFrames: 0 },
  ])
})

test('a compressed message is measured as it was on the wire', () => {
  const compressed = deflateRawSync('a'.repeat(1000), { finishFlush: 2 }).subarray(0, -4)
  const extension = { 'Sec-WebSocket-Extensions': 'permessage-deflate' }
  const conversation = new Conversation()
    .upgrade(upgradeRequest('/', extension), upgradeResponse(extension))
    .send('client', part(1, compressed.subarray(0, 3), false, 4))
    .send('client', part(0, compressed.subarray(3), true))
  expect(cutOf(conversation)).toEqual([
    { fragments: 2, smallest: 3, largest: compressed.length - 3, duration: 1_000_000, controlFrames: 0 },
  ])
})
