// Bytes of one direction of TLS, however cut → its records. RFC 8446 section 5.1.
import { Collector } from '../collector.ts'
import { uint16 } from '../octets.ts'

// RFC 8446 appendix B.1.
export const contentType = { changeCipherSpec: 20, alert: 21, handshake: 22, data: 23 } as const

export interface TlsRecord {
  readonly type: number
  /** Its five bytes of header. */
  readonly head: Buffer
  /** Lent. */
  readonly payload: Buffer
}

export interface RecordSink {
  record(record: TlsRecord): void
  /** Of a record of so many bytes some are missing. */
  damaged(type: number, length: number): void
}

export class Records {
  /** Set where the bytes are no TLS. */
  isBroken = false
  /** Set by the sink: nothing more is to be read for now. */
  isStopped = false
  private readonly sink: RecordSink
  private readonly head = Buffer.alloc(headBytes)
  private headHeld = 0
  private readonly body: Collector
  /** Bytes of the record still to come. */
  private left = 0
  private length = 0

  constructor(sink: RecordSink, charge: (bytes: number) => void) {
    this.sink = sink
    this.body = new Collector(longestRecord, charge)
  }

  /** Reads until the bytes end or the sink says stop; returns where. */
  push(bytes: Buffer, start: number, end: number): number {
    let at = start
    while (at < end && !this.isStopped && !this.isBroken) {
      at = this.headHeld < headBytes ? this.readHead(bytes, at, end) : this.readBody(bytes, at, end)
    }
    return at
  }

  /** So many bytes are missing. False where they hid the beginning of a record. */
  gap(length: number): boolean {
    if (this.headHeld < headBytes || this.left < length) return false
    this.body.skip(length)
    this.left -= length
    if (this.left === 0) this.finish()
    return true
  }

  /** Gives up what it keeps: the record that it is of counts as damaged. */
  shed(): void {
    if (this.body.length === 0) return
    this.body.clear()
    this.body.skip(1)
  }

  /** Nothing more is to be read, also of what is being read now. */
  release(): void {
    this.body.clear()
    this.isStopped = true
  }

  private readHead(bytes: Buffer, at: number, end: number): number {
    const until = Math.min(end, at + headBytes - this.headHeld)
    bytes.copy(this.head, this.headHeld, at, until)
    this.headHeld += until - at
    if (this.headHeld === headBytes) this.begin()
    return until
  }

  private begin(): void {
    const type = this.head[0]!
    this.length = this.left = uint16(this.head, 3)
    const isKnown = type >= contentType.changeCipherSpec && type <= contentType.data
    if (!isKnown || this.head[1] !== 3 || this.length > longestRecord) this.isBroken = true
    else if (this.length === 0) this.finish()
  }

  private readBody(bytes: Buffer, at: number, end: number): number {
    const until = Math.min(end, at + this.left)
    this.body.append(bytes, at, until)
    this.left -= until - at
    if (this.left === 0) this.finish()
    return until
  }

  private finish(): void {
    const { isCut } = this.body
    const payload = this.body.take()
    const head = Buffer.from(this.head)
    this.headHeld = 0
    if (isCut) this.sink.damaged(head[0]!, this.length)
    else this.sink.record({ type: head[0]!, head, payload })
  }
}

const headBytes = 5
/** RFC 5246 section 6.2.3: 2^14 and 2048 for what protects them. */
const longestRecord = 16_384 + 2048
