// A state and a byte → the next state: whether text is UTF-8, however it is cut. RFC 3629 section 4.

export const utf8 = { whole: 0, invalid: 8 } as const

/** States between: so many continuation bytes to come, the next of them in a narrower range after some first bytes. */
const oneMore = 1
const twoMore = 2
const threeMore = 3
const afterE0 = 4
const afterED = 5
const afterF0 = 6
const afterF4 = 7

export function utf8Next(state: number, byte: number): number {
  switch (state) {
    case utf8.whole:
      return begin(byte)
    case oneMore:
      return within(byte, 0x80, 0xbf, utf8.whole)
    case twoMore:
      return within(byte, 0x80, 0xbf, oneMore)
    case threeMore:
      return within(byte, 0x80, 0xbf, twoMore)
    case afterE0:
      return within(byte, 0xa0, 0xbf, oneMore)
    case afterED:
      return within(byte, 0x80, 0x9f, oneMore)
    case afterF0:
      return within(byte, 0x90, 0xbf, twoMore)
    case afterF4:
      return within(byte, 0x80, 0x8f, twoMore)
    default:
      return utf8.invalid
  }
}

const within = (byte: number, from: number, to: number, next: number): number =>
  byte >= from && byte <= to ? next : utf8.invalid

function begin(byte: number): number {
  if (byte < 0x80) return utf8.whole
  if (byte < 0xc2) return utf8.invalid
  if (byte < 0xe0) return oneMore
  if (byte < 0xf0) return byte === 0xe0 ? afterE0 : byte === 0xed ? afterED : twoMore
  if (byte > 0xf4) return utf8.invalid
  return byte === 0xf0 ? afterF0 : byte === 0xf4 ? afterF4 : threeMore
}
