// A frame and the message that it is of → how the message is cut. Features `fg_*`.
import { type FeatureValues, placeOf } from './place.ts'
import { beginsMessage, isControlFrame, isOfMessage, type SpokenFrame } from './spoken.ts'
import type { DirectionState } from './state.ts'

const { fg_fin, fg_index, fg_msg_bytes, fg_mean_len, fg_tiny_run, fg_state_illegal, fg_open_age } = placeOf

const tiny = 2

/** RFC 6455 section 5.4. `at`: microseconds since the upgrade. */
export function fragmentation(state: DirectionState, frame: SpokenFrame, at: number, out: FeatureValues): void {
  out[fg_fin] = frame.fin ? 1 : 0
  out[fg_state_illegal] = illegality(state, frame)
  if (!isOfMessage(frame.opcode, state.isOpen)) return
  if (beginsMessage(frame.opcode)) beginMessage(state, at)
  out[fg_index] = state.fragments++
  state.messageBytes += frame.length
  state.tinyRun = frame.length <= tiny ? state.tinyRun + 1 : 0
  out[fg_msg_bytes] = state.messageBytes
  out[fg_mean_len] = state.messageBytes / state.fragments
  out[fg_tiny_run] = state.tinyRun
  out[fg_open_age] = (at - state.openedAt) / 1e6
  state.isOpen = !frame.fin
}

function illegality(state: DirectionState, { opcode, fin }: SpokenFrame): number {
  if (isControlFrame(opcode)) return fin ? 0 : 3
  if (opcode === 0) return state.isOpen ? 0 : 1
  return beginsMessage(opcode) && state.isOpen ? 2 : 0
}

function beginMessage(state: DirectionState, at: number): void {
  state.fragments = state.messageBytes = state.tinyRun = 0
  state.openedAt = at
}
