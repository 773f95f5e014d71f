// The features of a frame computed the slow way: from the whole list of frames, each value straight from its definition.
import type { FeatureName } from '../../../src/event/feature-schema.ts'
import { isUtf8Text, secretCount, simHashOf, tokenScoreOf } from './plain-content.ts'

/** A frame as a test writes it. */
export interface PlainFrame {
  readonly side: 'client' | 'server'
  readonly opcode: number
  readonly fin: boolean
  readonly rsv: number
  readonly key: readonly number[] | null
  readonly payload: Buffer
  readonly lengthBits: 7 | 16 | 64
  /** Seconds since the upgrade. */
  readonly at: number
}

export type PlainFeatures = Readonly<Record<FeatureName, number | null>>

interface Placed extends PlainFrame {
  readonly index: number
}

/** Of each of the frames, in their order; without compression. */
export const plainFeatures = (frames: readonly PlainFrame[]): PlainFeatures[] => {
  const placed = frames.map((frame, index) => ({ ...frame, index }))
  return placed.map((frame) => ofFrame(placed, frame))
}

function ofFrame(all: readonly Placed[], frame: Placed): PlainFeatures {
  const upTo = all.slice(0, frame.index + 1)
  const own = upTo.filter(({ side }) => side === frame.side)
  const others = upTo.filter(({ side }) => side !== frame.side)
  const before = own.slice(0, -1)
  const { opcode, fin, payload, at } = frame
  const isControl = opcode >= 8
  const said = payload.subarray(0, 4096)
  const message = messageOf(own)
  const sizes = own.map((one) => Math.log2(1 + one.payload.length))
  const flips = kindFlips(own)
  const pauses = own.slice(1).map((one, i) => one.at - own[i]!.at)
  const counted = pauses.filter((pause) => Math.round(pause * 1e6) >= 50_000)
  const entropies = before.filter((one) => one.opcode < 8).map((one) => entropyOf(one.payload.subarray(0, 4096)))
  const client = decayed(upTo.filter(({ side }) => side === 'client').map(weighed), at, 60)
  const server = decayed(upTo.filter(({ side }) => side === 'server').map(weighed), at, 60)
  return {
    op_code: opcode,
    op_run_len: runOf(own, (one) => one.opcode === opcode),
    op_ctrl_ratio: meanOf(
      own.map((one) => (one.opcode >= 8 ? 1 : 0)),
      1 / 64,
    ),
    op_ping_rate: rateOf(
      own.filter((one) => one.opcode === 9 || one.opcode === 10).map((one) => [one.at, 1]),
      at,
      10,
    ),
    op_pong_unsolicited: opcode === 10 && !answers(others, payload) ? 1 : 0,
    op_kind_flip_rate: meanOf(flips, 1 / 32),
    op_transition_bits: transitionBits(own),
    op_after_close: closeAt(own) < 0 ? 0 : own.length - 1 - closeAt(own),
    fs_len: payload.length,
    fs_len_z: deviationOf(sizes, 1 / 32),
    fs_len_form_excess: headerOf[frame.lengthBits] - headerOf[leastBits(payload.length)],
    fs_mask_state: (frame.key !== null) === (frame.side === 'client') ? 0 : frame.side === 'client' ? 1 : 2,
    fs_mask_key_weak: frame.key && weakness(before, frame.key),
    fs_rsv_bits: frame.rsv,
    fs_rsv_illegal: frame.rsv,
    fs_ctrl_illegal: isControl ? controlIllegal(frame) : 0,
    fs_close_code: closeCode(frame),
    fs_frames_in_segment: 1,
    pl_entropy: entropyOf(said),
    pl_entropy_shift: isControl || entropies.length === 0 ? null : entropyOf(said) - meanOf(entropies, 1 / 32)!,
    pl_printable: share(said, /[\x20-\x7e\t\n\r]/),
    pl_utf8_state: message && message[0]!.opcode === 1 ? utf8State(message) : null,
    pl_meta_density: share(said, /['"`;|&$<>(){}[\]\\*=%#]/),
    pl_token_score: message && tokenScoreOf(Buffer.concat(message.map((one) => one.payload.subarray(0, 4096)))),
    pl_b64_run: Math.max(0, ...(said.toString('latin1').match(/[A-Za-z0-9+/=_-]+/g) ?? []).map((run) => run.length)),
    pl_secret_hits: secretCount(said),
    pl_inflate_ratio: 1,
    pl_simhash_dist: opcode === 1 || opcode === 2 ? likeness(before, said) : null,
    fg_fin: fin ? 1 : 0,
    fg_index: message && message.length - 1,
    fg_msg_bytes: message && bytesOf(message),
    fg_mean_len: message && bytesOf(message) / message.length,
    fg_tiny_run: message && runOf(message, (one) => one.payload.length <= 2),
    fg_state_illegal: isControl ? (fin ? 0 : 3) : orderIllegal(before, frame),
    fg_open_age: message && at - message[0]!.at,
    tm_iat: pauses.at(-1) ?? null,
    tm_iat_cv: counted.length < 4 ? null : Math.sqrt(varianceOf(counted, 1 / 16)) / meanOf(counted, 1 / 16)!,
    tm_frame_rate: rateOf(
      own.map((one) => [one.at, 1]),
      at,
      5,
    ),
    tm_byte_rate: rateOf(own.map(weighed), at, 5),
    tm_dir_ratio: Math.log2((1 + client) / (1 + server)),
    tm_turnaround: others.length === 0 ? null : at - others.at(-1)!.at,
    tm_burst: 1 + runOf(pauses, (pause) => Math.round(pause * 1e6) <= 100_000),
    tm_conn_age: at,
  }
}

const weighed = (one: PlainFrame): [number, number] => [one.at, one.payload.length]

const bytesOf = (frames: readonly PlainFrame[]): number => frames.reduce((sum, one) => sum + one.payload.length, 0)

function runOf<T>(list: readonly T[], holds: (one: T) => boolean): number {
  const stop = list.findLastIndex((one) => !holds(one))
  return list.length - 1 - stop
}

/** A moving mean, by its sum: each value with what is left of its weight. */
function meanOf(values: readonly number[], alpha: number): number | null {
  if (values.length === 0) return null
  const last = values.length - 1
  return values.reduce((sum, value, i) => sum + value * (i === 0 ? 1 : alpha) * (1 - alpha) ** (last - i), 0)
}

function varianceOf(values: readonly number[], alpha: number): number {
  let sum = 0
  for (let i = 1; i < values.length; i++) {
    const off = values[i]! - meanOf(values.slice(0, i), alpha)!
    sum += alpha * off * off * (1 - alpha) ** (values.length - i)
  }
  return sum
}

function deviationOf(values: readonly number[], alpha: number): number | null {
  const before = values.slice(0, -1)
  if (before.length === 0) return null
  return (values.at(-1)! - meanOf(before, alpha)!) / Math.max(Math.sqrt(varianceOf(before, alpha)), 0.25)
}

const decayed = (weights: readonly (readonly [number, number])[], at: number, halfLife: number): number =>
  weights.reduce((sum, [when, weight]) => sum + weight * 2 ** (-(at - when) / halfLife), 0)

const rateOf = (weights: readonly [number, number][], at: number, halfLife: number): number =>
  (decayed(weights, at, halfLife) * Math.LN2) / halfLife

/** The frames of the message that the last frame is of, up to it; null where it is of none. */
function messageOf(own: readonly PlainFrame[]): readonly PlainFrame[] | null {
  const frame = own.at(-1)!
  if (frame.opcode === 1 || frame.opcode === 2) return [frame]
  if (frame.opcode !== 0) return null
  const open = openBefore(own.slice(0, -1))
  return open && [...open, frame]
}

function openBefore(own: readonly PlainFrame[]): readonly PlainFrame[] | null {
  let open: PlainFrame[] | null = null
  for (const frame of own) {
    if (frame.opcode === 1 || frame.opcode === 2) open = [frame]
    else if (frame.opcode === 0 && open !== null) open.push(frame)
    if (frame.opcode <= 2 && frame.fin) open = null
  }
  return open
}

function kindFlips(own: readonly PlainFrame[]): number[] {
  const kinds = own.map(({ opcode }) => opcode).filter((code) => code === 1 || code === 2)
  return kinds.slice(1).map((kind, i) => (kind === kinds[i] ? 0 : 1))
}

const classNames = [0, 1, 2, 8, 9, 10]

const classOf = (code: number): string => (classNames.includes(code) ? `${code}` : code < 8 ? 'data' : 'control')

function transitionBits(own: readonly PlainFrame[]): number | null {
  if (own.length < 2) return null
  const pairs = own.slice(1).map((one, i) => [classOf(own[i]!.opcode), classOf(one.opcode)] as const)
  const [from, to] = pairs.at(-1)!
  const left = pairs.slice(0, -1).filter(([first]) => first === from)
  return -Math.log2((left.filter(([, next]) => next === to).length + 1) / (left.length + 8))
}

const closeAt = (own: readonly PlainFrame[]): number => own.findIndex(({ opcode }) => opcode === 8)

const headerOf = { 7: 2, 16: 4, 64: 10 }

const leastBits = (length: number): 7 | 16 | 64 => (length < 126 ? 7 : length < 65536 ? 16 : 64)

function weakness(before: readonly PlainFrame[], key: readonly number[]): number {
  const last = before.findLast((one) => one.key !== null)?.key
  return (
    (key.every((byte) => byte === 0) ? 1 : 0) +
    (last?.every((byte, i) => byte === key[i]) ? 2 : 0) +
    (key.every((byte) => byte === key[0]) ? 4 : 0)
  )
}

const answers = (others: readonly PlainFrame[], body: Buffer): boolean =>
  others
    .filter(({ opcode }) => opcode === 9)
    .slice(-8)
    .some(({ payload }) => payload.equals(body))

function controlIllegal({ opcode, fin, payload }: PlainFrame): number {
  const form = (payload.length > 125 ? 1 : 0) + (fin ? 0 : 2)
  if (opcode !== 8 || payload.length === 0) return form
  if (payload.length === 1) return form + 4
  const code = payload.readUInt16BE(0)
  const allowed = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014]
  const isAllowed = allowed.includes(code) || (code >= 3000 && code < 5000)
  return form + (isAllowed ? 0 : 8) + (isUtf8Text(payload.subarray(2)) ? 0 : 16)
}

function closeCode({ opcode, payload }: PlainFrame): number | null {
  if (opcode !== 8 || payload.length === 1) return null
  return payload.length === 0 ? 1005 : payload.readUInt16BE(0)
}

function orderIllegal(before: readonly PlainFrame[], { opcode }: PlainFrame): number {
  const isOpen = openBefore(before) !== null
  if (opcode === 0) return isOpen ? 0 : 1
  return isOpen && opcode <= 2 ? 2 : 0
}

function entropyOf(bytes: Buffer): number {
  const shares = [...new Set(bytes)].map((byte) => bytes.filter((one) => one === byte).length / bytes.length)
  return -shares.reduce((sum, one) => sum + one * Math.log2(one), 0)
}

const share = (bytes: Buffer, pattern: RegExp): number | null =>
  bytes.length === 0 ? null : [...bytes].filter((byte) => pattern.test(String.fromCharCode(byte))).length / bytes.length

function utf8State(message: readonly PlainFrame[]): number {
  // Behind a frame that is not looked at whole nothing is known.
  const cutAt = message.findIndex(({ payload }) => payload.length > 4096)
  const known = cutAt < 0 ? message : message.slice(0, cutAt + 1)
  const text = Buffer.concat(known.map(({ payload }) => payload.subarray(0, 4096)))
  if (isUtf8Text(text)) return 0
  // A beginning of some text: that text goes on with continuation bytes.
  const endings = ['80', '8080', '808080', 'a080', '9f80', '908080', '8f8080'].map((hex) => Buffer.from(hex, 'hex'))
  const isBeginning = endings.some((ending) => isUtf8Text(Buffer.concat([text, ending])))
  if (!isBeginning) return 1
  return message.at(-1)!.fin && cutAt < 0 ? 2 : 0
}

function likeness(before: readonly PlainFrame[], said: Buffer): number | null {
  const last = before.findLast((one) => (one.opcode === 1 || one.opcode === 2) && one.payload.length >= 4)
  if (last === undefined || said.length < 4) return null
  const [a, b] = [simHashOf(last.payload.subarray(0, 4096)), simHashOf(said)]
  return a.filter((bit, i) => bit !== b[i]).length
}
