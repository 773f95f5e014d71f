// What an application may say about how it is watched → settings that are whole and within their bounds.
import type { IncomingMessage, Server } from 'node:http'

export interface WatchOptions {
  /** Where `tripline run` listens. */
  readonly url?: string
  /** That of `api.token_file`. */
  readonly token?: string
  /** Who a request is from, where the application knows. */
  readonly user?: (request: IncomingMessage) => string | null | undefined
  /** The share of connections, from 0 to 1, whose messages are sent. Handshakes and ends are, of all. */
  readonly sample?: number
  /** Messages sent in a second at most; one connection has a quarter of it at most. */
  readonly messagesPerSecond?: number
  /** Characters of a text message that are sent; 0: none. */
  readonly maxPayload?: number
  /** What is sent in place of a text; null: no text. */
  readonly redact?: (text: string, direction: Direction) => string | null
  /** The content of `privacy.key_file`, so that a session has the same id here, in captures and in logs. */
  readonly sessionKey?: string | Uint8Array
  /** As `app.session_cookies` in tripline.yaml. */
  readonly sessionCookies?: readonly string[]
  /** As `app.origins` in tripline.yaml. */
  readonly origins?: readonly string[]
  /** As `trusted_proxies` in tripline.yaml. */
  readonly trustedProxies?: readonly string[]
  /** Whether rules may close connections (`respond close`). */
  readonly commands?: boolean
  /** The server whose upgrades the application refuses by itself, so that this is seen too. */
  readonly http?: Pick<Server, 'prependListener' | 'removeListener'>
  /** Events that wait at most while Tripline is away; beyond it the oldest are dropped, and counted. */
  readonly bufferEvents?: number
  /** The same in bytes. */
  readonly bufferBytes?: number
  /** Told once when events cannot be sent, and once when they can be again. */
  readonly onTrouble?: (message: string) => void
}

export type Direction = 'client' | 'server'

export interface WatchStats {
  /** Connections open now. */
  readonly connections: number
  /** Events that Tripline has acknowledged. */
  readonly sent: number
  /** Events that wait to be sent. */
  readonly waiting: number
  /** Events that were lost: too many waited, or Tripline refused them. */
  readonly dropped: number
  /** Messages of sampled connections that were beyond `messagesPerSecond`, or beyond what Tripline takes. */
  readonly skipped: number
  /** Mistakes of the watcher itself, or of a function that it was given. */
  readonly errors: number
}

export type Settings = Required<Omit<WatchOptions, 'token' | 'user' | 'redact' | 'sessionKey' | 'http'>> &
  Pick<WatchOptions, 'token' | 'user' | 'redact' | 'sessionKey' | 'http'>

/** Throws a TypeError: what is wrong here is wrong at the start, where somebody looks. */
export function settle(options: WatchOptions): Settings {
  const { url = 'http://127.0.0.1:7070' } = options
  if (!URL.canParse(url) || !/^https?:/i.test(url)) throw new TypeError('watch: url must be an http or https URL')
  const { token, user, redact, sessionKey, http } = options
  return {
    ...(token === undefined ? {} : { token }),
    ...(user === undefined ? {} : { user }),
    ...(redact === undefined ? {} : { redact }),
    ...(sessionKey === undefined ? {} : { sessionKey }),
    ...(http === undefined ? {} : { http }),
    url: url.replace(/\/+$/, ''),
    sample: within('sample', options.sample ?? 1, 1),
    messagesPerSecond: within('messagesPerSecond', options.messagesPerSecond ?? 1000, 1e6),
    maxPayload: Math.floor(within('maxPayload', options.maxPayload ?? 4096, longestPayload)),
    sessionCookies: options.sessionCookies ?? [],
    origins: options.origins ?? [],
    trustedProxies: options.trustedProxies ?? [],
    commands: options.commands ?? true,
    bufferEvents: within('bufferEvents', options.bufferEvents ?? 20_000, 1e7),
    bufferBytes: within('bufferBytes', options.bufferBytes ?? 16e6, 1e9),
    onTrouble: options.onTrouble ?? warn,
  }
}

/** Six bytes for each character at most, and a line may have a mebibyte. */
const longestPayload = 100_000

function within(name: string, value: number, most: number): number {
  if (typeof value === 'number' && value >= 0 && value <= most) return value
  throw new TypeError(`watch: ${name} must be a number from 0 to ${most}`)
}

const warn = (message: string): void => process.emitWarning(message, 'TriplineWarning')
