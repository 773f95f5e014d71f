// A posted body of events → taken once, and durable before anybody is told so.
import { randomUUID } from 'node:crypto'
import type { ApiOptions, Ingested } from '../../api/options.ts'
import { anyCategory } from '../../event/category.ts'
import type { Oddities } from '../../event/headway.ts'
import type { Layout } from '../../event/layout.ts'
import type { SourceInfo } from '../../event/source.ts'
import { readRequest } from '../../intake/http.ts'
import type { UnreadableLog } from '../../intake/unreadable.ts'
import type { RequestSettings } from '../../request/settings.ts'
import { createTaking, type TakingSettings } from './taking.ts'

export const httpSource: SourceInfo = { id: 'http', categories: anyCategory, latenessUs: 5_000_000 }

export interface IngestSettings extends TakingSettings {
  /** The fields that are read by now. */
  readonly layout: () => Layout
  readonly request: RequestSettings
  /** What could not be read, kept for people to look at. */
  readonly unreadable: UnreadableLog
  /** Where is counted what is odd about the times of what is posted. */
  readonly oddities?: Oddities
}

export function createIngest(settings: IngestSettings): ApiOptions['ingest'] {
  const { layout, request, unreadable, oddities } = settings
  const read = (body: Uint8Array, key: string) => {
    const { batch, ...counts } = readRequest(body, key, {
      source: httpSource.id,
      layout: layout(),
      request,
      unreadable,
    })
    return { batch, answer: { ...counts, duplicate: false } }
  }
  const repeated = (answer: Ingested): Ingested => ({ ...answer, duplicate: true })
  const take = createTaking<Uint8Array, Ingested>(settings, {
    source: httpSource,
    read,
    known: (body, key) => repeated(read(body, key).answer),
    repeated,
    late: 'UNAVAILABLE',
    ...(oddities && { oddities }),
  })
  return (body, idempotencyKey) =>
    take({ body, key: idempotencyKey ?? randomUUID(), isRepeatable: idempotencyKey !== null })
}
