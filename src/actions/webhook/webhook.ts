// An outbox row → a signed POST to the endpoint that it names. Standard Webhooks 1.0.0.
import type { OutboxRow } from '../../store/store.ts'
import { type Attempt, defineAction, type Sent } from '../action.ts'
import { escapeControls } from '../log.ts'
import { AddressRefused, type Answer, post } from './post.ts'
import { retryAfterMs } from './retry-after.ts'
import { secretKey, signedHeaders } from './signature.ts'

export interface WebhookSettings {
  readonly name: string
  readonly url: string
  /** `whsec_…`; the body is signed with each. None: unsigned. */
  readonly secrets: readonly string[]
  /** Lets it reach loopback and private addresses. */
  readonly allowPrivate: boolean
  readonly timeoutMs?: number
}

const defaultTimeoutMs = 15_000

interface Endpoint {
  readonly url: URL
  readonly keys: readonly Uint8Array[]
  readonly allowPrivate: boolean
  readonly timeoutMs: number
}

export const webhook = defineAction<readonly WebhookSettings[]>({
  name: 'webhook',
  summary: 'Posts the incident to a URL of yours, signed, and again until it is taken.',
  open(settings) {
    const endpoints = new Map(settings.map((each) => [each.name, endpointOf(each)]))
    return async (row, attempt) => {
      const endpoint = endpoints.get(row.target)
      if (endpoint === undefined) return refused(`There is no webhook ${row.target} in the config.`)
      return typeof endpoint === 'string' ? refused(endpoint) : send(endpoint, row, attempt)
    }
  },
})

const refused = (detail: string): Sent => ({ kind: 'refused', detail: excerptOf(detail) })

/** The endpoint, or what is wrong with its settings. */
function endpointOf(settings: WebhookSettings): Endpoint | string {
  const { name, url: written, secrets, allowPrivate, timeoutMs = defaultTimeoutMs } = settings
  const url = URL.parse(written)
  if (!url || !['http:', 'https:'].includes(url.protocol)) return `The URL of webhook ${name} is no http or https URL.`
  const keys = secrets.map(secretKey)
  if (keys.includes(null)) return `A secret of webhook ${name} is not whsec_ and 24 to 64 bytes in Base64.`
  return { url, keys: keys.filter((key) => key !== null), allowPrivate, timeoutMs }
}

async function send(endpoint: Endpoint, row: OutboxRow, { nowMs, signal }: Attempt): Promise<Sent> {
  const { url, keys, allowPrivate, timeoutMs } = endpoint
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'tripline',
    ...signedHeaders(keys, { id: row.id, seconds: Math.floor(nowMs / 1000), body: row.payload }),
  }
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const both = AbortSignal.any([signal, timeout])
    return judge(await post({ url, headers, body: row.payload, allowPrivate, signal: both }), nowMs)
  } catch (error) {
    if (error instanceof AddressRefused) return refused(error.message)
    if (signal.aborted) return { kind: 'interrupted' }
    if (timeout.aborted) return { kind: 'again', detail: `No answer within ${timeoutMs / 1000} s.` }
    return { kind: 'again', detail: excerptOf((error as Error).message) }
  }
}

/** Answers by which the other side asks for patience. */
const throttled = new Set([429, 502, 503, 504])

/** A redirect is a failure: where it leads was not configured. */
function judge(answer: Answer, nowMs: number): Sent {
  const { status, retryAfter } = answer
  const detail = excerptOf(`${status} ${answer.excerpt}`)
  if (status >= 200 && status < 300) return { kind: 'delivered', detail: String(status) }
  if (status === 410) return { kind: 'refused', detail, gone: true }
  const waitMs = throttled.has(status) ? retryAfterMs(retryAfter, nowMs) : null
  return waitMs === null ? { kind: 'again', detail } : { kind: 'again', detail, notBeforeMs: nowMs + waitMs }
}

const excerptLimit = 200

const excerptOf = (text: string): string => escapeControls(text.slice(0, excerptLimit)).trim()
