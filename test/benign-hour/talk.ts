// One connection as plain data: who came with which headers, what both sides said when, and how it ended.

export type Side = 'client' | 'server'

/** Something that one side sends, in seconds from the hour's beginning. */
export interface Act {
  readonly at: number
  readonly side: Side
  readonly payload: string | Uint8Array
  /** RFC 6455 section 5.2; 1 or 2 by the payload where it is not said. */
  readonly opcode?: number
  /** Bytes of a fragment, where a message is sent in several. */
  readonly fragmentBytes?: number
}

/** `leaves`: the client closes. `closed`: the server does. `lost`: the client says nothing more, and the server gives up a minute later. `stays`: beyond the hour. */
export type Ending =
  | { readonly kind: 'leaves'; readonly code: number }
  | { readonly kind: 'closed'; readonly code: number; readonly reason?: string }
  | { readonly kind: 'lost' }
  | { readonly kind: 'stays' }

export interface Talk {
  readonly host: string
  readonly path: string
  readonly address: readonly number[]
  readonly from: number
  readonly to: number
  readonly headers: Readonly<Record<string, string>>
  /** 101, or what the handshake was refused with. */
  readonly status: number
  readonly subprotocol?: string
  /** permessage-deflate with its contexts kept. */
  readonly isDeflated?: boolean
  readonly acts: readonly Act[]
  readonly ending: Ending
}
