// What a row of the outbox is for → its id. The same for the same, so that it is sent once.
import { hash } from 'node:crypto'

/** Goes out as `webhook-id`, which may hold no full stop; a target's name may hold anything. */
export const entryId = (...parts: readonly string[]): string =>
  `msg_${hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 27)}`
