// A frame's opcode and those before it → how unusual their order is. Features `op_*`.
import { movedMean, rate } from './averages.ts'
import { type FeatureValues, placeOf } from './place.ts'
import { beginsMessage, isControlFrame, type SpokenFrame } from './spoken.ts'
import type { DirectionState } from './state.ts'

const { op_code, op_run_len, op_ctrl_ratio, op_ping_rate } = placeOf
const { op_kind_flip_rate, op_transition_bits, op_after_close } = placeOf

export const pingHalfLifeS = 10
const longestRun = 65535

/** `left`: what the pause before the frame left of the pings. */
export function opcodePatterns(state: DirectionState, frame: SpokenFrame, left: number, out: FeatureValues): void {
  const { opcode } = frame
  const isControl = isControlFrame(opcode)
  state.runLength = opcode === state.runOpcode ? Math.min(longestRun, state.runLength + 1) : 1
  state.runOpcode = opcode
  state.controlRatio = movedMean(state.controlRatio, isControl ? 1 : 0, 1 / 64)
  state.pings = state.pings * left + (opcode === 9 || opcode === 10 ? 1 : 0)
  if (beginsMessage(opcode)) countFlip(state, opcode)
  if (state.hasClosed) state.afterClose++
  out[op_code] = opcode
  out[op_run_len] = state.runLength
  out[op_ctrl_ratio] = state.controlRatio
  out[op_ping_rate] = rate(state.pings, pingHalfLifeS)
  out[op_kind_flip_rate] = state.flipRate
  out[op_transition_bits] = transition(state, classOf(opcode))
  out[op_after_close] = state.afterClose
  if (opcode === 8) state.hasClosed = true
}

function countFlip(state: DirectionState, opcode: number): void {
  if (state.lastKind !== 0) state.flipRate = movedMean(state.flipRate, opcode === state.lastKind ? 0 : 1, 1 / 32)
  state.lastKind = opcode
}

/** The surprise of going on to a class, told before it is counted. NaN for the first frame. */
function transition(state: DirectionState, next: number): number {
  const { counts, lastClass } = state
  state.lastClass = next
  if (lastClass < 0) return Number.NaN
  const row = state.base + lastClass * classes
  let total = classes
  for (let one = 0; one < classes; one++) total += counts[row + one]!
  const before = counts[row + next]!++
  return Math.log2(total / (before + 1))
}

const classes = 8

/** The opcodes that mean something, then the reserved ones of data and of control frames. */
const classOf = (opcode: number): number =>
  opcode <= 2 ? opcode : opcode >= 8 && opcode <= 10 ? opcode - 5 : opcode < 8 ? 6 : 7
