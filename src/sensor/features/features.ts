// The frames of one connection → the 43 features of each. A bounded amount of work and memory, whatever comes.
import { decay } from './averages.ts'
import { beginContent, type Content, content, contentOf, inflateRatio } from './content.ts'
import { scannedBytes } from './content-scan.ts'
import { fragmentation } from './fragmentation.ts'
import { controlStructure, frameStructure } from './frame-structure.ts'
import type { FeatureNeeds } from './needs.ts'
import { opcodePatterns, pingHalfLifeS } from './opcode-patterns.ts'
import { type FeatureValues, newValues, placeOf } from './place.ts'
import { pongUnsolicited } from './pongs.ts'
import { beginsMessage, type Occasion, type SpokenFrame } from './spoken.ts'
import { DirectionState, newCounts } from './state.ts'
import { pauseBefore, timing, volume } from './timing.ts'

/** A frame with its payload, masked as it came. */
export interface MaskedFrame extends SpokenFrame {
  readonly payload: Buffer
  readonly payloadStart: number
  readonly payloadLength: number
}

/** The features of one direction. */
export class Features {
  private readonly needs: FeatureNeeds
  private readonly hasDeflate: boolean
  private readonly state: DirectionState
  private readonly other: DirectionState

  constructor(needs: FeatureNeeds, hasDeflate: boolean, state: DirectionState, other: DirectionState) {
    this.needs = needs
    this.hasDeflate = hasDeflate
    this.state = state
    this.other = other
  }

  /** The values of the frame that comes next. */
  of(frame: MaskedFrame, occasion: Occasion): FeatureValues {
    const { needs, state, other } = this
    const out = newValues()
    const { at } = occasion
    const pauseUs = pauseBefore(state, at)
    opcodePatterns(state, frame, decay(pauseUs, pingHalfLifeS), out)
    frameStructure(state, frame, { hasDeflate: this.hasDeflate, packet: occasion.packet }, out)
    this.contents(frame, occasion, out)
    fragmentation(state, frame, at, out)
    timing(state, other, at, out)
    if (needs.volume) volume(state, other, { at, pauseUs, length: frame.length }, out)
    state.lastAt = at
    return out
  }

  /** Bytes are missing: the message that was open is given up. */
  lose(): void {
    this.state.isOpen = false
  }

  private contents(frame: MaskedFrame, occasion: Occasion, out: FeatureValues): void {
    const { needs, state, other } = this
    const { isCompressed } = occasion
    beginContent(state, frame, needs)
    const said = needs.content || isCompressed ? this.said(frame, occasion) : null
    out[placeOf.pl_inflate_ratio] = isCompressed ? inflateRatio(said, wireBytes(state, frame)) : 1
    if (!needs.content) return
    out[placeOf.op_pong_unsolicited] = pongUnsolicited(state, other, frame.opcode, said ?? nothing)
    controlStructure(frame, said ?? nothing, out)
    if (said !== null) content(state, frame, { said, needs, isCompressed }, out)
  }

  /** Null where it is not known (yet). */
  private said(frame: MaskedFrame, { isCompressed, inflated }: Occasion): Content | null {
    if (isCompressed) return inflated && contentOf(inflated, inflated.length, inflated.length)
    const { scratch } = this.needs
    const length = Math.min(frame.payloadLength, scannedBytes)
    scratch.load(frame.payload, frame.payloadStart, length, frame.key)
    return contentOf(scratch.bytes, length, frame.length)
  }
}

const nothing = contentOf(new Uint8Array(0), 0, 0)

/** Of the message so far. */
const wireBytes = (state: DirectionState, { opcode, length }: SpokenFrame): number =>
  beginsMessage(opcode) ? length : state.messageBytes + length

/** Both directions of a connection. */
export function connectionFeatures(
  needs: FeatureNeeds,
  hasDeflate: boolean,
): { readonly client: Features; readonly server: Features } {
  const counts = newCounts()
  const client = new DirectionState(true, counts)
  const server = new DirectionState(false, counts)
  return {
    client: new Features(needs, hasDeflate, client, server),
    server: new Features(needs, hasDeflate, server, client),
  }
}
