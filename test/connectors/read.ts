// Bytes and a connector → the events and what could not be read: what the tests of connectors look at.
import type { Connector } from '../../connectors/connector.ts'
import { Batch } from '../../src/event/batch.ts'
import { createLayout, type Layout } from '../../src/event/layout.ts'
import type { Value } from '../../src/event/value.ts'
import { createTrustedProxies } from '../../src/request/proxies.ts'
import { sessionHash } from '../../src/request/session.ts'
import type { RequestSettings } from '../../src/request/settings.ts'

export const request: RequestSettings = {
  origins: [],
  sessionCookies: [],
  hashSession: sessionHash('a key for tests'),
  trustedProxies: createTrustedProxies(['10.0.0.0/8', '203.0.113.5']),
}

export interface Unread {
  readonly reason: string
  readonly at: number
  readonly excerpt: string
}

export interface Read {
  readonly batch: Batch
  readonly unread: readonly Unread[]
}

export interface ReadOptions {
  readonly settings?: Readonly<Record<string, unknown>>
  readonly wanted?: Layout
  /** Lengths of the pieces that the bytes come in, over and over; all at once where absent. */
  readonly cuts?: readonly number[]
}

export function read(connector: Connector, bytes: Uint8Array, options: ReadOptions = {}): Read {
  const { settings = {}, wanted = createLayout([]), cuts = [bytes.length] } = options
  const configured = connector.configure(settings)
  if (!configured.ok) throw new Error(JSON.stringify(configured.diagnostics))
  const unread: Unread[] = []
  const aside = { put: (reason: string, at: number, excerpt: string) => void unread.push({ reason, at, excerpt }) }
  const reader = connector.open(configured.config, { source: 'sample', wanted, aside, request })
  const batch = new Batch(wanted)
  let used = 0
  let given = 0
  for (let piece = 0; given < bytes.length; piece++) {
    given = Math.min(bytes.length, given + Math.max(1, cuts[piece % cuts.length]!))
    used += reader.read(bytes.subarray(used, given), used, given === bytes.length, batch)
  }
  reader.settle?.(batch)
  return { batch, unread }
}

export const readText = (connector: Connector, text: string, options?: ReadOptions): Read =>
  read(connector, Buffer.from(text), options)

/** The whole events, in order. */
export const documentsOf = ({ batch }: Read): readonly Readonly<Record<string, unknown>>[] =>
  batch.origins.map((origin) => origin.document())

/** What the rows hold of the wanted fields: by slot, then by row. */
export const columnsOf = ({ batch }: Pick<Read, 'batch'>): readonly (readonly Value[])[] =>
  batch.layout.fields.map((_, slot) => Array.from({ length: batch.length }, (_row, row) => batch.get(row, slot)))
