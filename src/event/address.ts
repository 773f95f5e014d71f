// The text of an IP address or CIDR block → numbers that can be compared. IPv4 inside IPv6 counts as IPv4.

export interface Block {
  readonly version: 4 | 6
  readonly first: bigint
  readonly last: bigint
}

/**
 * Dotted IPv4 as a number below 2³², or -1. Where two programs read one text as two addresses, somebody can hide: a number
 * with a zero before it, which some take for octal, is none. No allocation: this runs once for each event and condition.
 */
export function parseV4(text: string): number {
  let value = 0
  let octet = 0
  let digits = 0
  let dots = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 46) {
      if (digits === 0 || ++dots > 3) return -1
      value = value * 256 + octet
      octet = 0
      digits = 0
    } else if (code >= 48 && code <= 57) {
      if (digits > 0 && octet === 0) return -1
      octet = octet * 10 + code - 48
      if (++digits > 3 || octet > 255) return -1
    } else return -1
  }
  return dots === 3 && digits > 0 ? value * 256 + octet : -1
}

/** The groups of the address that is being read: one array for all, since none of them outlasts its reading. */
const groups = new Uint16Array(8)

/**
 * IPv6 text (RFC 4291 section 2.2) → its four words, the highest first. False where it is none. A zone index is not part
 * of the address.
 */
export function readV6(text: string, words: Uint32Array): boolean {
  const zone = text.indexOf('%')
  const end = zone < 0 ? text.length : zone
  if (!readGroups(text, end)) return false
  for (let i = 0; i < 4; i++) words[i] = groups[i * 2]! * 65536 + groups[i * 2 + 1]!
  return true
}

function readGroups(text: string, end: number): boolean {
  let count = 0
  let gap = -1
  let group = 0
  let digits = 0
  let start = 0
  // Of a `::` at the beginning the second colon is the one that follows no group.
  let i = text.charCodeAt(0) === colon ? 1 : 0
  if (i === 1 && text.charCodeAt(1) !== colon) return false
  for (; i < end; i++) {
    const code = text.charCodeAt(i)
    const digit = hexDigit(code)
    if (digit >= 0) {
      group = group * 16 + digit
      if (++digits > 4) return false
    } else if (code === colon) {
      start = i + 1
      if (digits === 0) {
        if (gap >= 0) return false
        gap = count
      } else {
        if (start === end || count === 8) return false
        groups[count++] = group
      }
      group = 0
      digits = 0
    } else if (code === dot && digits > 0 && count <= 6) {
      const v4 = parseV4(text.slice(start, end))
      if (v4 < 0) return false
      groups[count++] = v4 >>> 16
      group = v4 & 0xffff
      digits = 1
      break
    } else return false
  }
  if (digits > 0) {
    if (count === 8) return false
    groups[count++] = group
  }
  return gap < 0 ? count === 8 : spread(gap, count)
}

/** `::` is as many zeros as are missing, at least one. */
function spread(gap: number, count: number): boolean {
  if (count === 8) return false
  groups.copyWithin(8 - (count - gap), gap, count)
  groups.fill(0, gap, 8 - (count - gap))
  return true
}

const colon = 58
const dot = 46

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/** The same as a number below 2¹²⁸, or null. */
export const parseV6 = (text: string): bigint | null => (readV6(text, scratch) ? asNumber(scratch) : null)

const asNumber = (words: Uint32Array): bigint => words.reduce<bigint>((all, word) => (all << 32n) | BigInt(word), 0n)

const scratch = new Uint32Array(4)

/** The IPv4 address inside `::ffff:a.b.c.d` (RFC 4291 section 2.5.5.2), or -1. */
export const unmapped = (words: Uint32Array): number =>
  words[0] === 0 && words[1] === 0 && words[2] === 0xffff ? words[3]! : -1

export interface Prefix {
  /** The address where it is IPv4; -1 where it is the IPv6 address in the words that were given to be filled. */
  readonly v4: number
  readonly length: number
}

/** `10.0.0.0/8`, `2001:db8::/32`, or an address alone; null where it is neither. */
export function readBlock(text: string, words: Uint32Array): Prefix | null {
  const slash = text.indexOf('/')
  const address = slash < 0 ? text : text.slice(0, slash)
  const length = slash < 0 ? null : text.slice(slash + 1)
  if (length !== null && !/^\d{1,3}$/.test(length)) return null
  const v4 = parseV4(address)
  if (v4 >= 0) return prefixOf(v4, length === null ? 32 : Number(length), 32)
  if (!readV6(address, words)) return null
  const inner = unmapped(words)
  const bits = length === null ? 128 : Number(length)
  return inner >= 0 && bits >= 96 ? prefixOf(inner, bits - 96, 32) : prefixOf(-1, bits, 128)
}

const prefixOf = (v4: number, length: number, width: number): Prefix | null => (length > width ? null : { v4, length })

/** The same as its first and last address. */
export function parseBlock(text: string): Block | null {
  const prefix = readBlock(text, scratch)
  if (prefix === null) return null
  const version = prefix.v4 < 0 ? 6 : 4
  const address = version === 4 ? BigInt(prefix.v4) : asNumber(scratch)
  const free = BigInt((version === 4 ? 32 : 128) - prefix.length)
  const first = (address >> free) << free
  return { version, first, last: first | ((1n << free) - 1n) }
}

/** Whether two texts are the same address. */
export function sameAddress(a: string, b: string): boolean {
  if (a === b) return true
  const [x, y] = [parseBlock(a), parseBlock(b)]
  return x !== null && y !== null && x.version === y.version && x.first === y.first && x.last === y.last
}
