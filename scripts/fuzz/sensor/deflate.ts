// Messages of permessage-deflate, each mutated while compressed. RFC 7692.
import { constants, deflateRawSync } from 'node:zlib'
import { clientFrame, encodeFrame } from '../../../test/sensor/packets.ts'
import { below, mutateBytes, pick } from '../bytes.ts'
import { agreedIn, agreement, agreements, asItIs, isClients, piece, useOf } from './speech.ts'
import { listenToFrames, type Said } from './talk.ts'
import type { Pieces, Target } from './target.ts'

/** A piece is said as it is, or is a message: whole, or cut in two frames at its second byte. */
const use = { asItIs: 0, message: 1, twoFrames: 2 } as const

export const deflate: Target = {
  name: 'deflate',
  percent: 1,
  isSameWhenTight: false,
  make(random) {
    const mutated = 1 + below(3, random)
    const said = Array.from({ length: mutated + below(3, random) }, (_, number) => {
      const message = pick(messages, random)
      const bytes = number < mutated ? mutateBytes(message, random) : message
      return piece(random() < 0.5, bytes, pick([use.message, use.message, use.twoFrames], random))
    })
    const order = said.toSorted(() => random() - 0.5)
    return { pieces: [agreement(1 + below(agreements - 1, random)), ...order], mutated }
  },
  read: (pieces, reading) => listenToFrames(saidIn(pieces.slice(1)), reading, agreedIn(pieces)),
}

const saidIn = (pieces: Pieces): readonly Said[] =>
  pieces.map((one) => {
    if (useOf(one) === use.asItIs) return asItIs(one)
    const fromClient = isClients(one)
    const encode = fromClient ? clientFrame : encodeFrame
    const payload = one.subarray(1)
    const frames =
      useOf(one) === use.twoFrames
        ? [
            encode({ opcode: 1, payload: payload.subarray(0, payload[1]), rsv: 4, fin: false }),
            encode({ opcode: 0, payload: payload.subarray(payload[1]) }),
          ]
        : [encode({ opcode: 1, payload, rsv: 4 })]
    return { fromClient, bytes: Buffer.concat(frames) }
  })

const withoutTail = (bytes: Buffer): Buffer => bytes.subarray(0, -4)

const texts = ['', 'hello', '{"type":"message","room":4,"text":"all is quiet"}', 'ä'.repeat(200), 'x'.repeat(40_000)]

/** RFC 7692 section 7.2.3: in every form that a block can have. */
const messages: readonly Buffer[] = texts.flatMap((text) => [
  ...[0, 1, 6, 9].map((level) =>
    withoutTail(deflateRawSync(text, { level, finishFlush: constants.Z_SYNC_FLUSH, windowBits: 9 })),
  ),
  withoutTail(deflateRawSync(text, { strategy: constants.Z_FIXED, finishFlush: constants.Z_SYNC_FLUSH })),
  // Section 7.2.3.4: with a last block.
  Buffer.concat([deflateRawSync(text), Buffer.from([0])]),
  // It says again what nothing said before.
  withoutTail(deflateRawSync(text, { dictionary: Buffer.from(texts[2]!), finishFlush: constants.Z_SYNC_FLUSH })),
])
