// How much the sensor keeps, so that a capture of any size needs no more memory than a small one.
import type { DissectorBounds } from './dissector.ts'
import type { StreamBounds } from './stream.ts'

export interface Bounds extends StreamBounds, DissectorBounds {
  /** TCP connections followed at once; beyond them the one silent for longest is let go, WebSockets last. */
  readonly connections: number
  /** Bytes kept for all connections together; beyond them the connection that has kept bytes for longest gives up its own. */
  readonly keptBytes: number
  /** Longest head of an HTTP request or response, and most bytes kept while the other side's answer is out. */
  readonly headBytes: number
  /** Most of one message or frame that is kept; the rest is counted and its text is cut. */
  readonly payloadBytes: number
  /** Longest message after inflation. */
  readonly inflatedBytes: number
  /** Bytes of packets, of all connections, for which bytes that come again are held against those before. */
  readonly recentBytes: number
  /** Silence after which a WebSocket is taken for gone, in capture time. */
  readonly idleUs: number
  /** The same for connections that are no WebSocket (yet). */
  readonly otherIdleUs: number
}

const minute = 60e6

export const defaultBounds: Bounds = {
  connections: 100_000,
  keptBytes: 256 * 1024 * 1024,
  gapBytes: 1024 * 1024,
  gapSegments: 1024,
  headBytes: 64 * 1024,
  recentBytes: 16 * 1024 * 1024,
  fragmentBytes: 4 * 1024 * 1024,
  payloadBytes: 1024 * 1024,
  inflatedBytes: 16 * 1024 * 1024,
  idleUs: 24 * 60 * minute,
  otherIdleUs: 5 * minute,
}
