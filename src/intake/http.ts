// The body of a request that posts events as NDJSON → a batch, and how many of its lines could be read. Never throws.
import type { Naming } from '../../connectors/ndjson/known.ts'
import { createReader } from '../../connectors/ndjson/reader.ts'
import { Batch } from '../event/batch.ts'
import type { Layout } from '../event/layout.ts'
import type { RequestSettings } from '../request/settings.ts'
import type { UnreadableLog } from './unreadable.ts'

export interface RequestContext {
  /** The id of the source that HTTP is. */
  readonly source: string
  readonly layout: Layout
  readonly request: RequestSettings
  readonly unreadable: UnreadableLog
}

export interface ReadRequest {
  readonly batch: Batch
  readonly accepted: number
  readonly unreadable: number
}

/**
 * `key` is the sender's Idempotency-Key, or one made for it: with the place in the body it names each event that its
 * sender did not name, so that the same request twice is the same events.
 */
export function readRequest(body: Uint8Array, key: string, context: RequestContext): ReadRequest {
  const { source, layout, request } = context
  const batch = new Batch(layout)
  let unreadable = 0
  const aside = {
    put(reason: string, at: number, excerpt: string) {
      unreadable++
      context.unreadable.put(reason, at, excerpt)
    },
  }
  createReader({ source, wanted: layout, aside, request }, byKey(key)).read(body, 0, true, batch)
  return { batch, accepted: batch.length, unreadable }
}

const byKey = (key: string): Naming => ({
  id: (_offset, index) => `${key}:${index}`,
  sequence: (_offset, index) => index,
})
