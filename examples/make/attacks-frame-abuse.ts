// Frames that no decent client sends, through a raw socket behind a hand-made upgrade.
import { setTimeout as pause } from 'node:timers/promises'
import type { Attack } from './attacks.ts'
import { openRaw, untilEnded } from './clients.ts'
import { frame, oneByteFragments } from './frame.ts'
import { attackers } from './network.ts'

const fragments = 3000

export const frameAttacks: readonly Attack[] = [
  {
    id: 'fragment-flood',
    class: 'frame-abuse',
    about: `One text message in ${fragments} frames of one byte each.`,
    addresses: [attackers.fragments],
    rules: { capture: ['fragment_flood', 'fragments_beyond_limit', 'predictable_masks'], log: [] },
    run: async () => {
      const socket = await openRaw({ from: attackers.fragments, path: '/chat' })
      const frames = oneByteFragments(messageOf(fragments))
      for (let at = 0; at < frames.length; at += 100) {
        socket.write(Buffer.concat(frames.slice(at, at + 100)))
        await pause(20)
      }
      socket.write(frame({ opcode: 8, payload: Uint8Array.of(0x03, 0xe8) }))
      await untilEnded(socket)
    },
  },
  {
    id: 'unmasked',
    class: 'frame-abuse',
    about: 'A text frame without a mask (RFC 6455 section 5.1). The server closes with 1002.',
    addresses: [attackers.unmasked],
    rules: { capture: ['unmasked_client_frame'], log: [] },
    run: () => sendAndEnd(attackers.unmasked, { opcode: 1, payload: Buffer.from('{"type":"history"}'), masked: false }),
  },
  {
    id: 'oversized-control',
    class: 'frame-abuse',
    about: 'A ping of 200 bytes, where 125 is the most (RFC 6455 section 5.5). The server closes with 1002.',
    addresses: [attackers.control],
    rules: { capture: ['oversized_control_frame'], log: [] },
    run: () => sendAndEnd(attackers.control, { opcode: 9, payload: Buffer.alloc(200, 'p') }),
  },
  {
    id: 'invalid-utf8',
    class: 'frame-abuse',
    about: 'A text frame that is no UTF-8: an overlong slash (RFC 6455 section 8.1). The server closes with 1007.',
    addresses: [attackers.utf8],
    rules: { capture: ['invalid_utf8_in_text'], log: [] },
    run: () => sendAndEnd(attackers.utf8, { opcode: 1, payload: Uint8Array.of(0x2e, 0x2e, 0xc0, 0xaf, 0x65) }),
  },
  {
    id: 'reserved-bits',
    class: 'frame-abuse',
    about: 'A frame with RSV2 set and the reserved opcode 3 (RFC 6455 section 5.2). The server closes with 1002.',
    addresses: [attackers.reserved],
    rules: { capture: ['reserved_bits_or_opcode'], log: [] },
    run: () => sendAndEnd(attackers.reserved, { opcode: 3, rsv: 2, payload: Buffer.from('probe') }),
  },
]

/** A chat message of so many bytes. */
function messageOf(bytes: number): string {
  const empty = JSON.stringify({ type: 'say', room: 'void', text: '' })
  return empty.replace('""', `"${'x'.repeat(bytes - empty.length)}"`)
}

async function sendAndEnd(from: string, parts: Parameters<typeof frame>[0]): Promise<void> {
  const socket = await openRaw({ from, path: '/chat' })
  socket.write(frame({ opcode: 1, payload: Buffer.from('{"type":"history","room":"lobby"}') }))
  await pause(100)
  socket.write(frame(parts))
  await untilEnded(socket)
}
