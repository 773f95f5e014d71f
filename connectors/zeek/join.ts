// Lines of Zeek's logs, joined by uid → the events that they tell of together. What is remembered is bounded and can be saved.
import type { Batch } from '../../src/event/batch.ts'
import { Headway, type SavedHeadway } from '../../src/event/headway.ts'
import type { Aside } from '../connector.ts'
import type { Said } from '../joined/said.ts'
import type { Tell, ToldKind } from '../joined/teller.ts'
import type { Log } from './keys.ts'
import type { Line } from './line.ts'

/** Which logs are read, or were seen: a line of one is only waited for where it may come. */
export interface Expected {
  readonly conn: boolean
  readonly http: boolean
  readonly websocket: boolean
}

/** An upgraded connection, as far as its lines have come. Never changed: what was saved stays as it was. */
interface Upgrade {
  readonly websocket: Line | null
  readonly http: Line | null
  readonly conn: Line | null
  /** Whether its handshake is told, and whether its connection is. */
  readonly told: { readonly handshake: boolean; readonly connection: boolean }
  /** The newest time when a line came that is written when a connection is over; null while it may be open. */
  readonly overUs: number | null
  /** The newest time when its first line came. */
  readonly sinceUs: number
}

/** Plain JSON. */
export interface SavedJoin extends SavedHeadway {
  readonly seen: Expected
  readonly upgrades: readonly (readonly [uid: string, upgrade: Upgrade])[]
  readonly ended: readonly (readonly [uid: string, conn: Line])[]
}

export interface JoinContext {
  readonly tell: Tell
  readonly aside: Aside
  /** Of a stream it is learned what comes. */
  readonly expected: Expected | 'as-seen'
}

/** Zeek forgets a connection some seconds after its end, and writes conn.log and http.log then. */
const waitUs = 15_000_000
const oldestUs = 7 * 86_400_000_000
const mostOpen = 5000
/** Of a Zeek that does not know WebSocket, http.log says what a connection was after conn.log has told of its end. */
const mostEnded = 200

/** How far behind the newest event one may still come. */
export const latenessUs = 10_000_000

export class Join {
  readonly #context: JoinContext
  /** The one that was opened first comes first. */
  readonly #open = new Map<string, Upgrade>()
  /** Connections that ended lately, of which a line may still come. The one that ended first comes first. */
  readonly #over = new Map<string, Upgrade>()
  readonly #ended: Map<string, Line>
  readonly #headway: Headway
  #newestUs: number
  /** Before then nothing is to be forgotten. */
  #dueUs = Number.NEGATIVE_INFINITY
  #seen: Expected
  #saved: SavedJoin | null = null

  constructor(context: JoinContext, saved: SavedJoin | null) {
    this.#context = context
    this.#ended = new Map(saved?.ended)
    this.#headway = new Headway({ latenessUs }, saved)
    this.#newestUs = saved?.newestUs ?? Number.NEGATIVE_INFINITY
    this.#seen = saved?.seen ?? { conn: false, http: false, websocket: false }
    for (const [uid, upgrade] of saved?.upgrades ?? []) this.#mapOf(upgrade).set(uid, upgrade)
  }

