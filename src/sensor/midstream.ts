// Segments of a connection whose beginning was not captured → whether both sides send frames of a WebSocket.
import { confidenceOf, Resynchroniser } from './resynchroniser.ts'
import type { Segment } from './segment.ts'

/** A connection that is a WebSocket by its looks. Each side goes on where its frames are followed. */
export interface Recognised {
  readonly client: Resynchroniser
  readonly server: Resynchroniser
  /** Whether the first side is the client. */
  readonly isFirstClient: boolean
  /** Whether messages are compressed. */
  readonly isCompressed: boolean
  /** Below 1. */
  readonly confidence: number
}

/** What one side sends, read as a client's frames and as a server's. RFC 6455 section 5.1 tells them apart by the mask. */
interface Side {
  readonly asClient: Resynchroniser
  readonly asServer: Resynchroniser
}

export class Midstream {
  private readonly first = side()
  private readonly second = side()
  private segments = 0

  /** Whether it has seen enough to leave the connection alone. */
  get isOver(): boolean {
    return this.segments >= mostSegments
  }

  /** A segment with payload. `position` is where its side's bytes were expected to go on; null for nowhere. */
  segment(isFirst: boolean, segment: Segment, position: number | null): Recognised | null {
    const { asClient, asServer } = isFirst ? this.first : this.second
    const ahead = position === null ? 0 : (segment.sequence - position) | 0
    if (ahead < 0) return null
    this.segments++
    for (const chain of [asClient, asServer]) {
      if (ahead > 0) chain.forget()
      chain.find(segment.bytes, segment.start, segment.end)
      if (segment.missing > 0) chain.forget()
    }
    return (
      recognise(this.first.asClient, this.second.asServer, true) ??
      recognise(this.second.asClient, this.first.asServer, false)
    )
  }
}

const side = (): Side => ({ asClient: new Resynchroniser(true, true), asServer: new Resynchroniser(false, true) })

function recognise(client: Resynchroniser, server: Resynchroniser, isFirstClient: boolean): Recognised | null {
  const bits = Math.min(client.bits, server.bits)
  if (bits < enough || Math.min(client.headers, server.headers) < severalFrames) return null
  const isCompressed = client.hasCompressed || server.hasCompressed
  return { client, server, isFirstClient, isCompressed, confidence: confidenceOf(bits) }
}

/** Of each side: the weaker one decides. */
const enough = 15
const severalFrames = 2

/** Bytes that have not looked like frames for so many segments never will. */
const mostSegments = 200
