// The contract of a decoder: the payload of a message → what it says, in the words of its subprotocol.
import type { JsonObject } from '../event/tree.ts'
import type { Message } from './message.ts'

export interface Decoder {
  /** What its fields begin with: `rpc`. */
  readonly prefix: string
  /** The field that holds all records of a message, each whole: `calls`. Null where a message is one record. */
  readonly records: string | null
  /** How the handshake names it, as in Sec-WebSocket-Protocol. Null where it has no name there. */
  readonly subprotocol: RegExp | null
  /** Paths where it is usually served: a hint, no more. */
  readonly path: RegExp | null
  /**
   * The records of a message, in order, with the fields below `prefix` as keys; null where it is none of its messages.
   * By shape alone, what could as well be something else is refused. Never throws.
   */
  readonly decode: (message: Message, by: 'name' | 'shape') => readonly JsonObject[] | null
}

/** Records of one message that are decoded. */
export const mostRecords = 64
