// Pieces of a talk: a byte that says whose they are and what is done with them, and the bytes; and what handshakes agree on.
import type { Said } from './talk.ts'
import type { Pieces } from './target.ts'

/** Lowest bit: whether the client says it. The next three: what is done with it, as the target has it. */
export const piece = (fromClient: boolean, bytes: Uint8Array | string, use = 0): Buffer =>
  Buffer.concat([Buffer.from([(use << 1) | (fromClient ? 1 : 0)]), Buffer.from(bytes as string)])

export const useOf = (of: Buffer): number => ((of[0] ?? 0) >> 1) & 7
export const isClients = (of: Buffer): boolean => ((of[0] ?? 0) & 1) === 1

export const asItIs = (of: Buffer): Said => ({ fromClient: isClients(of), bytes: of.subarray(1) })

/** What a handshake may agree on; the first piece of a talk says what it was. */
const agreed = [
  '',
  'permessage-deflate',
  'permessage-deflate; client_no_context_takeover; server_no_context_takeover',
  'permessage-deflate; client_max_window_bits=9; server_max_window_bits=15',
]

export const agreement = (number: number): Buffer => Buffer.from([number])
export const agreements = agreed.length
export const agreedIn = (pieces: Pieces): string => agreed[(pieces[0]?.[0] ?? 0) % agreed.length]!