  /** Time goes on with a line, whatever else the line says. One from far ahead moves it as little as it moves others. */
  reach(us: number, batch: Batch): void {
    if (Number.isNaN(us)) return
    this.#headway.see([us])
    const newestUs = this.#headway.newestUs ?? us
    this.#newestUs = newestUs
    this.#saved = null
    if (newestUs <= this.#dueUs) return
    this.#forgetWhere(this.#over, newestUs, batch)
    this.#forgetWhere(this.#open, newestUs, batch)
    const [over] = this.#over.values()
    const [open] = this.#open.values()
    this.#dueUs = Math.min(over ? dueOf(over) : Number.POSITIVE_INFINITY, open ? dueOf(open) : Number.POSITIVE_INFINITY)
  }

  /** Whether a line of conn.log tells of a WebSocket, or may yet turn out to. */
  concerns(uid: string, service: string | undefined): boolean {
    if (service?.includes('websocket') || this.#find(uid) !== undefined) return true
    return this.#expected.http && !this.#seen.websocket && (service?.includes('http') ?? false)
  }

  put(line: Line, batch: Batch): void {
    this.#saved = null
    if (line.log === 'weird') this.#tell('log', line, this.#find(line.uid) ?? null, batch)
    else if (line.log === 'websocket') this.#putWebSocket(line, batch)
    else if (line.log === 'http') this.#putRequest(line, batch)
    else this.#putConnection(line, batch)
  }

  /** Of a stream it is learned by what comes which logs come. */
  see(log: Log): void {
    if (log === 'weird' || this.#seen[log]) return
    this.#seen = { ...this.#seen, [log]: true }
    this.#saved = null
  }

  /** Tells of connections that are over and whose other lines have not come. At the end of all input, of the open ones too. */
  settle(atEnd: boolean, batch: Batch): void {
    for (const [uid, upgrade] of [...this.#over, ...(atEnd ? this.#open : [])]) this.#update(uid, upgrade, batch, true)
  }

  save(): SavedJoin {
    this.#saved ??= {
      ...this.#headway.save(),
      seen: this.#seen,
      upgrades: [...this.#open, ...this.#over],
      ended: [...this.#ended],
    }
    return this.#saved
  }

  #putWebSocket(line: Line, batch: Batch): void {
    const upgrade = this.#find(line.uid)
    if (upgrade?.websocket) return
    this.#update(line.uid, { ...(upgrade ?? this.#newUpgrade(line.uid)), websocket: line }, batch)
  }

  #putRequest(line: Line, batch: Batch): void {
    const upgrade = this.#find(line.uid)
    if (upgrade?.http && line.said['status_code'] === '101') return
    if (!isUpgrade(line, upgrade)) {
      this.#tell(line.said['upgrade'] === undefined ? 'request' : 'handshake', line, null, batch)
      return
    }
    // It is written when the connection is over, but may be read before: what is left to come is the line of conn.log.
    const isLast = line.said['status_code'] === '101' && !this.#expected.conn
    const overUs = upgrade?.overUs ?? (isLast ? this.#newestUs : null)
    this.#update(line.uid, { ...(upgrade ?? this.#newUpgrade(line.uid)), http: accepted(line), overUs }, batch)
  }

  #putConnection(line: Line, batch: Batch): void {
    const upgrade = this.#find(line.uid)
    if (upgrade === undefined && !String(line.said['service']).includes('websocket')) {
      this.#ended.set(line.uid, line)
      if (this.#ended.size > mostEnded) this.#ended.delete(this.#ended.keys().next().value!)
      return
    }
    if (upgrade?.conn) return
    this.#update(line.uid, { ...(upgrade ?? this.#newUpgrade(line.uid)), conn: line, overUs: this.#newestUs }, batch)
  }

  #newUpgrade(uid: string): Upgrade {
    const conn = this.#ended.get(uid) ?? null
    this.#ended.delete(uid)
    const told = { handshake: false, connection: false }
    return { websocket: null, http: null, conn, told, overUs: conn && this.#newestUs, sinceUs: this.#newestUs }
  }

  #update(uid: string, upgrade: Upgrade, batch: Batch, nothingMoreComes = false): void {
    this.#remember(uid, this.#tellOf(upgrade, batch, nothingMoreComes), batch)
  }

  /** Tells what can be told now; where nothing more is waited for, all that is known. */
  #tellOf(upgrade: Upgrade, batch: Batch, nothingMoreComes: boolean): Upgrade {
    const handshake = !upgrade.told.handshake && (nothingMoreComes || this.#isWhole(upgrade))
    const first = upgrade.websocket ?? upgrade.http
    if (handshake && first) this.#tell('handshake', first, upgrade, batch)
    const isTold = upgrade.told.handshake || handshake
    const connection = isTold && upgrade.conn !== null && !upgrade.told.connection
    if (connection) this.#tell('connection', upgrade.conn!, upgrade, batch)
    return { ...upgrade, told: { handshake: isTold, connection: upgrade.told.connection || connection } }
  }

  /** Where websocket.log has the Origin there is nothing to wait for. */
  #isWhole({ websocket, http }: Upgrade): boolean {
    const expected = this.#expected
    const hasRequest = http !== null || !expected.http || websocket?.said['origin'] !== undefined
    return hasRequest && (websocket !== null || !expected.websocket)
  }

  get #expected(): Expected {
    return this.#context.expected === 'as-seen' ? this.#seen : this.#context.expected
  }

  #find(uid: string): Upgrade | undefined {
    return this.#open.get(uid) ?? this.#over.get(uid)
  }

  #mapOf({ overUs }: Upgrade): Map<string, Upgrade> {
    return overUs === null ? this.#open : this.#over
  }

