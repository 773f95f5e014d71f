// What the API is made of.
import type { RuleMetadata } from '../compiler/plan.ts'
import type { IncidentStore, OutboxStore, UnreadableStore } from '../store/store.ts'

export interface ApiSettings {
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
  /** Asked of every request but for the page itself. Null: none, and then only loopback is listened on. */
  readonly token: string | null
  /** Names under which it is reached, beside loopback. */
  readonly hosts?: readonly string[]
  /** The largest body of events. */
  readonly bodyLimit?: number
  /** The largest body of a shipper's, after it was decompressed. */
  readonly bulkLimit?: number
}

export interface Ingested {
  readonly accepted: number
  readonly unreadable: number
  /** The same `Idempotency-Key` was there before: nothing was counted again. */
  readonly duplicate: boolean
}

/** A document of a shipper's. */
export interface ShippedDocument {
  /** Its JSON, on one line. */
  readonly text: string
  /** Where the shipper means it to go. */
  readonly index: string
  /** What the shipper calls it. */
  readonly id: string | null
}

export interface Shipped {
  /** By document: null where it was read. What was not is kept aside; `isBroken`: it is no document at all. */
  readonly problems: readonly ({ readonly reason: string; readonly isBroken: boolean } | null)[]
  /** The same request was there before: nothing was counted again, and all was taken then. */
  readonly duplicate: boolean
}

/** Where a server listens, and who is let in. */
export interface ServerSettings {
  /** Of the config, for messages. */
  readonly section: 'api' | 'worker'
  readonly host: string
  readonly port: number
  readonly token: string | null
  readonly hosts: readonly string[]
}

export interface Readiness {
  readonly ready: boolean
  /** By name; `reason` where it failed. No text of a stranger, and no secret. */
  readonly checks: Readonly<Record<string, { readonly status: 'ok' | 'failed'; readonly reason?: string }>>
}

export interface HealthOptions {
  readonly readiness: () => Promise<Readiness>
  /** In the text format of Prometheus. */
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>
}

/** What an application is asked to do with a connection that it holds. */
export interface Command {
  readonly id: string
  readonly kind: 'close'
  /** `websocket.connection.id`, as the application gave it. */
  readonly connection: string
  readonly code: number
  readonly reason: string
}

export interface Commands {
  /** Those for the connections of one application; where there are none, what comes within `waitMs`. */
  take(holder: string, waitMs: number, signal: AbortSignal): Promise<readonly Command[]>
  /** The connection had ended before. False where nobody waits for that command. */
  gone(id: string): Promise<boolean>
}

/** What the API asks of the store. */
export type ApiStore = IncidentStore & Pick<OutboxStore, 'list' | 'retry'> & Pick<UnreadableStore, 'listUnreadable'>

export interface ApiOptions extends HealthOptions {
  readonly settings: ApiSettings
  readonly store: ApiStore
  /** Takes NDJSON; resolves when it is durable. A rejection means that the sender shall try again. */
  readonly ingest: (body: Uint8Array, idempotencyKey: string | null) => Promise<Ingested>
  /** Without it applications are asked for nothing. */
  readonly commands?: Commands
  /** Takes documents of a shipper; resolves when they are durable. The same key twice is the same request. */
  readonly ship: (documents: readonly ShippedDocument[], key: string) => Promise<Shipped>
  /** Counters of the running program, as they are shown. */
  readonly stats: () => object | Promise<object>
  /** The rules that run. */
  readonly rules: () => readonly RuleMetadata[]
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** Told that outbox entries were made due again. */
  readonly onRetry?: () => void
  /** Told of faults that the client is not: what a bug of ours threw, a store that failed. */
  readonly onError?: (error: unknown) => void
  /** The folder of the console's page. */
  readonly assets: string
}
