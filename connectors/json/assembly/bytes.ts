// The bytes that JSON is built with (RFC 8259 sections 2, 6 and 7).
export const tab: u8 = 0x09
export const newline: u8 = 0x0a
export const carriageReturn: u8 = 0x0d
export const blank: u8 = 0x20
export const quote: u8 = 0x22
export const plus: u8 = 0x2b
export const comma: u8 = 0x2c
export const minus: u8 = 0x2d
export const dot: u8 = 0x2e
export const slash: u8 = 0x2f
export const zero: u8 = 0x30
export const colon: u8 = 0x3a
export const openBracket: u8 = 0x5b
export const backslash: u8 = 0x5c
export const closeBracket: u8 = 0x5d
export const letterA: u8 = 0x61
export const letterB: u8 = 0x62
export const letterE: u8 = 0x65
export const letterF: u8 = 0x66
export const letterN: u8 = 0x6e
export const letterR: u8 = 0x72
export const letterT: u8 = 0x74
export const letterU: u8 = 0x75
export const openBrace: u8 = 0x7b
export const closeBrace: u8 = 0x7d

/** Tells the cases of a letter apart. */
export const caseBit: u8 = 0x20
