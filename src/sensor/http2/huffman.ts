// Huffman-coded bytes of a header → its text. RFC 7541 section 5.2 and appendix B.

// Code lengths by symbol; the code is canonical, so that they say all of it. The last one is the end of string.
// biome-ignore format: table
const lengths = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
   6, 10, 10, 12, 13,  6,  8, 11, 10, 10,  8, 11,  8,  6,  6,  6,  5,  5,  5,  6,  6,  6,  6,  6,  6,  6,  7,  8, 15,  6, 12, 10,
  13,  6,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  8,  7,  8, 13, 19, 13, 14,  6,
  15,  5,  6,  5,  6,  5,  6,  6,  6,  5,  7,  7,  6,  6,  6,  5,  6,  7,  6,  5,  5,  6,  7,  7,  7,  7,  7, 15, 11, 14, 13, 28,
  20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
  22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
  26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
  20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
  30,
]
const endOfString = 256
const longest = 30

/** Of each length: its first code, how many there are, and where their symbols begin in `symbols`. */
const firstCode = new Int32Array(longest + 1)
const counts = new Int32Array(longest + 1)
const firstSymbol = new Int32Array(longest + 1)
const symbols: number[] = []

for (let length = 1, code = 0; length <= longest; length++, code <<= 1) {
  firstCode[length] = code
  firstSymbol[length] = symbols.length
  for (const [symbol, each] of lengths.entries()) if (each === length) symbols.push(symbol)
  counts[length] = symbols.length - firstSymbol[length]!
  code += counts[length]!
}

/** Null where the bytes are no such code. Each byte is one character. */
export function decodeHuffman(bytes: Uint8Array, start: number, end: number): string | null {
  let text = ''
  let code = 0
  let length = 0
  for (let at = start; at < end; at++) {
    for (let bit = 7; bit >= 0; bit--) {
      code = (code << 1) | ((bytes[at]! >> bit) & 1)
      length++
      const index = code - firstCode[length]!
      if (index >= 0 && index < counts[length]!) {
        const symbol = symbols[firstSymbol[length]! + index]!
        if (symbol === endOfString) return null
        text += String.fromCharCode(symbol)
        code = length = 0
      } else if (length === longest) return null
    }
  }
  // Section 5.2: what is left over is less than a byte, all ones.
  return length < 8 && code === (1 << length) - 1 ? text : null
}
