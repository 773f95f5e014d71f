// What a line of an access log can say of one request, whatever product wrote it: the words that all of them share.

/** Numbered, so that a fact is looked up by its place. Text unless said otherwise; null where a line does not say it. */
export const fact = {
  // Who
  /** Address of whoever called the proxy: the TCP connection's other end. */
  peer: 0,
  peerPort: 1,
  /** Address that the product itself took for the client, where it has been told of proxies before it. */
  client: 2,
  /** The product's own end of the connection. */
  server: 3,
  serverPort: 4,
  forwardedFor: 5,
  forwarded: 6,
  realIp: 7,
  user: 8,
  // The request
  /** `GET /ws?room=4 HTTP/1.1` */
  requestLine: 9,
  method: 10,
  /** Path and query as sent, or an absolute URL. */
  target: 11,
  /** Where there is no target. */
  path: 12,
  query: 13,
  /** `HTTP/1.1` */
  protocol: 14,
  scheme: 15,
  /** The Host header, with its port. */
  hostHeader: 16,
  /** What the product took for the host. */
  host: 17,
  serverName: 18,
  requestId: 19,
  userAgent: 20,
  referrer: 21,
  origin: 22,
  cookie: 23,
  authorization: 24,
  acceptLanguage: 25,
  fetchMode: 26,
  /** The Upgrade header of the request. */
  upgrade: 27,
  /** Sec-WebSocket-Key. */
  key: 28,
  /** Sec-WebSocket-Version. */
  version: 29,
  // The answer
  status: 30,
  /** Sec-WebSocket-Protocol and Sec-WebSocket-Extensions as answered. */
  subprotocol: 31,
  extensions: 32,
  /** Who ended the connection: `client`, `server`, `transport` or `limit`. */
  endedBy: 33,
  // Bytes, as numbers. "Whole" is all of the request or the answer with its header; of an upgrade, with the frames.
  /** The request's header; of an upgrade that is all of the handshake. */
  requestHead: 34,
  responseHead: 35,
  requestWhole: 36,
  responseWhole: 37,
  /** What came after the header: of an upgrade, the frames. */
  requestBody: 38,
  responseBody: 39,
  // Times
  /** When the request came: microseconds since the epoch. */
  started: 40,
  /** When the line was written, which is when the request, or the connection that it was upgraded to, ended. */
  ended: 41,
  /** How long it took: nanoseconds. */
  took: 42,
  /** What the product itself calls the connection: lines of several of its logs are joined by it. */
  connectionId: 43,
  /** What the product says of why the connection ended. */
  endReason: 44,
  /** The Upgrade header of the answer. */
  answeredUpgrade: 45,
  /** Number of the autonomous system that the caller's address is of. */
  peerNetwork: 46,
} as const

export type FactName = keyof typeof fact
export type Fact = (typeof fact)[FactName]

export const factCount = Object.keys(fact).length

/** What one value of a line says. A value may have several meanings, and several values the same. */
export type Meaning =
  /** `read`: the logged text → the fact's; null where it says nothing. `scale`: of a number, 1 where it is absent. */
  | {
      readonly kind: 'text'
      readonly fact: Fact
      readonly read: ((text: string) => string | null) | null
      readonly scale?: number
    }
  | { readonly kind: 'number'; readonly fact: Fact; readonly scale: number }
  /** `open` gives a reader that may remember the line before. It says NaN for what is no time. */
  | { readonly kind: 'time'; readonly fact: typeof fact.started | typeof fact.ended; readonly open: () => TimeReader }
  /** A single cookie's value. */
  | { readonly kind: 'cookie'; readonly name: string }

/** Text → integer microseconds since the epoch, or NaN. */
export type TimeReader = (text: string) => number

export const text = (name: FactName, read: ((text: string) => string | null) | null = null): Meaning => ({
  kind: 'text',
  fact: fact[name],
  read,
})

export const number = (name: FactName): Meaning => ({ kind: 'number', fact: fact[name], scale: 1 })

/** How long it took, logged in units of so many nanoseconds. */
export const took = (nanoseconds: number): Meaning => ({ kind: 'number', fact: fact.took, scale: nanoseconds })

export const time = (name: 'started' | 'ended', open: () => TimeReader): Meaning => ({
  kind: 'time',
  fact: fact[name],
  open,
})

/** Units of spans, in nanoseconds. */
export const second = 1_000_000_000
export const millisecond = 1_000_000
export const microsecond = 1000
