// Frames, each mutated by itself. RFC 6455.
import { clientFrame, closePayload, encodeFrame } from '../../../test/sensor/packets.ts'
import { below, mutateBytes, pick } from '../bytes.ts'
import { agreedIn, agreement, agreements, asItIs, piece } from './speech.ts'
import { listenToFrames } from './talk.ts'
import type { Target } from './target.ts'

export const frames: Target = {
  name: 'frames',
  percent: 89,
  isSameWhenTight: false,
  make(random) {
    const mutated = 1 + below(8, random)
    const said = Array.from({ length: mutated }, () => {
      const before = random() < 0.2 ? [frameOf(random)] : []
      const { fromClient, bytes } = frameOf(random)
      return [...before, { fromClient, bytes: mutateBytes(bytes, random) }]
    })
    const begun = agreement(random() < 0.7 ? 0 : below(agreements, random))
    return { pieces: [begun, ...said.flat().map(({ fromClient, bytes }) => piece(fromClient, bytes))], mutated }
  },
  read: (pieces, reading) => listenToFrames(pieces.slice(1).map(asItIs), reading, agreedIn(pieces)),
}

export function frameOf(random: () => number): { fromClient: boolean; bytes: Buffer } {
  const fromClient = random() < 0.5
  const parts = {
    opcode: pick(opcodes, random),
    payload: pick(payloads, random),
    fin: random() < 0.7,
    rsv: random() < 0.1 ? below(8, random) : 0,
  }
  return { fromClient, bytes: fromClient ? clientFrame(parts) : encodeFrame(parts) }
}

const opcodes = [0, 0, 1, 1, 1, 2, 8, 9, 10, 3, 11]

const payloads: readonly Buffer[] = [
  ...['', 'a', 'hello', '{"a":1}', 'ü'.repeat(40), '😀', 'a'.repeat(125), 'b'.repeat(126)],
  '{"op":"login","password":"hunter2","token":"eyJhbGciOiJIUzI1NiJ9.e30.AAAA"}',
  `' or 1=1 -- <script>alert(1)</script> \u00e9\\u0041`,
  ...[Buffer.alloc(300, 0xff), closePayload(1000, 'bye'), closePayload(1005), Buffer.from([3])],
].map((content) => Buffer.from(content as string))
