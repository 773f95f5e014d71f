// Contents of handshake records of one direction → the messages that matter here. RFC 8446 section 4.
import { Collector } from '../collector.ts'

// RFC 8446 appendix B.3.
export const messageType = { clientHello: 1, serverHello: 2, keyUpdate: 24 } as const

const read: ReadonlySet<number> = new Set(Object.values(messageType))

export class HandshakeMessages {
  private readonly onMessage: (type: number, body: Buffer) => void
  private readonly head = Buffer.alloc(headBytes)
  private headHeld = 0
  private readonly body: Collector
  private left = 0
  private isOver = false

  /** `onMessage` is given the messages of the types above; one longer than `longest` cut. */
  constructor(onMessage: (type: number, body: Buffer) => void, longest: number, charge: (bytes: number) => void) {
    this.onMessage = onMessage
    this.body = new Collector(longest, charge)
  }

  push(bytes: Buffer): void {
    for (let at = 0; at < bytes.length && !this.isOver; ) {
      at = this.headHeld < headBytes ? this.readHead(bytes, at) : this.readBody(bytes, at)
    }
  }

  /** Some bytes went by unread: a message begins with the next. */
  restart(): void {
    this.headHeld = this.left = 0
    this.body.clear()
  }

  /** Nothing more is to be read, also of what is being read now. */
  release(): void {
    this.restart()
    this.isOver = true
  }

  private readHead(bytes: Buffer, at: number): number {
    const until = Math.min(bytes.length, at + headBytes - this.headHeld)
    bytes.copy(this.head, this.headHeld, at, until)
    this.headHeld += until - at
    if (this.headHeld === headBytes) {
      this.left = this.head.readUIntBE(1, 3)
      if (this.left === 0) this.finish()
    }
    return until
  }

  private readBody(bytes: Buffer, at: number): number {
    const until = Math.min(bytes.length, at + this.left)
    if (read.has(this.head[0]!)) this.body.append(bytes, at, until)
    this.left -= until - at
    if (this.left === 0) this.finish()
    return until
  }

  private finish(): void {
    this.headHeld = 0
    const type = this.head[0]!
    if (read.has(type)) this.onMessage(type, this.body.take())
  }
}

const headBytes = 4
