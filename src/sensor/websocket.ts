// An upgraded connection: both sides' bytes → its events, and one at its end.
import { type AnomalySet, anomalyBit } from './anomaly.ts'
import type { SensorContext } from './context.ts'
import type { Speech } from './dialogue.ts'
import { connectionFeatures } from './features/features.ts'
import { agreedDeflate } from './negotiation.ts'
import { type CloseFacts, CloseRecord, ConnectionRecord, type Ending, type Scene, type Side } from './record.ts'
import { Talk, type TalkListener } from './talk.ts'

export class WebSocket implements Speech, TalkListener {
  readonly client: Talk
  readonly server: Talk
  private readonly context: SensorContext
  private readonly scene: Scene
  private readonly start: Ending['start']
  private firstClose: { readonly by: Side; readonly close: CloseFacts; readonly us: number } | null = null
  /** Whether its end was told. */
  private isTold = false

  constructor(context: SensorContext, scene: Scene, charge: (bytes: number) => void) {
    const deflate = agreedDeflate(scene.handshake.extensions)
    const { us, nanos } = context.emitter
    const needs = context.emitter.features
    const features = needs && connectionFeatures(needs, deflate !== null)
    const talk = (side: Side) =>
      new Talk(context, {
        scene,
        side,
        deflate: deflate?.[side] ?? null,
        charge,
        features: features?.[side] ?? null,
        start: { us, nanos },
        listener: this,
      })
    this.context = context
    this.scene = scene
    this.start = { us, nanos }
    this.client = talk('client')
    this.server = talk('server')
  }

  data(fromClient: boolean, bytes: Buffer, start: number, end: number): void {
    if (fromClient) this.client.data(bytes, start, end)
    else this.server.data(bytes, start, end)
  }

  gap(fromClient: boolean, length: number): boolean {
    if (fromClient) this.client.gap(length)
    else this.server.gap(length)
    return true
  }

  differs(fromClient: boolean): void {
    if (fromClient) this.client.differs()
    else this.server.differs()
  }

  shed(): boolean {
    this.client.shed()
    this.server.shed()
    return true
  }

  end(reason: string, isSeen: boolean, at: Ending['end']): void {
    this.tellEnd(reason, isSeen, at)
    this.shed()
  }

  /** Tells the connection's end, once. */
  private tellEnd(reason: string, isSeen: boolean, at: Ending['end']): void {
    if (this.isTold) return
    this.isTold = true
    const { emitter } = this.context
    const ending: Ending = {
      reason,
      by: this.endedBy(reason, isSeen),
      code: this.firstClose === null && isSeen ? abnormalClosure : (this.firstClose?.close.code ?? null),
      closeReason: this.firstClose?.close.reason ?? null,
      start: this.start,
      end: at,
      anomalies: this.unansweredAt(this.firstClose?.us ?? at.us),
      client: totals(this.client),
      server: totals(this.server),
    }
    emitter.emit(new ConnectionRecord(this.scene, emitter.moment(), ending))
  }

  /** RFC 6455 section 5.5.2: nobody has to answer after a close frame. */
  private unansweredAt(us: number): AnomalySet {
    return this.client.isUnanswered(us) || this.server.isUnanswered(us) ? anomalyBit.ping_unanswered : 0
  }

  private endedBy(reason: string, isSeen: boolean): Ending['by'] {
    if (this.firstClose !== null) return this.firstClose.by
    if (isSeen) return 'transport'
    return reason === 'end_of_input' ? null : 'limit'
  }

  peer(side: Side): Talk {
    return side === 'client' ? this.server : this.client
  }

  closes(side: Side, close: CloseFacts): void {
    const { emitter } = this.context
    const isSecond = this.firstClose !== null
    this.firstClose ??= { by: side, close, us: emitter.us }
    emitter.emit(new CloseRecord(this.scene, emitter.moment(), side, close, this.firstClose.by))
    // RFC 6455 section 7.1.1: with a close frame from each side nothing is left but to end the TCP connection.
    if (isSecond) this.tellEnd('closed', true, { us: emitter.us, nanos: emitter.nanos })
  }
}

/** RFC 6455 section 7.4.1: no close frame came. */
const abnormalClosure = 1006

const totals = ({ frames, messages, bytes }: Talk) => ({ frames, messages, bytes })
