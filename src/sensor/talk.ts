// What one side of a WebSocket says: its bytes → frames, messages and closes, with their violations. RFC 6455 sections 5 to 8.
import { isUtf8 } from 'node:buffer'
import { type AnomalySet, anomalyBit } from './anomaly.ts'
import { Collector } from './collector.ts'
import type { SensorContext } from './context.ts'
import { type DeflateSettings, Inflater } from './deflate.ts'
import type { Features } from './features/features.ts'
import type { Occasion } from './features/spoken.ts'
import { FrameDecoder, type FrameSink, isControl, opcode } from './frame.ts'
import { type Before, frameAnomalies, isCloseCode } from './frame-anomalies.ts'
import { uint16 } from './octets.ts'
import { OpenMessage } from './open-message.ts'
import { Payload } from './payload.ts'
import { Pings } from './pings.ts'
import {
  type CloseFacts,
  FrameRecord,
  type Loss,
  type MessageFacts,
  MessageRecord,
  type Moment,
  type Scene,
  type Side,
} from './record.ts'
import { Resynchroniser } from './resynchroniser.ts'
import type { Receiver } from './stream.ts'

export interface TalkSettings {
  readonly scene: Scene
  readonly side: Side
  /** Null without compression. */
  readonly deflate: DeflateSettings | null
  readonly charge: (bytes: number) => void
  /** Null where nobody wants any. */
  readonly features: Features | null
  /** When the connection was upgraded. */
  readonly start: Pick<Moment, 'us' | 'nanos'>
  readonly listener: TalkListener
}

export interface TalkListener {
  peer(side: Side): Talk
  /** The side's first close frame. */
  closes(side: Side, close: CloseFacts): void
}

/** The state of one direction. */
export class Talk implements Receiver, FrameSink, Before {
  frames = 0
  messages = 0
  /** Payload bytes on the wire. */
  bytes = 0
  readonly fromClient: boolean
  readonly hasDeflate: boolean
  hasClosed = false
  private readonly context: SensorContext
  private readonly settings: TalkSettings
  private readonly decoder: FrameDecoder
  private readonly inflater: Inflater | null
  private readonly parts: Collector
  private open: OpenMessage | null = null
  /** Looks for where the next frame begins, where a gap hid it. */
  private search: Resynchroniser | null = null
  /** Missing since the frame before. */
  private loss: Loss | null = null
  isOrderKnown = true
  /** Of the stream below: for the next frame to tell. */
  private below: AnomalySet = 0
  /** That a text which goes on is no UTF-8, where this frame shows it first. */
  private brokenText: AnomalySet = 0
  /** What this side has asked, made with its first ping. */
  private pings: Pings | null = null
  /** What the compressed message says that ends with this frame. */
  private inflated: Buffer | null = null

  constructor(context: SensorContext, settings: TalkSettings) {
    const { payloadBytes, inflatedBytes } = context.bounds
    this.context = context
    this.settings = settings
    this.fromClient = settings.side === 'client'
    this.hasDeflate = settings.deflate !== null
    this.decoder = new FrameDecoder(this, payloadBytes, settings.charge)
    this.parts = new Collector(payloadBytes, settings.charge)
    this.inflater = settings.deflate && new Inflater(settings.deflate, inflatedBytes, settings.charge)
  }

  /** Whether a fragmented message waits for its next frame. */
  get isOpen(): boolean {
    return this.open !== null
  }

  data(bytes: Buffer, start: number, end: number): void {
    this.decoder.push(bytes, this.search === null ? start : this.resume(this.search, bytes, start, end), end)
  }

  /** Begins where the frames of a connection are followed whose beginning was not captured. */
  join(search: Resynchroniser): void {
    this.loseOrder()
    this.search = search
  }

  /** Bytes came again and were others. */
  differs(): void {
    this.below |= anomalyBit.overlap_differs
  }

  gap(length: number): void {
    this.context.counters.gaps++
    this.context.counters.gapBytes += length
    this.loss = { bytes: length + (this.loss?.bytes ?? 0), confidence: null }
    this.settings.listener.peer(this.settings.side).pings?.forget()
    if (this.search !== null) this.search.forget()
    else if (!this.decoder.gap(length)) {
      this.decoder.restart()
      this.loseOrder()
      this.search = new Resynchroniser(this.fromClient, this.hasDeflate)
    }
  }

  private loseOrder(): void {
    this.forgetMessage()
    this.isOrderKnown = false
    this.settings.features?.lose()
    this.inflater?.lose()
  }

  /** Gives up the bytes it keeps: what they were part of is reported without them. */
  shed(): void {
    this.decoder.shed()
    const { seen } = this.parts
    this.parts.clear()
    if (this.open !== null) this.parts.skip(seen)
    this.inflater?.lose()
  }

