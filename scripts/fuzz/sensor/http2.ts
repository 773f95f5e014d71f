// Frames of HTTP/2 that carry WebSockets, and header blocks, mutated. RFC 8441, RFC 9113, RFC 7541.

import {
  askFields,
  dataFrame,
  headerBlock,
  headersFrame,
  http2Frame,
  paddedData,
  preface,
  settings,
} from '../../../test/sensor/http2/bytes.ts'
import { clientFrame, encodeFrame } from '../../../test/sensor/packets.ts'
import { below, mutateBytes, pick } from '../bytes.ts'
import { asItIs, piece } from './speech.ts'
import { listen } from './talk.ts'
import type { Target } from './target.ts'

type Random = () => number

export const http2: Target = {
  name: 'http2',
  percent: 2,
  isSameWhenTight: false,
  make(random) {
    let mutated = 0
    const asked = [preface, settings(), headersFrame(1, askFields('/chat'))] as const
    const said = Array.from({ length: 2 + below(8, random) }, () => {
      const fromClient = random() < 0.5
      const frame = pick(kinds, random)(fromClient, random)
      if (random() < 0.3) return piece(fromClient, frame)
      mutated++
      return piece(fromClient, mutateBytes(frame, random))
    })
    const begun = [
      ...asked.map((bytes) => piece(true, bytes)),
      piece(false, settings()),
      piece(false, headersFrame(1, { ':status': '200' })),
    ]
    return { pieces: [...begun, ...said], mutated }
  },
  read: (pieces, reading) => listen(pieces.map(asItIs), reading),
}

type Kind = (fromClient: boolean, random: Random) => Buffer

const streamOf = (random: Random): number => pick([1, 1, 1, 3, 5, 0], random)

const kinds: readonly Kind[] = [
  (fromClient, random) => dataFrame(streamOf(random), spoken(fromClient, random), random() < 0.1 ? 1 : 0),
  (fromClient, random) => paddedData(streamOf(random), spoken(fromClient, random), below(20, random)),
  (_, random) => headersFrame(streamOf(random), askFields('/more', { 'sec-websocket-protocol': 'mqtt' })),
  (_, random) => headersFrame(streamOf(random), { ':status': pick(['101', '200', '404', 'x'], random) }),
  // Cut between HEADERS and CONTINUATION, with and without what says that it is the last.
  (_, random) => {
    const block = headerBlock(askFields('/cut'))
    const at = below(block.length, random)
    const stream = streamOf(random)
    return Buffer.concat([
      http2Frame(1, 0, stream, block.subarray(0, at)),
      http2Frame(9, random() < 0.8 ? 4 : 0, stream, block.subarray(at)),
    ])
  },
  (_, random) => http2Frame(1, 4 | pick([0, 1, 8, 32, 40], random), streamOf(random), packed(random)),
  (_, random) => http2Frame(5, 4, streamOf(random), Buffer.concat([Buffer.alloc(4), packed(random)])),
  (_, random) => http2Frame(3, 0, streamOf(random), Buffer.alloc(4)),
  (_, random) => http2Frame(pick([2, 4, 6, 7, 8, 20], random), 0, streamOf(random), Buffer.alloc(below(12, random))),
]

const spoken = (fromClient: boolean, random: Random): Buffer =>
  (fromClient ? clientFrame : encodeFrame)({ opcode: pick([1, 2, 8, 9], random), payload: 'said in a stream' })

/** A header block in the forms of RFC 7541 section 6: by number, kept, not kept, never kept, a new size. */
function packed(random: Random): Buffer {
  const parts = Array.from({ length: 1 + below(6, random) }, () => {
    const byNumber = below(70, random)
    const text = pick(strings, random)
    return pick(
      [
        [0x80 | byNumber],
        [0x40 | (byNumber & 63), ...text],
        [0x40, ...pick(strings, random), ...text],
        [byNumber & 15, ...text],
        [0x10, ...pick(strings, random), ...text],
        [0x20 | below(32, random)],
        [0x3f, 0xe1, 0x1f],
      ],
      random,
    )
  })
  return Buffer.from(parts.flat())
}

const octets = (text: string): number[] => [text.length, ...Buffer.from(text)]

/** Plain and, from RFC 7541 appendix C.4, in Huffman's code. */
const strings: readonly (readonly number[])[] = [
  ...['', 'CONNECT', 'websocket', ':protocol', ':path', '/chat', 'x'.repeat(60)].map(octets),
  ...['f1e3c2e5f23a6ba0ab90f4ff', 'a8eb10649cbf', '25a849e95ba97d7f', '25a849e95bb8e8b4bf'].map((hex) => [
    0x80 | (hex.length / 2),
    ...Buffer.from(hex, 'hex'),
  ]),
]
