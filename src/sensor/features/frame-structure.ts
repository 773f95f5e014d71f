// A frame's header, length and close code → what is odd about its form. Features `fs_*`.
import { isUtf8 } from 'node:buffer'
import { isCloseCode } from '../frame-anomalies.ts'
import { uint16 } from '../octets.ts'
import { movedMean, movedVariance } from './averages.ts'
import type { Content } from './content.ts'
import { type FeatureValues, placeOf } from './place.ts'
import { beginsMessage, isControlFrame, type SpokenFrame } from './spoken.ts'
import type { DirectionState } from './state.ts'

const { fs_len, fs_len_z, fs_len_form_excess, fs_mask_state, fs_mask_key_weak, fs_rsv_bits } = placeOf
const { fs_rsv_illegal, fs_ctrl_illegal, fs_close_code, fs_frames_in_segment } = placeOf

const share = 1 / 32
const leastDeviation = 0.25

/** `hasDeflate`: whether permessage-deflate was agreed on for this direction. */
export function frameStructure(
  state: DirectionState,
  frame: SpokenFrame,
  { hasDeflate, packet }: { readonly hasDeflate: boolean; readonly packet: number },
  out: FeatureValues,
): void {
  const { rsv, length, masked } = frame
  state.framesInPacket = packet === state.packet ? state.framesInPacket + 1 : 1
  state.packet = packet
  out[fs_len] = length
  out[fs_len_z] = lengthDeviation(state, length)
  out[fs_len_form_excess] = frame.headerLength - leastHeader(length) - (masked ? 4 : 0)
  out[fs_mask_state] = masked === state.isClient ? 0 : state.isClient ? 1 : 2
  out[fs_mask_key_weak] = masked ? weakness(state, frame.key) : Number.NaN
  out[fs_rsv_bits] = rsv
  // RFC 7692 section 6: on the first frame of a data message.
  out[fs_rsv_illegal] = hasDeflate && beginsMessage(frame.opcode) ? rsv & 3 : rsv
  out[fs_frames_in_segment] = state.framesInPacket
}

function lengthDeviation(state: DirectionState, length: number): number {
  const { lengthMean, lengthVariance } = state
  const size = Math.log2(1 + length)
  state.lengthVariance = movedVariance(lengthVariance, lengthMean, size, share)
  state.lengthMean = movedMean(lengthMean, size, share)
  return (size - lengthMean) / Math.max(Math.sqrt(lengthVariance), leastDeviation)
}

/** RFC 6455 section 5.2: the shortest form that holds the length. */
const leastHeader = (length: number): number => (length < 126 ? 2 : length < 65536 ? 4 : 10)

function weakness(state: DirectionState, key: number): number {
  const isRepeated = state.hasKey && key === state.lastKey
  state.hasKey = true
  state.lastKey = key
  const isEven = key === ((key << 8) | (key >>> 24))
  return (key === 0 ? 1 : 0) | (isRepeated ? 2 : 0) | (isEven ? 4 : 0)
}

/** RFC 6455 sections 5.5 and 7.4. */
export function controlStructure(frame: SpokenFrame, said: Content, out: FeatureValues): void {
  if (!isControlFrame(frame.opcode)) {
    out[fs_ctrl_illegal] = 0
    return
  }
  const form = (frame.length > 125 ? 1 : 0) | (frame.fin ? 0 : 2)
  out[fs_ctrl_illegal] = frame.opcode === 8 ? form | closeStructure(frame, said, out) : form
}

function closeStructure({ length }: SpokenFrame, said: Content, out: FeatureValues): number {
  if (length === 1) return 4
  const bytes = said.bytes.subarray(0, said.length)
  // RFC 6455 section 7.1.5.
  out[fs_close_code] = length === 0 ? 1005 : bytes.length < 2 ? Number.NaN : uint16(bytes, 0)
  if (bytes.length < 2) return 0
  const isReasonWhole = bytes.length === length
  return (isCloseCode(uint16(bytes, 0)) ? 0 : 8) | (isReasonWhole && !isUtf8(bytes.subarray(2)) ? 16 : 0)
}
