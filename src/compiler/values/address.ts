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

const group = /^[0-9a-f]{1,4}$/i

/** IPv6 text (RFC 4291 section 2.2) as a number below 2¹²⁸, or null. A zone index is not part of the address. */
export function parseV6(text: string): bigint | null {
  const bare = text.replace(/%.*$/, '')
  const halves = bare.split('::')
  if (halves.length > 2 || !bare.includes(':')) return null
  const head = groups(halves[0]!, halves.length === 1)
  const tail = halves.length === 2 ? groups(halves[1]!, true) : []
  if (!head || !tail) return null
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  return [...head, ...new Array<number>(missing).fill(0), ...tail].reduce(
    (all, part) => (all << 16n) | BigInt(part),
    0n,
  )
}

/** The 16-bit groups of one side of `::`; the last may be an IPv4 address, which is two. */
function groups(side: string, isLast: boolean): number[] | null {
  if (side === '') return []
  const parts = side.split(':')
  const out: number[] = []
  for (const [i, part] of parts.entries()) {
    const v4 = isLast && i === parts.length - 1 ? parseV4(part) : -1
    if (v4 >= 0) out.push(Math.floor(v4 / 65536), v4 % 65536)
    else if (group.test(part)) out.push(Number.parseInt(part, 16))
    else return null
  }
  return out
}

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
