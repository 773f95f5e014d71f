// A frame's header and what went before it → what it violates. RFC 6455 sections 5.1 to 5.5 and 7.4.
import { type AnomalySet, anomalyBit } from './anomaly.ts'
import { type FrameDecoder, isControl, opcode } from './frame.ts'

/** What the direction has said before the frame. */
export interface Before {
  readonly fromClient: boolean
  /** Whether a fragmented message waits for its next frame. */
  readonly isOpen: boolean
  /** False behind a loss that may have hidden how a message began. */
  readonly isOrderKnown: boolean
  readonly hasClosed: boolean
  readonly hasDeflate: boolean
}

export function frameAnomalies(frame: FrameDecoder, before: Before): AnomalySet {
  let found: AnomalySet = 0
  if (frame.masked !== before.fromClient)
    found |= before.fromClient ? anomalyBit.unmasked_client_frame : anomalyBit.masked_server_frame
  if (frame.rsv !== 0) found |= reservedAnomalies(frame, before)
  if (!isKnown(frame.opcode)) found |= anomalyBit.reserved_opcode
  if (frame.headerLength > leastHeader(frame)) found |= anomalyBit.non_minimal_length
  if (frame.hasHighBit) found |= anomalyBit.length_high_bit
  if (before.hasClosed && frame.opcode !== opcode.ping && frame.opcode !== opcode.pong)
    found |= anomalyBit.frame_after_close
  return found | (isControl(frame.opcode) ? controlAnomalies(frame) : orderAnomalies(frame, before))
}

/** RFC 7692 section 6: RSV1 belongs on the first frame of a data message. No agreed extension uses the others. */
function reservedAnomalies({ rsv, opcode: code }: FrameDecoder, { hasDeflate }: Before): AnomalySet {
  if ((rsv & 3) !== 0 || !hasDeflate || !isKnown(code)) return anomalyBit.reserved_bits
  return code === opcode.text || code === opcode.binary ? 0 : anomalyBit.compressed_bit_misplaced
}

const isKnown = (code: number): boolean => code <= 2 || (code >= 8 && code <= 10)

function leastHeader(frame: FrameDecoder): number {
  const { length } = frame
  return (length < 126 ? 2 : length < 65536 ? 4 : 10) + (frame.masked ? 4 : 0)
}

function controlAnomalies(frame: FrameDecoder): AnomalySet {
  return (
    (frame.length > 125 ? anomalyBit.control_frame_too_long : 0) | (frame.fin ? 0 : anomalyBit.control_frame_fragmented)
  )
}

function orderAnomalies(frame: FrameDecoder, before: Before): AnomalySet {
  if (frame.opcode === 0) return before.isOpen || !before.isOrderKnown ? 0 : anomalyBit.continuation_without_start
  return before.isOpen && isKnown(frame.opcode) ? anomalyBit.data_frame_inside_message : 0
}

/** Codes that may be sent in a close frame: RFC 6455 section 7.4.2 and the IANA registry that goes on from it. */
export const isCloseCode = (code: number): boolean =>
  (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999)
