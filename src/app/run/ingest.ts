// A posted body → its events, evaluated and durable before anybody is told so. The same request twice counts once.
import { randomUUID } from 'node:crypto'
import type { ApiOptions, Ingested } from '../../api/options.ts'
import { OperationalError } from '../../errors.ts'
import { anyCategory } from '../../event/category.ts'
import type { Layout } from '../../event/layout.ts'
import { exclusive } from '../../event/position.ts'
import type { Delivery, SourceInfo } from '../../event/source.ts'
import { readRequest } from '../../intake/http.ts'
import type { UnreadableLog } from '../../intake/unreadable.ts'
import type { RequestSettings } from '../../request/settings.ts'
import type { CommitStore } from '../../store/store.ts'
import type { Sink } from './back-end.ts'

export const httpSource: SourceInfo = { id: 'http', categories: anyCategory, latenessUs: 5_000_000 }

export interface IngestSettings {
  readonly layout: Layout
  readonly request: RequestSettings
  readonly sink: Pick<Sink, 'submit'>
  readonly store: Pick<CommitStore, 'knowsRequest'>
  /** What could not be read, kept for people to look at. */
  readonly unreadable: UnreadableLog
  readonly heard: (delivery: Delivery) => void
  /** The store fails: what comes now would only wait. */
  readonly isFailing: () => boolean
  /** How long a sender is kept waiting before it is asked to come again. */
  readonly patienceMs?: number
}

const usualPatienceMs = 10_000

export function createIngest(settings: IngestSettings): ApiOptions['ingest'] {
  const { sink, store, heard, isFailing, patienceMs = usualPatienceMs } = settings
  const context = {
    source: httpSource.id,
    layout: settings.layout,
    request: settings.request,
    unreadable: settings.unreadable,
  }
  /** Requests under way: a repetition waits for the first and gets its answer. */
  const underWay = new Map<string, Promise<Ingested>>()
  let newestUs = Number.NEGATIVE_INFINITY

  async function take(body: Uint8Array, key: string, repeatable: boolean): Promise<Ingested> {
    const { batch, accepted, unreadable } = readRequest(body, key, context)
    if (repeatable && (await store.knowsRequest(key))) return { accepted, unreadable, duplicate: true }
    if (accepted === 0) return { accepted, unreadable, duplicate: false }
    newestUs = batch.times.reduce((a, b) => Math.max(a, b), newestUs)
    const progress = { us: newestUs - httpSource.latenessUs, nanos: 0, sequence: exclusive }
    const delivery: Delivery = { source: httpSource.id, n: 0, batch, progress, resume: null }
    heard(delivery)
    await sink.submit(delivery, repeatable ? key : undefined)
    return { accepted, unreadable, duplicate: false }
  }

  return (body, idempotencyKey) => {
    const key = idempotencyKey ?? randomUUID()
    const known = underWay.get(key)
    if (known) return within(patienceMs, known).then((ingested) => ({ ...ingested, duplicate: true }))
    if (isFailing()) return Promise.reject(new OperationalError('UNAVAILABLE'))
    // Until it is settled, however long that takes: a sender that comes again meanwhile must not count twice.
    const taking = take(body, key, idempotencyKey !== null).finally(() => underWay.delete(key))
    underWay.set(key, taking)
    return within(patienceMs, taking)
  }
}

/** Rejects with UNAVAILABLE where it takes longer; what was begun goes on. */
async function within(patienceMs: number, taking: Promise<Ingested>): Promise<Ingested> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(new OperationalError('UNAVAILABLE')), patienceMs)
  })
  try {
    return await Promise.race([taking, late])
  } finally {
    clearTimeout(timer)
  }
}
