// Text of key log files (SSLKEYLOGFILE) → the secrets of each TLS session, by its client's random.

// One of each session at most; the numbers behind `TRAFFIC_SECRET` are those of the first keys of each direction.
const labels = [
  'CLIENT_RANDOM',
  'CLIENT_EARLY_TRAFFIC_SECRET',
  'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  'SERVER_HANDSHAKE_TRAFFIC_SECRET',
  'CLIENT_TRAFFIC_SECRET_0',
  'SERVER_TRAFFIC_SECRET_0',
] as const

export type SecretLabel = (typeof labels)[number]

/** What a key log says of one session. */
export type Secrets = Partial<Readonly<Record<SecretLabel, Buffer>>>

export class KeyLog {
  /** Whether secrets may still come of a session that has begun: as whoever speaks writes them down. */
  readonly mayGrow: boolean
  private readonly sessions = new Map<string, Partial<Record<SecretLabel, Buffer>>>()

  constructor({ mayGrow = false }: { readonly mayGrow?: boolean } = {}) {
    this.mayGrow = mayGrow
  }

  /** Takes the secrets of a text; other lines mean nothing. Returns how many there were. */
  add(text: string): number {
    let found = 0
    for (const [, label, random, secret] of text.matchAll(line)) {
      if (!isLabel(label!)) continue
      this.session(random!.toLowerCase())[label] = Buffer.from(secret!, 'hex')
      found++
    }
    return found
  }

  /** Null where nothing is known of a session; where more may come, until there is all that it takes. */
  secretsOf(clientRandom: Buffer): Secrets | null {
    const known = this.sessions.get(clientRandom.toString('hex')) ?? null
    return known !== null && this.mayGrow && !isEnough(known) ? null : known
  }

  private session(random: string): Partial<Record<SecretLabel, Buffer>> {
    const known = this.sessions.get(random)
    if (known !== undefined) return known
    if (this.sessions.size >= mostSessions) this.sessions.delete(this.sessions.keys().next().value!)
    const session = {}
    this.sessions.set(random, session)
    return session
  }
}

/** RFC 5246 section 8.1, or the last that are made of RFC 8446 section 7.1. */
const isEnough = (secrets: Secrets): boolean =>
  secrets.CLIENT_RANDOM !== undefined ||
  (secrets.CLIENT_TRAFFIC_SECRET_0 !== undefined && secrets.SERVER_TRAFFIC_SECRET_0 !== undefined)

const line = /^[ \t]*([A-Z\d_]+) ([\da-fA-F]{64}) ((?:[\da-fA-F]{2}){32,64})[ \t]*$/gm

/** A capture can bring any number of them. The oldest are forgotten. */
const mostSessions = 200_000

const isLabel = (label: string): label is SecretLabel => (labels as readonly string[]).includes(label)
