// A text with %XX and %uXXXX → what stands for it; octets that are no UTF-8 are taken for what careless decoders make of them.

/** Null where nothing was escaped. `isOverlong`: characters were written in more octets than they need. */
export interface Unescaped {
  readonly text: string
  readonly isOverlong: boolean
}

const escapes = /(?:%[\da-fA-F]{2})+|%u[\da-fA-F]{4}/g

export function percent(text: string): Unescaped | null {
  let [isFound, isOverlong] = [false, false]
  const decoded = text.replace(escapes, (run) => {
    isFound = true
    if (run[1] === 'u') return String.fromCharCode(Number.parseInt(run.slice(2), 16))
    const read = fromOctets(octetsOf(run))
    isOverlong ||= read.isOverlong
    return read.text
  })
  return isFound ? { text: decoded, isOverlong } : null
}

function octetsOf(run: string): readonly number[] {
  const octets: number[] = []
  for (let at = 1; at < run.length; at += 3) octets.push(Number.parseInt(run.slice(at, at + 2), 16))
  return octets
}

function fromOctets(octets: readonly number[]): Unescaped {
  let [text, isOverlong] = ['', false]
  for (let at = 0; at < octets.length; ) {
    const { code, length } = character(octets, at)
    isOverlong ||= length > needed(code)
    text += String.fromCodePoint(code)
    at += length
  }
  return { text, isOverlong }
}

const needed = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4)

/** RFC 3629 section 3, without its ban on more octets than needed. An octet that begins nothing stands for itself. */
function character(octets: readonly number[], at: number): { readonly code: number; readonly length: number } {
  const first = octets[at]!
  const length = first >= 0xf0 && first < 0xf8 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1
  let code = length === 1 ? first : first & (0x7f >> length)
  for (let i = 1; i < length; i++) {
    const octet = octets[at + i]
    if (octet === undefined || (octet & 0xc0) !== 0x80) return { code: first, length: 1 }
    code = (code << 6) | (octet & 0x3f)
  }
  return code > 0x10ffff ? { code: first, length: 1 } : { code, length }
}
