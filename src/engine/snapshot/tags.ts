// The bytes of a state: what the first byte of a value says of it, and what writer and reader agree on beside that.

/** At the head of every state: "TRIPSTAT", and the version of what stands below. */
export const magic = [0x54, 0x52, 0x49, 0x50, 0x53, 0x54, 0x41, 0x54] as const
export const version = 1

/** 0 to 0x7f is that number. Lengths and numbers behind a tag are LEB128: seven bits a byte, the lowest first. */
export const tags = {
  null: 0x80,
  false: 0x81,
  true: 0x82,
  /** A whole number below 2^31, and the same below zero. */
  whole: 0x83,
  negative: 0x84,
  /** A whole number from 2^31 on: how far it is from the one before it, zigzag. */
  further: 0x85,
  /** Eight bytes, IEEE 754, little-endian. */
  double: 0x86,
  /** How many bytes, and UTF-8; or how many units, and UTF-16, where it has half a surrogate pair. */
  text: 0x87,
  units: 0x88,
  /** The text that stands in that place of the table of those that came last. */
  again: 0x89,
  array: 0x8a,
  /** How many names, and they, and the values: for one object alone. */
  object: 0x8b,
  /** The same, and from here on these names have the next number. */
  newShape: 0x8c,
  shape: 0x8d,
  /** A list whose items come behind the state. */
  list: 0x8e,
  /** And so many places for what is short: its length, or the number of its shape, is in the tag. */
  shortArray: 0x90,
  shortText: 0xa0,
  firstShapes: 0xc0,
} as const

export const shortArrays = 0x10
export const shortTexts = 0x20
export const firstShapes = 0x40

/** More kinds of objects than any state has but one that was filled with them on purpose. */
export const mostShapes = 4096

/** Texts up to so long are looked for among those that came last. */
export const longestAgain = 64
const places = 4096

/** Where a text stands among those that came last. */
export function placeOf(text: string): number {
  const { length } = text
  if (length === 0) return 0
  const [first, middle, last] = [text.charCodeAt(0), text.charCodeAt(length >> 1), text.charCodeAt(length - 1)]
  return (length * 961 + first * 31 + middle * 17 + last) & (places - 1)
}

export const noTexts = (): string[] => new Array<string>(places).fill('')
