// The text of an IP address or CIDR block → numbers that can be compared. IPv4 inside IPv6 counts as IPv4.

export interface Block {
  readonly version: 4 | 6
  readonly first: bigint
  readonly last: bigint
}

/** Dotted IPv4 as a number below 2³², or -1. No allocation: this runs once for each event and condition. */
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
export function parseV6(text: string): bigint | null {
  if (!readV6(text, scratch)) return null
  return scratch.reduce<bigint>((all, word) => (all << 32n) | BigInt(word), 0n)
}

const scratch = new Uint32Array(4)

const mapped = 0xffff_0000_0000n

/** The IPv4 address inside `::ffff:a.b.c.d` (RFC 4291 section 2.5.5.2), or -1. */
export const unmapped = (v6: bigint): number => (v6 >> 32n === mapped >> 32n ? Number(v6 & 0xffff_ffffn) : -1)

/** `10.0.0.0/8`, `2001:db8::/32`, or an address alone; null where it is neither. */
export function parseBlock(text: string): Block | null {
  const [address = '', length, ...more] = text.split('/')
  if (more.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return null
  const v4 = parseV4(address)
  if (v4 >= 0) return blockOf(4, BigInt(v4), length === undefined ? 32 : Number(length))
  const v6 = parseV6(address)
  if (v6 === null) return null
  const inner = unmapped(v6)
  const bits = length === undefined ? 128 : Number(length)
  return inner >= 0 && bits >= 96 ? blockOf(4, BigInt(inner), bits - 96) : blockOf(6, v6, bits)
}

function blockOf(version: 4 | 6, address: bigint, length: number): Block | null {
  const width = version === 4 ? 32 : 128
  if (length > width) return null
  const free = BigInt(width - length)
  const first = (address >> free) << free
  return { version, first, last: first | ((1n << free) - 1n) }
}

/** Whether two texts are the same address. */
export function sameAddress(a: string, b: string): boolean {
  if (a === b) return true
  const [x, y] = [parseBlock(a), parseBlock(b)]
  return x !== null && y !== null && x.version === y.version && x.first === y.first && x.last === y.last
}
