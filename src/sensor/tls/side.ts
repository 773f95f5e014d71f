// One direction of TLS: its bytes → handshake messages, and what protected records hold once there are keys.
import { Collector } from '../collector.ts'
import type { Opened, RecordCipher } from './cipher.ts'
import { HandshakeMessages, messageType } from './messages.ts'
import { contentType, type RecordSink, Records, type TlsRecord } from './records.ts'

export interface SideSink {
  /** A hello. What comes behind it waits if the sink calls `wait`. */
  hello(type: number, body: Buffer): void
  data(bytes: Buffer): void
  gap(length: number): void
  /** From here on the direction is protected. RFC 5246 section 7.1. */
  changed(): void
  /** A record that no key opens. */
  unopened(): void
}

export interface TlsSideSettings {
  readonly heldBytes: number
  readonly charge: (bytes: number) => void
}

export class TlsSide implements RecordSink {
  private readonly sink: SideSink
  private readonly records: Records
  private readonly messages: HandshakeMessages
  private readonly held: Collector
  /** The key in use, and those that may follow it: which one it is shows in what it opens. */
  private ciphers: readonly RecordCipher[] = []
  private isLost = false
  private isWaiting: boolean
  /** Records in a row that no key opened. */
  private failures = 0

  constructor(sink: SideSink, isWaiting: boolean, { heldBytes, charge }: TlsSideSettings) {
    this.sink = sink
    this.isWaiting = isWaiting
    this.records = new Records(this, charge)
    this.messages = new HandshakeMessages((type, body) => this.message(type, body), heldBytes, charge)
    this.held = new Collector(heldBytes, charge)
  }

  /** Whether nothing more of it can be read. */
  get isOver(): boolean {
    return this.isLost || this.records.isBroken
  }

  push(bytes: Buffer, start: number, end: number): void {
    if (this.isOver) return
    const from = this.isWaiting ? start : this.records.push(bytes, start, end)
    if (from < end && !this.isOver) this.held.append(bytes, from, end)
    if (this.held.isCut) this.lose()
  }

  missing(length: number): void {
    if (!this.isOver && (this.isWaiting || !this.records.gap(length))) this.lose()
  }

  /** What comes waits until the other side has said more. */
  wait(): void {
    this.isWaiting = this.records.isStopped = true
  }

  goOn(): void {
    this.isWaiting = this.records.isStopped = false
    const bytes = this.held.take()
    this.push(bytes, 0, bytes.length)
  }

  protect(ciphers: readonly RecordCipher[]): void {
    this.ciphers = ciphers
  }

  shed(): void {
    this.records.shed()
    if (this.held.length > 0) this.lose()
  }

  /** Nothing more will be read. */
  release(): void {
    this.isLost = true
    this.records.release()
    this.messages.release()
    this.held.clear()
  }

  record(record: TlsRecord): void {
    if (record.type === contentType.changeCipherSpec) this.sink.changed()
    else if (this.ciphers.length === 0) this.plain(record)
    else this.open(record)
  }

  damaged(type: number, length: number): void {
    this.messages.restart()
    const missing = this.ciphers[0]?.pass(length)
    if (missing !== undefined && type === contentType.data) this.sink.gap(missing)
  }

  private plain({ type, payload }: TlsRecord): void {
    if (type === contentType.handshake) this.messages.push(payload)
    else if (type === contentType.data) this.sink.unopened()
  }

  private open(record: TlsRecord): void {
    for (const [index, cipher] of this.ciphers.entries()) {
      const opened = cipher.open(record)
      if (opened === null) continue
      if (index > 0) this.ciphers = this.ciphers.slice(index)
      this.failures = 0
      this.take(opened)
      return
    }
    this.sink.unopened()
    if (++this.failures > mostFailures) this.lose()
  }

  private take({ type, bytes }: Opened): void {
    if (type === contentType.data) this.sink.data(bytes)
    else if (type === contentType.handshake) this.messages.push(bytes)
  }

  private message(type: number, body: Buffer): void {
    if (type !== messageType.keyUpdate) this.sink.hello(type, body)
    else this.ciphers = this.ciphers.slice(0, 1).map((cipher) => cipher.next())
  }

  private lose(): void {
    this.release()
  }
}

/** So many say that the keys are another session's. */
const mostFailures = 64
