// One WebSocket frame as bytes, right or wrong: nothing is checked, that is the point.

export interface FrameParts {
  readonly opcode: number
  readonly payload: Uint8Array
  readonly fin?: boolean
  /** RSV1·4 + RSV2·2 + RSV3. */
  readonly rsv?: number
  readonly masked?: boolean
}

const key = Uint8Array.of(0x5a, 0x17, 0xc3, 0x88)

/** RFC 6455 section 5.2, with the shortest length form. */
export function frame({ opcode, payload, fin = true, rsv = 0, masked = true }: FrameParts): Buffer {
  const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode, ...lengthBytes(payload.length)]
  if (!masked) return Buffer.from([...head, ...payload])
  head[1]! |= 0x80
  return Buffer.from([...head, ...key, ...payload.map((byte, index) => byte ^ key[index % 4]!)])
}

const lengthBytes = (length: number): number[] => (length < 126 ? [length] : [126, length >> 8, length & 0xff])

/** A text message cut into frames of one byte each. */
export function oneByteFragments(text: string): Buffer[] {
  const bytes = Buffer.from(text)
  return [...bytes].map((byte, index) =>
    frame({ opcode: index === 0 ? 1 : 0, fin: index === bytes.length - 1, payload: Uint8Array.of(byte) }),
  )
}
