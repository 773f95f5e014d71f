// A message and what its handshake said → its records, and whose they are: by subprotocol, else by path, else by shape.
import type { JsonObject } from '../event/tree.ts'
import type { Decoder } from './decoder.ts'
import { decoders } from './decoders.ts'
import type { Message } from './message.ts'

export interface Decoded {
  readonly decoder: Decoder
  /** At least one. */
  readonly records: readonly JsonObject[]
}

/** What is known of the connection; null where it is not. */
export interface Handshake {
  readonly subprotocol: string | null
  readonly path: string | null
}

/** `wanted`: nobody asks about the others. A subprotocol that was agreed on is the only one that is spoken. */
export function decode(message: Message, { subprotocol, path }: Handshake, wanted: readonly Decoder[]): Decoded | null {
  const named = subprotocol === null ? undefined : decoders.find((decoder) => decoder.subprotocol?.test(subprotocol))
  if (named) return wanted.includes(named) ? decodedBy(named, message, 'name') : null
  const there = path === null ? undefined : decoders.find((decoder) => decoder.path?.test(path))
  const fromPath = there && wanted.includes(there) ? decodedBy(there, message, 'name') : null
  if (fromPath) return fromPath
  for (const decoder of wanted) {
    const decoded = decodedBy(decoder, message, 'shape')
    if (decoded) return decoded
  }
  return null
}

function decodedBy(decoder: Decoder, message: Message, by: 'name' | 'shape'): Decoded | null {
  const records = decoder.decode(message, by)
  return records && { decoder, records }
}
