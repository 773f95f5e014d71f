// How far apart two values of a feature are: the scale on which each of the 43 is learned and compared.
import type { FeatureName } from '../event/feature-schema.ts'

export type Scale =
  /** Compared by ratio. `unit`: below it values count as alike. */
  | { readonly kind: 'ratio'; readonly unit: number }
  /** Compared by difference. `step`: what counts as one. */
  | { readonly kind: 'difference'; readonly step: number }
  /** Of these only how often each comes says something. */
  | { readonly kind: 'name' }

const ratio = (unit: number): Scale => ({ kind: 'ratio', unit })
const difference = (step: number): Scale => ({ kind: 'difference', step })
const name: Scale = { kind: 'name' }

// biome-ignore format: table
export const scales: Readonly<Record<FeatureName, Scale>> = {
  op_code: name,              op_run_len: ratio(1),           op_ctrl_ratio: difference(0.1),  op_ping_rate: ratio(0.1),
  op_pong_unsolicited: name,  op_kind_flip_rate: difference(0.1), op_transition_bits: difference(1), op_after_close: ratio(1),
  fs_len: ratio(1),           fs_len_z: difference(2),        fs_len_form_excess: ratio(1),    fs_mask_state: name,
  fs_mask_key_weak: name,     fs_rsv_bits: name,              fs_rsv_illegal: name,            fs_ctrl_illegal: name,
  fs_close_code: name,        fs_frames_in_segment: ratio(1),
  pl_entropy: difference(0.5), pl_entropy_shift: difference(0.5), pl_printable: difference(0.1), pl_utf8_state: name,
  pl_meta_density: difference(0.05), pl_token_score: ratio(1), pl_b64_run: ratio(4),            pl_secret_hits: ratio(1),
  pl_inflate_ratio: ratio(1), pl_simhash_dist: difference(4),
  fg_fin: name,               fg_index: ratio(1),             fg_msg_bytes: ratio(1),          fg_mean_len: ratio(1),
  fg_tiny_run: ratio(1),      fg_state_illegal: name,         fg_open_age: ratio(0.1),
  tm_iat: ratio(0.01),        tm_iat_cv: difference(0.25),    tm_frame_rate: ratio(0.1),       tm_byte_rate: ratio(10),
  tm_dir_ratio: difference(2), tm_turnaround: ratio(0.01),    tm_burst: ratio(1),              tm_conn_age: ratio(60),
}

/** Of fields that are no features. */
export const otherScale: Scale = ratio(1)

/** A value's place on its scale, on which a distance of one counts as much for every feature. */
export function placeOn(scale: Scale, value: number): number {
  if (scale.kind === 'name') return value
  if (scale.kind === 'difference') return value / scale.step
  return Math.sign(value) * Math.log2(1 + Math.abs(value) / scale.unit)
}

/** The value that stands at a place. */
export function valueAt(scale: Scale, place: number): number {
  if (scale.kind === 'name') return place
  if (scale.kind === 'difference') return place * scale.step
  return Math.sign(place) * (2 ** Math.abs(place) - 1) * scale.unit
}
