// A frame as the features look at it.

export interface SpokenFrame {
  readonly opcode: number
  readonly fin: boolean
  readonly rsv: number
  readonly masked: boolean
  /** The mask, its first byte lowest; 0 without one. */
  readonly key: number
  /** Payload length as declared. */
  readonly length: number
  /** Bytes of the header on the wire. */
  readonly headerLength: number
}

/** What the features ask of a frame's surroundings. */
export interface Occasion {
  /** Microseconds since the upgrade. */
  readonly at: number
  /** Number of the packet that completed the frame. */
  readonly packet: number
  /** Whether it is of a compressed message. */
  readonly isCompressed: boolean
  /** What a compressed message says, with its last frame; null before, and where it could not be inflated. */
  readonly inflated: Buffer | null
}

/** RFC 6455 section 5.5. */
export const isControlFrame = (opcode: number): boolean => opcode >= 8

/** RFC 6455 section 5.6: text and binary begin a message. */
export const beginsMessage = (opcode: number): boolean => opcode === 1 || opcode === 2

/** RFC 6455 section 5.4: control frames, reserved opcodes and continuations of nothing are of no message. */
export const isOfMessage = (opcode: number, isOpen: boolean): boolean =>
  beginsMessage(opcode) || (opcode === 0 && isOpen)