  frame(frame: FrameDecoder): void {
    const { settings, context } = this
    const { payload: bytes, payloadStart, payloadLength, key, length } = frame
    const payload = new Payload(bytes, payloadStart, payloadLength, key, payloadLength < length)
    const isText = frame.opcode === opcode.text && frame.fin && !this.isCompressed(frame)
    const isValid = !isText || payload.check(context.scratch, context.emitter.wantsText)
    const close = frame.opcode === opcode.close ? readClose(payload) : null
    let anomalies = frameAnomalies(frame, this) | this.below
    if (close !== null) anomalies |= close.anomalies
    else if (isControl(frame.opcode)) anomalies |= this.heartbeat(frame.opcode, payload)
    const number = this.frames++
    const isCompressed = this.isOfCompressed(frame)
    // Before the frame is told, since what it brings to a compressed message is one of its features.
    const message = isControl(frame.opcode) ? null : this.dataFrame(frame, payload, isValid)
    anomalies |= this.brokenText
    this.brokenText = 0
    this.bytes += length
    context.counters.frames++
    context.emitter.emit(
      new FrameRecord(settings.scene, context.emitter.moment(), settings.side, number, frame, {
        payload,
        isText,
        anomalies,
        loss: this.loss,
        features: settings.features?.of(frame, this.occasion(isCompressed)) ?? null,
      }),
    )
    this.loss = null
    this.below = 0
    if (this.open !== null && isControl(frame.opcode)) this.open.controlFrames++
    if (close !== null) this.close(close)
    if (message !== null) this.emit(message)
  }

  /** RFC 6455 section 5.5.2: who has been told of the end need not answer any more. */
  private heartbeat(code: number, payload: Payload): AnomalySet {
    const peer = this.settings.listener.peer(this.settings.side)
    if (code === opcode.pong) peer.pings?.answer(bodyOf(payload))
    if (code !== opcode.ping || this.hasClosed || peer.hasClosed) return 0
    this.pings ??= new Pings()
    const isPlain = this.pings.ask(this.context.emitter.us, bodyOf(payload))
    return isPlain ? anomalyBit.ping_unanswered : 0
  }

  /** Whether a ping of this side had no answer at that time. */
  isUnanswered(us: number): boolean {
    return this.pings?.isUnanswered(us) ?? false
  }

  private occasion(isCompressed: boolean): Occasion {
    const { emitter, counters } = this.context
    const { start } = this.settings
    const { inflated } = this
    this.inflated = null
    const at = emitter.us - start.us + (emitter.nanos - start.nanos) / 1000
    return { at, packet: counters.packets, isCompressed, inflated }
  }

  private close(close: CloseFacts): void {
    if (this.hasClosed) return
    this.hasClosed = true
    this.settings.listener.closes(this.settings.side, close)
  }

  /** RFC 7692 section 6: RSV1 on the first frame of a message says that all of it is compressed. */
  private isCompressed(frame: FrameDecoder): boolean {
    return this.inflater !== null && (frame.rsv & 4) !== 0
  }

  /** Whether the message that the frame begins or goes on with is. */
  private isOfCompressed(frame: FrameDecoder): boolean {
    if (isStart(frame)) return this.isCompressed(frame)
    return frame.opcode === opcode.continuation && this.open !== null && this.open.compressed
  }

  /** The message that the frame ends. */
  private dataFrame(frame: FrameDecoder, payload: Payload, isValid: boolean): MessageFacts | null {
    this.isOrderKnown ||= isStart(frame) || frame.fin
    if (isStart(frame)) {
      this.forgetMessage()
      const compressed = this.isCompressed(frame)
      const type = frame.opcode === opcode.text ? 'text' : 'binary'
      if (frame.fin && !compressed) return this.singleFrame(type, frame.length, payload, isValid)
      const { us, nanos } = this.context.emitter
      this.open = new OpenMessage(type, compressed, { us, nanos })
    }
    if (this.open === null || frame.opcode > opcode.binary) return null
    this.open.add(frame.length)
    this.keepPart(frame, this.open)
    return frame.fin ? this.finish(this.open) : null
  }

  /** The whole message in one frame: nothing has to be joined or copied. */
  private singleFrame(type: 'text' | 'binary', bytes: number, payload: Payload, isValid: boolean): MessageFacts {
    return {
      type,
      bytes,
      fragments: 1,
      cut: null,
      compressed: false,
      payload: type === 'text' || this.context.emitter.wantsOctets ? payload : null,
      isCut: payload.isCut,
      anomalies: isValid ? 0 : anomalyBit.invalid_utf8,
    }
  }

