// What the sensor says happened: one small object for each event, from which its fields are read when they are wanted.
import type { Origin } from '../event/batch.ts'
import type { EventDocument } from '../event/value.ts'
import type { AnomalySet } from './anomaly.ts'
import type { FeatureValues } from './features/place.ts'
import { documentOf } from './fields.ts'
import type { Handshake } from './handshake.ts'
import type { Payload } from './payload.ts'

export type Side = 'client' | 'server'

/** Who talks to whom, fixed when the connection is upgraded. */
export interface Identity {
  /** Community ID of the flow and its start. */
  readonly id: string
  readonly communityId: string
  readonly clientIp: string
  readonly clientPort: number
  readonly serverIp: string
  readonly serverPort: number
}

/** A time and a place in the sensor's order. */
export interface Moment {
  readonly us: number
  readonly nanos: number
  readonly sequence: number
}

/** The connection that an event is of. */
export interface Scene {
  readonly identity: Identity
  readonly handshake: Handshake
  /** The address behind the proxies that are trusted; without one, the identity's own. */
  readonly realClientIp: string
  /** How sure it is that this is a WebSocket, where its handshake was not captured. */
  readonly confidence?: number
}

/** Bytes of one direction that were not captured, before a frame or within it. */
export interface Loss {
  readonly bytes: number
  /** How sure it is that the frame begins where it does; null where the lengths before it say so. */
  readonly confidence: number | null
}

export class HandshakeRecord implements Origin {
  readonly kind = 'handshake'
  readonly scene: Scene
  readonly moment: Moment
  /** From 1: a refused upgrade may be asked for again on the same connection. */
  readonly attempt: number

  constructor(scene: Scene, moment: Moment, attempt: number) {
    this.scene = scene
    this.moment = moment
    this.attempt = attempt
  }

  id(): string {
    return `${this.scene.identity.id}:handshake${this.attempt === 1 ? '' : `:${this.attempt}`}`
  }

  document(): EventDocument {
    return documentOf(this)
  }
}

export class FrameRecord implements Origin {
  readonly kind = 'frame'
  readonly scene: Scene
  readonly moment: Moment
  readonly side: Side
  /** From 0, per direction. */
  readonly number: number
  readonly opcode: number
  readonly fin: boolean
  readonly rsv: number
  readonly masked: boolean
  /** Payload length on the wire. */
  readonly bytes: number
  readonly payload: Payload
  /** Whether the payload is a whole message's text. */
  readonly isText: boolean
  readonly anomalies: AnomalySet
  /** Null where nothing is missing. */
  readonly loss: Loss | null
  /** Null where nobody wants any. */
  readonly features: FeatureValues | null

  constructor(scene: Scene, moment: Moment, side: Side, number: number, frame: FrameHeader, facts: FrameFacts) {
    this.scene = scene
    this.moment = moment
    this.side = side
    this.number = number
    this.opcode = frame.opcode
    this.fin = frame.fin
    this.rsv = frame.rsv
    this.masked = frame.masked
    this.bytes = frame.length
    this.payload = facts.payload
    this.isText = facts.isText
    this.anomalies = facts.anomalies
    this.loss = facts.loss
    this.features = facts.features
  }

  id(): string {
    return `${this.scene.identity.id}:${this.side[0]}:${this.number}`
  }

  document(): EventDocument {
    return documentOf(this)
  }
}

export interface FrameHeader {
  readonly opcode: number
  readonly fin: boolean
  readonly rsv: number
  readonly masked: boolean
  readonly length: number
}

export interface FrameFacts {
  readonly payload: Payload
  readonly isText: boolean
  readonly anomalies: AnomalySet
  readonly loss: Loss | null
  readonly features: FeatureValues | null
}

/** How a message was cut into frames. */
export interface Cut {
  /** Payload bytes on the wire of the smallest and of the largest of them. */
  readonly smallest: number
  readonly largest: number
  /** When the first of them came. */
  readonly start: Pick<Moment, 'us' | 'nanos'>
  /** Control frames that came between them. RFC 6455 section 5.4. */
  readonly controlFrames: number
}

export interface MessageFacts {
  readonly type: 'text' | 'binary'
  /** After inflation. */
  readonly bytes: number
  readonly fragments: number
  /** Null for a message in one frame. */
  readonly cut: Cut | null
  readonly compressed: boolean
  /** Null where it could not be inflated, and for a binary message whose octets nobody wants. */
  readonly payload: Payload | null
  /** Whether less than the whole of a text is there. */
  readonly isCut: boolean
  readonly anomalies: AnomalySet
}

export class MessageRecord implements Origin {
  readonly kind = 'message'
  readonly scene: Scene
  readonly moment: Moment
  readonly side: Side
  /** From 0, per direction. */
  readonly number: number
  readonly facts: MessageFacts

  constructor(scene: Scene, moment: Moment, side: Side, number: number, facts: MessageFacts) {
    this.scene = scene
    this.moment = moment
    this.side = side
    this.number = number
    this.facts = facts
  }

  id(): string {
    return `${this.scene.identity.id}:${this.side[0]}:m${this.number}`
  }

  document(): EventDocument {
    return documentOf(this)
  }
}

/** What a close frame says. */
export interface CloseFacts {
  /** 1005 for an empty close; null for half a code. */
  readonly code: number | null
  readonly reason: string | null
}

export class CloseRecord implements Origin {
  readonly kind = 'close'
  readonly scene: Scene
  readonly moment: Moment
  readonly side: Side
  readonly close: CloseFacts
  /** Who sent the first close frame of the connection. */
  readonly by: Side

  constructor(scene: Scene, moment: Moment, side: Side, close: CloseFacts, by: Side) {
    this.scene = scene
    this.moment = moment
    this.side = side
    this.close = close
    this.by = by
  }

  id(): string {
    return `${this.scene.identity.id}:${this.side[0]}:close`
  }

  document(): EventDocument {
    return documentOf(this)
  }
}

export interface Totals {
  readonly frames: number
  readonly messages: number
  readonly bytes: number
}

/** How a connection ended. */
export interface Ending {
  /** `closed`, `fin`, `reset`, `reused`, `idle`, `evicted` or `end_of_input`. */
  readonly reason: string
  /** Null where the input ended first. */
  readonly by: Side | 'transport' | 'limit' | null
  /** 1006 where no close frame came; null where nobody can know. */
  readonly code: number | null
  readonly closeReason: string | null
  readonly anomalies: AnomalySet
  readonly start: { readonly us: number; readonly nanos: number }
  readonly end: { readonly us: number; readonly nanos: number }
  readonly client: Totals
  readonly server: Totals
}

export class ConnectionRecord implements Origin {
  readonly kind = 'connection'
  readonly scene: Scene
  readonly moment: Moment
  readonly ending: Ending

  constructor(scene: Scene, moment: Moment, ending: Ending) {
    this.scene = scene
    this.moment = moment
    this.ending = ending
  }

  id(): string {
    return `${this.scene.identity.id}:connection`
  }

  document(): EventDocument {
    return documentOf(this)
  }
}

export type SensorRecord = HandshakeRecord | FrameRecord | MessageRecord | CloseRecord | ConnectionRecord