  #remember(uid: string, upgrade: Upgrade, batch: Batch): void {
    this.#saved = null
    if (upgrade.overUs !== null) this.#open.delete(uid)
    this.#mapOf(upgrade).set(uid, upgrade)
    this.#dueUs = Math.min(this.#dueUs, dueOf(upgrade))
    if (this.#open.size > mostOpen) this.#forgetOne(this.#open, batch)
    if (this.#over.size > mostOpen) this.#forgetOne(this.#over, batch)
  }

  #forgetOne(upgrades: Map<string, Upgrade>, batch: Batch): void {
    const [uid, upgrade] = upgrades.entries().next().value!
    const { at } = (upgrade.websocket ?? upgrade.http ?? upgrade.conn)!
    if (!upgrade.told.connection) this.#context.aside.put('connection forgotten, as there are too many', at, uid)
    this.#forget(upgrades, uid, batch)
  }

  /** The first ones are forgotten first. */
  #forgetWhere(upgrades: Map<string, Upgrade>, us: number, batch: Batch): void {
    for (const [uid, upgrade] of upgrades) {
      if (dueOf(upgrade) >= us) return
      this.#forget(upgrades, uid, batch)
    }
  }

  /** What was not told yet is told. */
  #forget(upgrades: Map<string, Upgrade>, uid: string, batch: Batch): void {
    const upgrade = upgrades.get(uid)!
    upgrades.delete(uid)
    this.#tellOf(upgrade, batch, true)
  }

  #tell(kind: ToldKind, line: Line, upgrade: Upgrade | null, batch: Batch): void {
    const own = kind === 'connection' ? Number(line.said['ended'] ?? line.us) : line.us
    this.#context.tell(batch, {
      kind,
      // A line that comes long after what it tells of has no place among events of then.
      us: Math.max(own, this.#newestUs - latenessUs),
      source: line.source,
      at: line.at,
      connection: kind === 'request' ? null : line.uid,
      said: line.said,
      of: upgrade && saidOf(upgrade),
    })
  }
}

/** Also where the record was overwritten by the answer of a tunnelled request: its path is still the upgrade's own. */
function isUpgrade({ said }: Line, upgrade: Upgrade | undefined): boolean {
  if (said['status_code'] === '101') return true
  const websocket = upgrade?.websocket
  return (
    Boolean(websocket) &&
    !upgrade!.http &&
    said['uri'] === websocket!.said['uri'] &&
    said['host'] === websocket!.said['host']
  )
}

/** What http.log says of the answer's length is of none: an upgrade has no body. */
function accepted(line: Line): Line {
  const { response_body_len: _length, ...said } = line.said
  return { ...line, said: { ...said, ...upgraded } }
}

/** When it is forgotten, unless a line of it comes. */
const dueOf = ({ overUs, sinceUs }: Upgrade): number => (overUs === null ? sinceUs + oldestUs : overUs + waitUs)

const upgraded: Said = { upgrade: 'websocket', status_code: '101' }

/** What all lines say: of the time, the upgrade's own first, since a TCP connection may be older. */
const saidOf = ({ websocket, http, conn }: Upgrade): Said => ({
  ...upgraded,
  ...(conn && { started: conn.us }),
  ...http?.said,
  ...websocket?.said,
})
