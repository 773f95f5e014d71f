// What a frame says → entropy, characters, tokens, likeness. Features `pl_*`.
import { movedMean } from './averages.ts'
import { type ContentScan, scannedBytes } from './content-scan.ts'
import type { FeatureNeeds } from './needs.ts'
import { type FeatureValues, placeOf } from './place.ts'
import { bitsOf, type SimHash } from './simhash.ts'
import { beginsMessage, isControlFrame, isOfMessage, type SpokenFrame } from './spoken.ts'
import type { DirectionState } from './state.ts'
import { utf8, utf8Next } from './utf8.ts'

const { pl_entropy, pl_entropy_shift, pl_printable, pl_utf8_state, pl_meta_density } = placeOf
const { pl_token_score, pl_b64_run, pl_secret_hits, pl_simhash_dist } = placeOf

/** What a frame says: its own bytes or, with the last frame of a compressed message, all that the message says. */
export interface Content {
  readonly bytes: Uint8Array
  /** Bytes that are looked at. */
  readonly length: number
  /** All of them. */
  readonly whole: number
}

/** `known`: how many of the bytes there are. */
export const contentOf = (bytes: Uint8Array, known: number, whole: number): Content => ({
  bytes,
  length: Math.min(known, scannedBytes),
  whole,
})

/** Whatever the content is, also where it is not known. Before everything else of a message. */
export function beginContent(state: DirectionState, { opcode }: SpokenFrame, { tokens }: FeatureNeeds): void {
  if (!beginsMessage(opcode)) return
  state.isText = opcode === 1
  state.utf8State = utf8.whole
  state.followsUtf8 = true
  tokens?.begin(state)
}

export function content(
  state: DirectionState,
  frame: SpokenFrame,
  {
    said,
    needs,
    isCompressed,
  }: { readonly said: Content; readonly needs: FeatureNeeds; readonly isCompressed: boolean },
  out: FeatureValues,
): void {
  const { scan, simHash, tokens } = needs
  if (scan !== null) characters(state, frame, { said, scan }, out)
  if (!isOfMessage(frame.opcode, state.isOpen)) return
  if (needs.utf8 && state.isText) out[pl_utf8_state] = utf8Of(state, said, frame.fin)
  if (tokens !== null) {
    tokens.take(state, said.bytes, said.length)
    out[pl_token_score] = state.tokenScore
  }
  // What a compressed message says comes all at once, with its last frame.
  if (simHash !== null && (isCompressed || beginsMessage(frame.opcode)))
    out[pl_simhash_dist] = likeness(state, said, simHash)
}

function characters(
  state: DirectionState,
  { opcode }: SpokenFrame,
  { said: { bytes, length }, scan }: { readonly said: Content; readonly scan: ContentScan },
  out: FeatureValues,
): void {
  scan.take(bytes, length)
  out[pl_entropy] = scan.entropy
  out[pl_printable] = scan.printable / length
  out[pl_meta_density] = scan.meta / length
  out[pl_b64_run] = scan.base64Run
  out[pl_secret_hits] = scan.secrets
  if (isControlFrame(opcode)) return
  out[pl_entropy_shift] = scan.entropy - state.entropyMean
  state.entropyMean = movedMean(state.entropyMean, scan.entropy, 1 / 32)
}

/** Beyond what is looked at nothing is known of the message any more. */
function utf8Of(state: DirectionState, { bytes, length, whole }: Content, isLast: boolean): number {
  if (state.followsUtf8) {
    let next = state.utf8State
    for (let at = 0; at < length; at++) {
      const byte = bytes[at]!
      if (next !== utf8.whole || byte >= 0x80) next = utf8Next(next, byte)
    }
    state.utf8State = next
    state.followsUtf8 = length === whole && next !== utf8.invalid
  }
  if (state.utf8State === utf8.invalid) return 1
  return isLast && state.followsUtf8 && state.utf8State !== utf8.whole ? 2 : 0
}

/** Of what begins a message; NaN where there is too little of it, and for the first. */
function likeness(state: DirectionState, { bytes, length }: Content, simHash: SimHash): number {
  if (!simHash.take(bytes, length)) return Number.NaN
  const distance = state.hasSimilarity
    ? bitsOf(simHash.high ^ state.similarityHigh) + bitsOf(simHash.low ^ state.similarityLow)
    : Number.NaN
  state.hasSimilarity = true
  state.similarityHigh = simHash.high
  state.similarityLow = simHash.low
  return distance
}

/** Of a compressed message. NaN where it could not be inflated, or is not all there. */
export const inflateRatio = (said: Content | null, wire: number): number =>
  said === null || wire === 0 ? Number.NaN : said.whole / wire