  private keepPart(frame: FrameDecoder, open: OpenMessage): void {
    if (!this.wants(open.type) && !open.compressed) return
    const { scratch } = this.context
    scratch.load(frame.payload, frame.payloadStart, frame.payloadLength, frame.key)
    if (open.type === 'text' && !open.compressed && !frame.fin) this.checkText(open, frame)
    this.parts.append(scratch.bytes, 0, frame.payloadLength)
    if (frame.payloadLength < frame.length) this.parts.skip(frame.length - frame.payloadLength)
  }

  private checkText(open: OpenMessage, frame: FrameDecoder): void {
    if (open.breaksUtf8(this.context.scratch.bytes, frame.payloadLength)) this.brokenText = anomalyBit.invalid_utf8
    if (frame.payloadLength < frame.length) open.loseText()
  }

  private finish(open: OpenMessage): MessageFacts {
    const isCut = this.parts.isCut
    const bytes = this.parts.take()
    this.open = null
    if (open.compressed) return this.inflate(open, bytes, isCut)
    return this.facts(open, this.wants(open.type) ? bytes : null, open.bytes, isCut)
  }

  /** Whether what a message says is kept. */
  private wants(type: OpenMessage['type']): boolean {
    return type === 'text' || this.context.emitter.wantsOctets
  }

  private inflate(open: OpenMessage, bytes: Buffer, isCut: boolean): MessageFacts {
    // What was cut at the limit or by a gap cannot be inflated.
    if (isCut) this.inflater!.lose()
    const inflated = isCut ? ({ kind: 'lost' } as const) : this.inflater!.inflate(bytes)
    if (inflated.kind === 'ok') {
      const { bytes: whole } = inflated
      if (this.settings.features !== null) this.inflated = whole
      const { payloadBytes } = this.context.bounds
      const kept = whole.length > payloadBytes ? Buffer.from(whole.subarray(0, payloadBytes)) : whole
      return this.facts(open, this.wants(open.type) ? kept : null, whole.length, kept !== whole)
    }
    return { ...this.facts(open, null, open.bytes, true), anomalies: inflateAnomalies[inflated.kind] }
  }

  /** `kept` is what the message says, as far as it is kept, or null. */
  private facts(open: OpenMessage, kept: Buffer | null, bytes: number, isCut: boolean): MessageFacts {
    const { scratch, emitter } = this.context
    const { type, compressed, fragments, cut } = open
    const payload = kept && new Payload(kept, 0, kept.length, 0, isCut)
    const isValid = payload === null || type === 'binary' || payload.check(scratch, emitter.wantsText)
    return {
      type,
      bytes,
      fragments,
      cut,
      compressed,
      payload,
      isCut,
      anomalies: isValid ? 0 : anomalyBit.invalid_utf8,
    }
  }

  private emit(facts: MessageFacts): void {
    const { emitter, counters } = this.context
    counters.messages++
    emitter.emit(new MessageRecord(this.settings.scene, emitter.moment(), this.settings.side, this.messages++, facts))
  }

  private forgetMessage(): void {
    this.open = null
    this.parts.clear()
  }

  /** Where frames begin among these bytes; their end where they do not. */
  private resume(search: Resynchroniser, bytes: Buffer, start: number, end: number): number {
    const found = search.find(bytes, start, end)
    const at = found < 0 ? end : found
    this.context.counters.undecodedBytes += at - start
    if (found < 0) return end
    // A frame that was followed from before the capture began was lost to nothing.
    if (this.loss !== null) this.loss = { ...this.loss, confidence: search.confidence }
    this.search = null
    return at
  }
}

/** RFC 6455 section 5.6. */
const isStart = (frame: FrameDecoder): boolean => frame.opcode === opcode.text || frame.opcode === opcode.binary

/** RFC 6455 section 5.5: no longer body has a right to an answer. */
const bodyOf = (payload: Payload): string => payload.bytes().toString('latin1', 0, 125)

const inflateAnomalies = { error: anomalyBit.inflate_error, limit: anomalyBit.inflate_limit, lost: 0 }

/** RFC 6455 section 5.5.1. */
function readClose(payload: Payload): CloseFacts & { readonly anomalies: AnomalySet } {
  if (payload.length === 0) return { code: noCode, reason: null, anomalies: 0 }
  if (payload.length === 1) return { code: null, reason: null, anomalies: anomalyBit.close_payload_length_one }
  const bytes = payload.bytes()
  const code = uint16(bytes, 0)
  const reason = bytes.subarray(2)
  return {
    code,
    reason: reason.length > 0 ? reason.toString('utf8') : null,
    anomalies: (isCloseCode(code) ? 0 : anomalyBit.close_code_invalid) | (isUtf8(reason) ? 0 : anomalyBit.invalid_utf8),
  }
}

/** RFC 6455 section 7.1.5: what an empty close frame stands for. */
const noCode = 1005
