// What was seen of one WebSocket endpoint: counts, maxima and examples, gathered event by event.
import type { Threat } from '../event/found-fields.ts'
import { Tally } from './tally.ts'

/** An attack in a message, and what the server made of it. */
export interface Attempts {
  readonly tally: Tally
  readonly threats: Map<Threat, number>
}

const attempts = (): Attempts => ({ tally: new Tally(), threats: new Map() })

export class Endpoint {
  readonly domain: string | null
  /** What names one thing among many in it is `*`. */
  readonly path: string
  readonly subprotocols = new Set<string>()
  readonly seen = { onTheWire: false, inALog: false }
  accepted = 0
  refused = 0
  /** Connections of which at least one event was seen. */
  connections = 0
  messages = 0
  readonly foreign = { accepted: new Tally(), refused: new Tally() }
  readonly home = { accepted: 0 }
  /** Connections that a cookie speaks for, by whether a token of the page came with the handshake or the first message. */
  readonly byCookie = { withToken: 0, without: new Tally() }
  /** Connections in which a client spoke, by whether anything told who it was. */
  readonly speakers = { known: 0, unknown: new Tally() }
  readonly tokensInUrl = new Tally()
  /** `ended`: the server closed the connection; `unanswered`: it said nothing more. */
  readonly attacks = { answered: attempts(), ended: attempts(), unanswered: attempts() }
  readonly largest = { bytes: 0, fragments: 0, nanos: 0 }
  /** Closed by the server as too big, or for policy. */
  readonly limited = new Tally()
  /** Lines of a log about connections, by whether they name a user. */
  readonly lines = { withUser: 0, withoutUser: 0 }

  constructor(domain: string | null, path: string) {
    this.domain = domain
    this.path = path
  }
}
