// Events in the order of their time → what the six rules find, by a loop written for these rules and nothing else. It says
// what is right, and how fast JavaScript is where nobody has to be able to change the rules.
import type { PeerEvent } from './peer-event.ts'
import { type Found, Tally } from './tally.ts'

const minuteMs = 60_000
const guessingMs = 120_000
const sendingMs = 10_000
const loginMs = 30_000
const mebibyte = 1_048_576
const tautology = /' or 1=1/i

export class HandCoded {
  readonly #found = new Tally()
  readonly #addresses = new Map<string, Address>()
  readonly #sent = new Map<string, Recent<number>>()
  readonly #logins = new Logins(this.#found)

  take(event: PeerEvent): void {
    const at = event['@timestamp']
    this.#logins.runTo(at)
    switch (event['event.action']) {
      case 'ws.frame':
        this.#takeFrame(event, at)
        break
      case 'ws.open':
        this.#logins.open(event['ws.conn_id'], at, event['event.sequence'])
        break
      case 'ws.auth_failure':
        this.#takeFailure(event, at)
        break
      case 'ws.auth_success':
        this.#takeSuccess(event, at)
        break
      case 'ws.close':
        this.#sent.delete(event['ws.conn_id'])
    }
  }

  end(): Found {
    this.#logins.runTo(Number.POSITIVE_INFINITY)
    return this.#found
  }

  #takeFrame(event: PeerEvent, at: number): void {
    if (tautology.test(event['ws.payload']!)) this.#found.add('R1', event['event.sequence'])
    if (event['network.direction'] !== 'outbound') return
    const sent = this.#sentOf(event['ws.conn_id'])
    const bytes = event['ws.payload_length']!
    sent.sum += bytes
    for (let gone = sent.leaving(at); gone !== undefined; gone = sent.leaving(at)) sent.sum -= gone
    sent.add(at, bytes)
    if (sent.sum <= mebibyte) return
    this.#found.add('R5', event['event.sequence'])
    sent.clear()
  }

  #takeFailure(event: PeerEvent, at: number): void {
    const sequence = event['event.sequence']
    const { failures, names, lastFive } = this.#addressOf(event['source.ip'])
    while (failures.leaving(at) !== undefined);
    failures.add(at, at)
    if (failures.size >= 5) {
      this.#found.add('R2', sequence)
      failures.clear()
    }
    while (names.leaving(at) !== undefined);
    names.add(at, event['user.name']!)
    if (names.size >= 4 && new Set(names.values()).size >= 4) {
      this.#found.add('R4', sequence)
      names.clear()
    }
    lastFive.push(at)
    if (lastFive.length > 5) lastFive.shift()
  }

  #takeSuccess(event: PeerEvent, at: number): void {
    this.#logins.login(event['ws.conn_id'])
    const { lastFive } = this.#addressOf(event['source.ip'])
    if (lastFive.length === 5 && at - lastFive[0]! < guessingMs) this.#found.add('R3', event['event.sequence'])
    lastFive.length = 0
  }

  #sentOf(connection: string): Recent<number> {
    const known = this.#sent.get(connection)
    if (known) return known
    const sent = new Recent<number>(sendingMs)
    this.#sent.set(connection, sent)
    return sent
  }

  #addressOf(ip: string): Address {
    const known = this.#addresses.get(ip)
    if (known) return known
    const address: Address = { failures: new Recent(minuteMs), names: new Recent(minuteMs), lastFive: [] }
    this.#addresses.set(ip, address)
    return address
  }
}

interface Address {
  readonly failures: Recent<number>
  readonly names: Recent<string>
  /** Times of the last failures since a success. */
  readonly lastFive: number[]
}

/** What is less than a span old, the oldest first. */
class Recent<Value> {
  sum = 0
  readonly #spanMs: number
  #times: number[] = []
  #values: Value[] = []
  #first = 0

  constructor(spanMs: number) {
    this.#spanMs = spanMs
  }

  get size(): number {
    return this.#times.length - this.#first
  }

  values(): readonly Value[] {
    return this.#values.slice(this.#first)
  }

  add(at: number, value: Value): void {
    this.#times.push(at)
    this.#values.push(value)
  }

  /** One that is a span old; to be asked until there is none. */
  leaving(now: number): Value | undefined {
    if (this.#first === this.#times.length || now - this.#times[this.#first]! < this.#spanMs) return undefined
    const value = this.#values[this.#first++]
    if (this.#first > 64 && this.#first * 2 > this.#times.length) this.#close()
    return value
  }

  clear(): void {
    this.#times = []
    this.#values = []
    this.#first = 0
    this.sum = 0
  }

  #close(): void {
    this.#times.splice(0, this.#first)
    this.#values.splice(0, this.#first)
    this.#first = 0
  }
}

interface Opened {
  readonly connection: string
  readonly untilMs: number
  readonly sequence: number
}

/** Connections that wait for their login, in the order in which their time is over. */
class Logins {
  readonly #found: Tally
  readonly #waiting = new Map<string, Opened>()
  #opened: Opened[] = []
  #first = 0

  constructor(found: Tally) {
    this.#found = found
  }

  open(connection: string, at: number, sequence: number): void {
    const opened = { connection, untilMs: at + loginMs, sequence }
    this.#waiting.set(connection, opened)
    this.#opened.push(opened)
  }

  login(connection: string): void {
    this.#waiting.delete(connection)
  }

  runTo(now: number): void {
    while (this.#first < this.#opened.length && this.#opened[this.#first]!.untilMs <= now) {
      const opened = this.#opened[this.#first++]!
      if (this.#waiting.get(opened.connection) !== opened) continue
      this.#waiting.delete(opened.connection)
      this.#found.add('R6', opened.sequence)
    }
    if (this.#first > 4096 && this.#first * 2 > this.#opened.length) {
      this.#opened = this.#opened.slice(this.#first)
      this.#first = 0
    }
  }
}
