// When a frame came, and when those before it did → pace, volume and rhythm. Features `tm_*`.
import { decay, movedMean, movedVariance, rate } from './averages.ts'
import { type FeatureValues, placeOf } from './place.ts'
import type { DirectionState } from './state.ts'

const { tm_iat, tm_iat_cv, tm_frame_rate, tm_byte_rate, tm_dir_ratio, tm_turnaround, tm_burst, tm_conn_age } = placeOf

const halfLifeS = 5
const slowHalfLifeS = 60
const pauseShare = 1 / 16
const leastPauseUs = 50_000
const leastPauses = 4
const burstGapUs = 100_000

/** Microseconds since the frame before; 0 for the first. */
export const pauseBefore = (state: DirectionState, at: number): number =>
  Number.isNaN(state.lastAt) ? 0 : at - state.lastAt

/** `at`: microseconds since the upgrade. */
export function timing(state: DirectionState, other: DirectionState, at: number, out: FeatureValues): void {
  const pauseUs = at - state.lastAt
  out[tm_iat] = pauseUs / 1e6
  if (pauseUs >= leastPauseUs) countPause(state, pauseUs)
  if (state.pauses >= leastPauses) out[tm_iat_cv] = Math.sqrt(state.pauseVariance) / state.pauseMean
  state.burst = pauseUs <= burstGapUs ? state.burst + 1 : 1
  out[tm_turnaround] = (at - other.lastAt) / 1e6
  out[tm_burst] = state.burst
  out[tm_conn_age] = at / 1e6
}

/** Counts the frame into the rates. `pauseUs`: as `pauseBefore` says. */
export function volume(
  state: DirectionState,
  other: DirectionState,
  { at, pauseUs, length }: { readonly at: number; readonly pauseUs: number; readonly length: number },
  out: FeatureValues,
): void {
  const left = decay(pauseUs, halfLifeS)
  state.frames = state.frames * left + 1
  state.bytes = state.bytes * left + length
  state.slowBytes = state.slowBytes * decay(pauseUs, slowHalfLifeS) + length
  const others = Number.isNaN(other.lastAt) ? 0 : other.slowBytes * decay(at - other.lastAt, slowHalfLifeS)
  const ratio = Math.log2((1 + state.slowBytes) / (1 + others))
  out[tm_frame_rate] = rate(state.frames, halfLifeS)
  out[tm_byte_rate] = rate(state.bytes, halfLifeS)
  out[tm_dir_ratio] = state.isClient ? ratio : -ratio
}

function countPause(state: DirectionState, pauseUs: number): void {
  const mean = state.pauses === 0 ? Number.NaN : state.pauseMean
  state.pauseVariance = movedVariance(state.pauseVariance, mean, pauseUs, pauseShare)
  state.pauseMean = movedMean(mean, pauseUs, pauseShare)
  state.pauses = Math.min(leastPauses, state.pauses + 1)
}
